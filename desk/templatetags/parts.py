"""Template tags for the small shapes that need a sum: icons, dials, rails, dots."""

from dataclasses import dataclass

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """One symbol of the sprite, hidden from screen readers: the words stand beside it."""
    return format_html(
        '<svg class="ico" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@dataclass(frozen=True)
class ErrorLine:
    """One line of the error summary: what is wrong, and the field it leads to (none for the form as a whole)."""

    text: str
    target: str = ""


@register.simple_tag
def error_lines(form: BaseForm) -> list[ErrorLine]:
    """Errors of the whole form first, then of each field in reading order; links lead to what can take focus."""
    lines = [ErrorLine(str(text)) for text in form.non_field_errors()]
    for field in form:
        lines += [ErrorLine(str(text), focus_id(field)) for text in field.errors]
    return lines


def focus_id(field: BoundField) -> str:
    """The id of the first control of a field: a group of pills has no control of its own id."""
    first = next(iter(field.subwidgets), None)
    grouped = first is not None and first.data.get("attrs", {}).get("id")
    return grouped if grouped else field.id_for_label or field.auto_id or ""
