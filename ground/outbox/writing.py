"""Writing a letter into the outbox, in the transaction of the change it tells about; and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from . import guards, outcomes
from .blanking import blank
from .composing import compose
from .models import Letter, State

DAY = timedelta(hours=24)


@transaction.atomic
def write(
    *,
    key: str,
    recipient: str,
    message: EmailMessage,
    about: str,
    now: datetime,
    due_at: datetime | None = None,
    thread: str = "",
    guard: str = "",
    listener: str = "",
    customer: bool = True,
    worry_at: datetime | None = None,
    secrets: Sequence[str] = (),
    channel: str = "smtp",
) -> Letter:
    """Store one letter to one recipient in its final bytes; a second write of the same key returns the first row.

    `thread` keeps order per recipient: call under the lock of the row the thread belongs to, which gives the position.
    `guard` is asked at every claim, `listener` hears the outcome; both are names registered at start-up.
    `secrets` are the tokens inside the letter, blanked from the stored bytes once it is final.
    """
    guards.must_know(guard)
    outcomes.must_know(listener)
    known = Letter.objects.filter(key=key).first()
    if known is not None:
        return known
    composed = compose(message, recipient=recipient, now=now)
    wanted_at = due_at or now
    letter = Letter(
        key=key,
        channel=channel,
        sender=composed.sender,
        recipient=composed.recipient,
        subject=composed.subject[:500],
        message_id=composed.message_id,
        raw=composed.raw,
        secrets=list(secrets),
        customer=customer,
        about=about,
        guard=guard,
        listener=listener,
        thread=thread,
        position=_next_position(thread, composed.recipient),
        created_at=now,
        wanted_at=wanted_at,
        due_at=wanted_at,
        worry_at=worry_at,
        call_at=outcomes.next_call(listener, wanted_at, worry_at),
    )
    return _store(letter, now)


def _next_position(thread: str, recipient: str) -> int:
    if not thread:
        return 1
    last = Letter.objects.filter(thread=thread, recipient=recipient).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _store(letter: Letter, now: datetime) -> Letter:
    """Insert; when another transaction wrote this key in between, its row is the letter."""
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        known = Letter.objects.filter(key=letter.key).first()
        if known is None:
            raise
        return known
    _hurry_earlier(letter, now)
    return letter


def _hurry_earlier(letter: Letter, now: datetime) -> None:
    """News for the same reader: an earlier letter that waits for its next try goes now, so that order costs no time."""
    if letter.thread:
        Letter.objects.filter(
            thread=letter.thread,
            recipient=letter.recipient,
            position__lt=letter.position,
            state=State.WAITING,
            tried_since__isnull=False,
            due_at__gt=now,
        ).update(due_at=now)


def withdraw(*, about: str, reason: str, now: datetime) -> int:
    """Withdraw every letter with this `about` that still waits; how many. One that is being claimed waits no more."""
    return _withdraw(Letter.objects.filter(about=about), reason, now)


def withdraw_letter(letter_id: int, *, reason: str, now: datetime) -> bool:
    """Withdraw one letter; False when it is already being sent or final."""
    return _withdraw(Letter.objects.filter(pk=letter_id), reason, now) == 1


@transaction.atomic
def _withdraw(letters: QuerySet[Letter], reason: str, now: datetime) -> int:
    found = list(letters.filter(state=State.WAITING).select_for_update(skip_locked=True).order_by("pk"))
    for letter in found:
        letter.state, letter.last_error, letter.finished_at, letter.call_at = State.WITHDRAWN, reason, now, None
        blank(letter)
        letter.save(update_fields=["state", "last_error", "finished_at", "call_at", "raw", "secrets", "blanked"])
    return len(found)
