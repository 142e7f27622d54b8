"""Outcomes: rooms above hear, in the marking transaction, what became of a letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from .models import UNFINISHED, Letter, State

log = structlog.get_logger(__name__)

A_DAY_LATE = timedelta(hours=24)
CALL_AGAIN = timedelta(minutes=1)

Call = Callable[[Letter, datetime], None]


@dataclass(frozen=True)
class Listener:
    finished: Call | None
    worried: Call | None
    undelivered: Call | None
    withdrawn: Call | None


_listeners: dict[str, Listener] = {}


def on_outcome(
    name: str,
    finished: Call | None = None,
    *,
    worried: Call | None = None,
    undelivered: Call | None = None,
    withdrawn: Call | None = None,
) -> None:
    """Make a listener known; called once at start-up.

    finished: the letter was accepted, failed for good or was parked (see `letter.state`).
    worried: not accepted by `letter.worry_at`; once. undelivered: a day after it was meant to leave; once.
    withdrawn: its guard withdrew it at the claim (verbs that withdraw know it themselves).
    """
    _listeners[name] = Listener(finished, worried, undelivered, withdrawn)


def must_know(name: str) -> None:
    if name and name not in _listeners:
        raise ImproperlyConfigured(f"No listener is registered under the name {name!r}.")


def next_call(listener: str, wanted_at: datetime, worry_at: datetime | None) -> datetime | None:
    """When a letter nobody accepted yet must first be spoken of."""
    if not listener:
        return None
    return min(moment for moment in (worry_at, wanted_at + A_DAY_LATE) if moment is not None)


def tell(letter: Letter, now: datetime) -> None:
    """Tell how it ended; call inside the marking transaction. A call that fails is owed and made again."""
    if letter.listener and not _call(letter, _ending(letter), now):
        Letter.objects.filter(pk=letter.pk).update(call_at=now + CALL_AGAIN)


def _ending(letter: Letter) -> str:
    return "withdrawn" if letter.state == State.WITHDRAWN else "finished"


def _call(letter: Letter, what: str, now: datetime) -> bool:
    """Whether the listener heard it; its own changes are undone when it fails, the letter's mark never is."""
    listener = _listeners.get(letter.listener)
    if listener is None:
        log.error("listener_unknown_to_this_worker", letter=letter.pk, listener=letter.listener)
        return False
    call: Call | None = getattr(listener, what)
    try:
        if call is not None:
            with transaction.atomic():
                call(letter, now)
    except Exception:  # losing the mark would send the letter twice; the call is logged and made again
        log.exception("listener_failed", letter=letter.pk, listener=letter.listener, call=what)
        return False
    return True


def call_waiting_listeners(now: datetime, *, at_most: int = 100) -> int:
    """Make the calls that are due: worries, letters a day late, and endings that could not be told; how many."""
    due = Letter.objects.filter(call_at__lte=now).order_by("call_at").values_list("pk", flat=True)[:at_most]
    return sum(_call_one(pk, now) for pk in list(due))


@transaction.atomic(durable=True)
def _call_one(pk: int, now: datetime) -> bool:
    letter = Letter.objects.select_for_update(skip_locked=True).filter(pk=pk, call_at__lte=now).first()
    if letter is None:
        return False
    if letter.state in UNFINISHED:
        _speak_of_lateness(letter, now)
    else:
        Letter.objects.filter(pk=pk).update(call_at=None)
        tell(letter, now)
    return True


def _speak_of_lateness(letter: Letter, now: datetime) -> None:
    heard = True
    if letter.worry_at and letter.worry_at <= now and letter.worried_at is None:
        heard = _call(letter, "worried", now)
        letter.worried_at = now if heard else None
    if letter.wanted_at + A_DAY_LATE <= now and letter.undelivered_at is None and heard:
        heard = _call(letter, "undelivered", now)
        letter.undelivered_at = now if heard else None
    letter.call_at = _upcoming(letter) if heard else now + CALL_AGAIN
    letter.save(update_fields=["worried_at", "undelivered_at", "call_at"])


def _upcoming(letter: Letter) -> datetime | None:
    moments = [
        letter.worry_at if letter.worried_at is None else None,
        letter.wanted_at + A_DAY_LATE if letter.undelivered_at is None else None,
    ]
    return min((moment for moment in moments if moment is not None), default=None)
