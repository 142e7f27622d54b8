"""A letter that was taken by the relay and came back after all, or whose reader wants no mail of ours.

The letter and the contact are marked, the owner is warned, and the update counts as not told to them. When it reached
nobody and the time before it has passed, the next one is due one first-notice time after the bounce, never later than
the letter named: a deadline of our own, since no customer has read of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from customers.keeping import stop_mail
from ground.accounts.models import stand_in
from ground.history.recording import record
from incidents.choices import PromiseKind, State
from incidents.models import Incident
from incidents.promises import current_clock, follow, lock, start_clock

from . import results, staff_letters
from .choices import RecipientState, UpdateState
from .matching import letter_about
from .models import Update
from .rhythm import first_notice_due

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.mailbox.bounces import Returned

    from .matching import Letters

REASONS = (
    (("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.310", "4.1.1"), "no_mailbox"),
    (("5.2.2", "4.2.2", "5.2.0"), "mailbox_full"),
    (("5.2.1",), "mailbox_closed"),
    (("5.2.3", "5.3.4"), "too_large"),
    (("5.7.",), "refused"),
    (("5.4.", "4.4.", "4.3.", "5.3."), "unreachable"),
)
UNKNOWN_REASON = "came_back"
DELIVERED = (RecipientState.WAITING, RecipientState.HANDED_OVER)


def reason_of(status: str) -> str:
    """A code for what a status of RFC 3463 means to the person who must do something about it."""
    return next((code for begins, code in REASONS if status.startswith(begins)), UNKNOWN_REASON)


@transaction.atomic
def letter_came_back(returned: Returned, *, now: datetime) -> Letters | None:
    """Mark the letter it is about as come back; None when it is about no letter of ours to a customer."""
    about = letter_about(returned.message_ids)
    if about is None:
        return None
    words = " ".join(part for part in (returned.status, returned.words) if part)[:300]
    for copy in results.copies_of(about.letter_id):
        if copy.state not in DELIVERED:
            continue
        before = copy.update.state
        results.came_back(copy, words, now)
        if before == UpdateState.TOLD and copy.update.state == UpdateState.REACHED_NOBODY:
            _due_again(copy.update, now)
    if about.contact is not None:
        mark_address(about.contact, words, now)
    return about


def mark_address(contact: Contact, words: str, now: datetime) -> None:
    contact.bounced_at, contact.bounce_reason = now, words[:300]
    contact.save(update_fields=["bounced_at", "bounce_reason"])


def _due_again(update: Update, now: datetime) -> None:
    """What stands again and is past already gives way to a deadline from now; what lies ahead stands as it is."""
    incident = Incident.objects.select_related("customer__team__calendar").get(pk=update.incident_id)
    clock = current_clock(incident)
    if clock is None or incident.state == State.CLOSED or clock.due_at > now or clock.kind == PromiseKind.CHECKING:
        return
    due = first_notice_due(incident.customer, incident.severity, now)
    due = min(due, update.next_at) if update.next_at and update.next_at > now else due
    passed = follow(clock, by=None, now=now)
    start_clock(
        incident,
        kind=PromiseKind.FIRST_NOTICE,
        due_at=due,
        due_zone=clock.due_zone,
        by=None,
        now=now,
        replaces=passed,
    )


@transaction.atomic
def complained_about(returned: Returned, *, now: datetime) -> Letters | None:
    """Whoever got this letter called it unwanted: no mail of ours goes there any more, and somebody rings instead."""
    about = letter_about(returned.message_ids)
    if about is None or about.contact is None:
        return about
    incident = lock(about.incident)
    stop_mail(about.contact, why=returned.words, now=now)
    owner = stand_in(incident.owner, now)
    facts: dict[str, str | int | None] = {"contact": about.contact.pk, "letter": about.letter_id}
    record(incident.history_subject, by=None, what="letter.unwanted", now=now, facts=facts)
    message = staff_letters.unwanted(owner, incident, about.contact)
    key = f"unwanted:{about.letter_id}:{about.contact.pk}"
    staff_letters.post(owner, message, key=key, about=f"incident:{incident.pk}", now=now)
    return about
