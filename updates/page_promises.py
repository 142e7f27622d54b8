"""What the customer's private page says of the promises made to them: what is open, and what became of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from incidents.choices import LIVE_STATES, PromiseKind, PromiseState

from .instants import Reader, length
from .words import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.models import Promise

COUNTED = (PromiseState.KEPT, PromiseState.KEPT_LATE, PromiseState.BROKEN)


@dataclass(frozen=True)
class Promised:
    """A promise and what became of it: `look` open, overdue, kept, kept_late, broken, renegotiated or released."""

    text: str
    look: str
    state: str
    after: str


def promised(promises: Iterable[Promise], reader: Reader, now: datetime) -> list[Promised]:
    """Open ones by date, then what became of the others, latest first; updates that came on time in one line."""
    promises = list(promises)
    in_time = [promise for promise in promises if _is_update_in_time(promise)]
    told = [promise for promise in promises if promise not in in_time]
    opened = sorted((promise for promise in told if promise.is_live), key=lambda promise: promise.due_at)
    ended = sorted((promise for promise in told if not promise.is_live), key=lambda promise: promise.due_at)
    shown = [_promise(promise, reader, now) for promise in [*opened, *reversed(ended)]]
    return shown + ([_updates_in_time(len(in_time), promises)] if in_time else [])


def _is_update_in_time(promise: Promise) -> bool:
    return promise.kind == PromiseKind.NEXT_UPDATE and promise.state == PromiseState.KEPT


def _updates_in_time(kept: int, promises: list[Promise]) -> Promised:
    counted = sum(1 for p in promises if p.kind == PromiseKind.NEXT_UPDATE and not p.is_live and p.state in COUNTED)
    state = _("Kept: %(kept)s of %(all)s") % {"kept": kept, "all": counted}
    return Promised(_("Updates at the time we said"), "kept", state, "")


def _promise(promise: Promise, reader: Reader, now: datetime) -> Promised:
    text = _promised_text(promise, reader, now)
    if promise.is_live and promise.state in LIVE_STATES:
        due = {"when": when(promise.due_at, reader, now)}
        if now > promise.due_at:
            return Promised(text, "overdue", _("Late"), _(", it was due %(when)s") % due)
        return Promised(text, "open", _("Due %(when)s") % due, "")
    return Promised(text, str(promise.state), *_ended(promise, reader, now))


def _promised_text(promise: Promise, reader: Reader, now: datetime) -> str:
    if promise.kind == PromiseKind.NEXT_UPDATE:
        return _("An update by %(when)s") % {"when": reader.moment(promise.due_at, now=now)}
    return one_line(promise.text)


def _ended(promise: Promise, reader: Reader, now: datetime) -> tuple[str, str]:
    settled = promise.settled_at or promise.due_at
    later = getattr(promise, "replaced_by", None)
    match promise.state:
        case PromiseState.KEPT:
            return _("Kept"), f", {reader.short_day(settled, now=now)}"
        case PromiseState.KEPT_LATE:
            return _("Kept late"), _(", by %(length)s") % {"length": length(settled - promise.due_at)}
        case PromiseState.RENEGOTIATED if later:
            return _("Moved"), _(", to %(when)s") % {"when": when(later.due_at, reader, now)}
        case PromiseState.RENEGOTIATED:
            return _("Moved"), ""
        case PromiseState.RELEASED:
            return _("Released"), ""
        case _broken:
            return _("Not kept"), ""


def when(at: datetime, reader: Reader, now: datetime, *, today: str = "") -> str:
    """The day and time of `at` in the reader's zone; `today` stands for the day that is today to them at `now`."""
    day = today or _("today") if reader.is_today(at, now) else reader.short_day(at, now=now)
    return _("%(day)s, %(time)s") % {"day": day, "time": reader.time(at)}
