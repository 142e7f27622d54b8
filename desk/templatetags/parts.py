"""Template tags for the small parts that need a sum: icons, rails, dots, scales, error lines, pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, Field
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk import shapes

register = template.Library()

# How a promise looks: the tone of its row and the icon before it. Overdue and broken are red, kept late is amber.
PROMISES = {
    "open": ("open", "clock"),
    "overdue": ("broken", "exclamation-triangle-fill"),
    "kept": ("kept", "check-circle-fill"),
    "kept_late": ("late", "hourglass-split"),
    "broken": ("broken", "x-lg"),
    "renegotiated": ("moved", "arrow-right"),
    "released": ("moved", "dash-circle"),
    "void": ("moved", "slash-circle"),
}


@register.simple_tag
@lru_cache(maxsize=200)
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
        lines += [ErrorLine(named(field, str(text)), focus_id(field)) for text in field.errors]
    return lines


def named(field: BoundField, text: str) -> str:
    """An error as a line of its own: Django's “this field” gets the name of the field."""
    if text != str(Field.default_error_messages["required"]):
        return text
    return f"{field.label} {text}" if field.label.endswith(("?", ".")) else f"{field.label}: {text}"


def focus_id(field: BoundField) -> str:
    """The id of the first control of a field: a group of pills has no control of its own id."""
    first = next(iter(field.subwidgets), None)
    grouped = first is not None and first.data.get("attrs", {}).get("id")
    return grouped if grouped else field.id_for_label or field.auto_id or ""


@register.filter
def promise_tone(look: str) -> str:
    return PROMISES[look][0]


@register.filter
def promise_icon(look: str) -> str:
    return PROMISES[look][1]


@register.inclusion_tag("parts/rail.html")
def step_rail(rows: Iterable[Any], now: int | None, here: int | None = None) -> dict[str, Any]:
    """The step rail. Rows: number, name, state (todo, done, not_needed), sub, url; `now` runs, `here` is shown."""
    stops = shapes.stops_of(rows, now, here)
    running = _("Now at step %(number)d") % {"number": now} if here and now and here != now else ""
    return {"stops": stops, "short": shapes.short_words(stops, now, here), "running": running}


@register.simple_tag
def mini_rail(now: int | None, states: Iterable[str] | None = None) -> SafeString:
    """Eight small bars: from the states of the steps in order, else everything before `now` counts as done."""
    return _mini_rail(now, tuple(states or shapes.states_up_to(now)))


@lru_cache(maxsize=64)
def _mini_rail(now: int | None, states: tuple[str, ...]) -> SafeString:
    """Drawn once: a list shows the same few rails in every row."""
    return render_to_string("parts/mini_rail.html", {"bars": shapes.bars_of(states, now)})


@register.inclusion_tag("parts/strength.html")
def strength(number: int) -> dict[str, Any]:
    """Five dots and their words, for 1 (in passing) to 5 (very strong)."""
    dots = [{"x": 6 + 12.5 * index, "on": index < number} for index in range(5)]
    return {"dots": dots, "words": _("%(n)d of 5, %(words)s") % {"n": number, "words": strength_words(number)}}


def strength_words(number: int) -> str:
    return (_("in passing"), _("a little"), _("clear"), _("strong"), _("very strong"))[number - 1]


@register.inclusion_tag("parts/trust_scale.html")
def trust_scale(now: int, was: int | None = None, lowest: int | None = None) -> dict[str, Any]:
    marks = shapes.scale_marks(now, was, lowest)
    seven = shapes.scale_x(shapes.LINE)
    return {"marks": marks, "labels": shapes.scale_labels(marks), "seven": seven, "partner": round(246 - seven, 1)}


@register.simple_tag
def page_url(request: HttpRequest, number: int) -> str:
    """The same list, another page: every other query value stays."""
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
