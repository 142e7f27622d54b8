"""Template filters every page has without loading them: `{{ words|quoted }}`, `{{ day|day:"short" }}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ground import languages

if TYPE_CHECKING:
    from datetime import date, datetime

register = template.Library()


@register.filter(needs_autoescape=True)
def quoted(words: str, autoescape: bool = True) -> str:
    """Between the marks of the reader's language; what was safe stays so, what was not is escaped."""
    said = languages.quoted(str(conditional_escape(words)) if autoescape else str(words))
    return mark_safe(said) if autoescape or isinstance(words, SafeString) else said  # noqa: S308 - escaped above


@register.filter(expects_localtime=True)
def day(value: date | None, shape: str) -> str:
    """A day, or the day of an instant where the reader is, in one of `languages.SHAPES`; nothing for none."""
    return languages.written_day(value, shape) if value else ""


@register.filter(expects_localtime=True)
def moment(value: datetime | None, shape: str) -> str:
    """The day, then the time of day: "20 Nov, 12:00"."""
    if not value:
        return ""
    return _("%(day)s, %(time)s") % {"day": languages.written_day(value, shape), "time": f"{value:%H:%M}"}
