"""Claiming: one UPDATE takes letters in hand under a lease; guards are asked in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Field

from . import guards, outcomes
from .blanking import blank
from .models import Letter, State

# What is due and has no unfinished letter before it in its thread, the longest waiting first. SQLite has no row locks
# and needs none: its transactions begin IMMEDIATE, so one claims at a time.
CLAIM = """
WITH due AS MATERIALIZED (
    SELECT l.id FROM outbox_letter AS l
    WHERE l.state = 'waiting' AND l.channel = %s AND l.due_at <= %s AND NOT EXISTS (
        SELECT 1 FROM outbox_letter AS e
        WHERE l.thread <> '' AND e.thread <> '' AND e.state IN ('waiting', 'sending')
          AND e.thread = l.thread AND e.recipient = l.recipient AND e.position < l.position)
    ORDER BY l.due_at, l.id LIMIT %s {locked})
UPDATE outbox_letter
SET state = 'sending', attempts = attempts + 1, lease_token = %s, lease_until = {lease_end}
WHERE id IN (SELECT id FROM due)
RETURNING *
"""
HELD = "SELECT 1 FROM outbox_letter WHERE id = %s AND lease_token = %s AND lease_until > {clock}"
DIALECTS = {
    "postgresql": {
        "clock": "STATEMENT_TIMESTAMP()",
        "locked": "FOR UPDATE OF l SKIP LOCKED",
        "lease_end": "STATEMENT_TIMESTAMP() + %s * INTERVAL '1 second'",
    },
    "sqlite": {
        "clock": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'now')",
        "locked": "",
        "lease_end": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'now', %s || ' seconds')",
    },
}


@transaction.atomic(durable=True)
def claim(channel: str, *, now: datetime, at_most: int) -> list[Letter]:
    """Take up to `at_most` due letters in hand, those their guards let go, in the order in which to send them."""
    claimed = sorted(_take(channel, now, at_most), key=lambda letter: letter.place)
    return [letter for letter in claimed if _may_go(letter, now)]


def _take(channel: str, now: datetime, at_most: int) -> Iterable[Letter]:
    parameters = [
        channel,
        _as_stored("due_at", now),
        at_most,
        _as_stored("lease_token", uuid4()),
        settings.MAIL.lease,
    ]
    return Letter.objects.raw(CLAIM.format(**DIALECTS[connection.vendor]), parameters)


def _may_go(letter: Letter, now: datetime) -> bool:
    match guards.ask(letter, now):
        case guards.Hold(until):
            _release([letter], due_at=until)
        case guards.Withdraw(reason):
            _withdraw(letter, reason, now)
        case guards.Send():
            return True
    return False


def _withdraw(letter: Letter, reason: str, now: datetime) -> None:
    letter.state, letter.last_error, letter.finished_at = State.WITHDRAWN, reason, now
    letter.lease_until = letter.lease_token = letter.call_at = None
    blank(letter)
    letter.save()
    outcomes.tell(letter, now)


def give_back(letters: Sequence[Letter]) -> None:
    """Letters claimed and never begun wait again as if nobody had taken them."""
    if letters:
        _release(letters)


def _release(letters: Sequence[Letter], **changes: object) -> None:
    Letter.objects.filter(pk__in=[letter.pk for letter in letters], lease_token=letters[0].lease_token).update(
        state=State.WAITING, lease_until=None, lease_token=None, attempts=F("attempts") - 1, **changes
    )


def still_held(letter: Letter) -> bool:
    """Whether our lease has not run out, by the database's clock."""
    with connection.cursor() as cursor:
        token = _as_stored("lease_token", letter.lease_token)
        cursor.execute(HELD.format(**DIALECTS[connection.vendor]), [letter.pk, token])
        return cursor.fetchone() is not None


def _as_stored(field: str, value: object) -> Any:
    """A value as this database keeps it in that column."""
    return cast("Field[Any, Any]", Letter._meta.get_field(field)).get_db_prep_value(value, connection)
