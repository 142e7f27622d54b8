"""A promise as one row: what, its state in a word, when, and how it was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from incidents.choices import PromiseKind, PromiseState
from updates.clock_words import day_words, gap_words, moment_words, time_words

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.models import Promise


@dataclass(frozen=True)
class PromiseRow:
    text: str
    look: str
    state: str
    after: str
    how: str
    of: str
    url: str


def promise_row(promise: Promise, now: datetime, zone: str, *, of: str = "", url: str = "") -> PromiseRow:
    """For a reader in `zone`; `of` names the customer where the row stands alone."""
    place = ZoneInfo(zone)
    state, after = _state(promise, now, place)
    look = "overdue" if promise.is_live and promise.due_at < now else str(promise.state)
    how = "" if promise.is_internal else promise.get_how_display()
    return PromiseRow(_text(promise, now, place), look, state, after, how, of, url)


def _text(promise: Promise, now: datetime, zone: ZoneInfo) -> str:
    if promise.text:
        return promise.text
    names = {
        PromiseKind.NEXT_UPDATE: _("To hear from us by %(when)s"),
        PromiseKind.FIRST_NOTICE: _("First notice by %(when)s, our own rule"),
        PromiseKind.CHECKING: _("To be checked by %(when)s, our own rule"),
        PromiseKind.SETTLING: _("Settled by %(when)s unless they object"),
    }
    return names[PromiseKind(promise.kind)] % {"when": moment_words(promise.due_at, now, zone)}


def _state(promise: Promise, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    if promise.is_live:
        return _live_words(promise, now, zone), ""
    if promise.state == PromiseState.KEPT_LATE and promise.settled_at:
        return _("Kept late"), _(", by %(span)s") % {"span": gap_words(promise.due_at, promise.settled_at, zone)}
    settled = f" {day_words(promise.settled_at, now, zone)}" if promise.settled_at else ""
    return str(promise.get_state_display()), settled


def _live_words(promise: Promise, now: datetime, zone: ZoneInfo) -> str:
    if promise.due_at < now:
        return _("Overdue by %(span)s") % {"span": gap_words(promise.due_at, now, zone)}
    days = (promise.due_at.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days == 0:
        return _("Due today, %(time)s") % {"time": time_words(promise.due_at, zone)}
    if days == 1:
        return _("Due tomorrow, %(time)s") % {"time": time_words(promise.due_at, zone)}
    return _("Due %(day)s") % {"day": day_words(promise.due_at, now, zone)}
