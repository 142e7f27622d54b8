"""Marking: what became of a letter is written under its lease, in its own commit, before the next one is begun."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from django.db import InterfaceError, InternalError, OperationalError, connection, transaction

from . import outcomes, stopping
from .blanking import blank
from .models import Letter, State
from .retrying import is_over, wait

log = structlog.get_logger(__name__)

KEPT_FOR_ANOTHER_TRY = timedelta(days=7)
INSIST_FOR = 45.0  # seconds; shorter than what is left of the lease after the longest letter
DATABASE_AWAY = (OperationalError, InterfaceError, InternalError)
T = TypeVar("T")
FIELDS = ("state", "due_at", "deaths", "tried_since", "last_error", "relay_reply", "sent_at", "finished_at", "blank_at")


def accepted(letter: Letter, reply: str, now: datetime) -> bool:
    letter.state, letter.sent_at, letter.relay_reply, letter.last_error = State.ACCEPTED, now, reply, ""
    return _finish(letter, now)


def failed(letter: Letter, reason: str, now: datetime, *, reply: str = "") -> bool:
    """For good; kept readable for a week, so that a person may send it again."""
    letter.state, letter.last_error, letter.relay_reply = State.FAILED, reason, reply
    letter.blank_at = now + KEPT_FOR_ANOTHER_TRY if letter.secrets else None
    return _finish(letter, now)


def postponed(letter: Letter, reason: str, now: datetime) -> bool:
    """It tries again later, or has failed after five days of trying."""
    if is_over(letter.tried_since, now):
        return failed(letter, reason, now)
    letter.state, letter.deaths, letter.last_error = State.WAITING, 0, reason
    letter.tried_since = letter.tried_since or now
    letter.due_at = now + wait(letter.attempts, customer=letter.customer, chance=random.uniform(-1, 1))  # noqa: S311
    return insist(lambda: _write(letter))


def _finish(letter: Letter, now: datetime) -> bool:
    letter.finished_at, letter.call_at, letter.deaths = now, None, 0
    more: dict[str, object] = {"call_at": None}
    if letter.state == State.ACCEPTED and letter.secrets:
        blank(letter)
        more |= {"raw": letter.raw, "secrets": [], "blanked": True}
    if not letter.listener:
        return insist(lambda: _write(letter, **more))
    return insist(lambda: _write_and_tell(letter, now, more))


def _write(letter: Letter, **more: object) -> bool:
    """One UPDATE under the lease; False when the lease was no longer ours."""
    values = {name: getattr(letter, name) for name in FIELDS}
    mine = Letter.objects.filter(pk=letter.pk, lease_token=letter.lease_token)
    return mine.update(lease_until=None, lease_token=None, **values, **more) == 1


@transaction.atomic(durable=True)
def _write_and_tell(letter: Letter, now: datetime, more: dict[str, object]) -> bool:
    if not _write(letter, **more):
        return False
    outcomes.tell(letter, now)
    return True


def insist(mark: Callable[[], T]) -> T:
    """Try again while the database is away: an accepted letter that cannot be marked would go out twice."""
    until = min(time.monotonic() + INSIST_FOR, stopping.ends_at())
    while True:
        try:
            return mark()
        except DATABASE_AWAY:
            if time.monotonic() >= until:
                raise
            log.warning("database_away_while_marking")
            connection.close()
            time.sleep(0.2)
