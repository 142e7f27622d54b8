"""Telling the customer: an update is saved, its letters committed, the promise before it kept and the next one made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from customers.models import Handover
from ground.history.recording import record
from ground.outbox.models import Letter
from ground.outbox.writing import withdraw, withdraw_letter, write
from incidents.answering import answered_by_update
from incidents.asking import ask
from incidents.choices import PromiseKind, Question, State, Told
from incidents.endings import check_is_over
from incidents.models import Incident
from incidents.promises import (
    current_clock,
    follow,
    keep_promise,
    lock,
    start_clock,
)

from . import letters
from .attached import Statement, still_stands
from .choices import RecipientState, UpdateKind, UpdateState
from .links import address_of, link_for, token_of
from .models import Recipient, Update
from .not_told import did_not_happen
from .number_asked import why_no_number
from .promised import promise_while_telling
from .repeats import tell_of_moves, tell_of_nothing_new
from .reply_address import reply_address
from .talking import drop_draft
from .thread_ids import earlier_message_ids as earlier_message_ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Promise

    from .promised import Moved, Promised

UNDO_FOR = timedelta(seconds=30)
GUARD = "updates.recipient"
ANSWERS_NOTHING = (UpdateKind.NOTHING_NEW, UpdateKind.LATE, UpdateKind.MOVED)
WORRY_CRITICAL, WORRY = timedelta(minutes=15), timedelta(hours=1)


class SendRefused(Exception):
    """Why this cannot be sent, in a sentence a person can act on."""


@dataclass(frozen=True)
class Telling:
    """What is told: the heading and message the customer reads, to whom, and when they hear again (UTC).

    `question` is the one thing it asks them, `about_id` the version asked about.
    A resolved letter may name a time as well: until then they may say that it is not right.
    `promises` are those in it that a person confirmed, `moves` new dates for earlier ones.
    `statement` goes with it as PDF.
    """

    kind: str
    heading: str
    body: str
    contacts: Sequence[Contact]
    next_at: datetime | None
    on_page: bool = True
    copy_to_me: bool = False
    question: str = ""
    about_id: int | None = None
    promises: Sequence[Promised] = ()
    moves: Sequence[Moved] = ()
    statement: Statement | None = None


@transaction.atomic
def send_update(incident: Incident, *, telling: Telling, by: Person, now: datetime) -> Update:
    """Tell the customer. The update counts as told at `now`; its letters leave when undo is over.

    Check, save, settle the promise it keeps (or moves), make the next, write one letter a contact.
    """
    incident = lock(incident)
    _check(incident, telling, now)
    before = current_clock(incident)
    update = _save(incident, telling, by, now, settled=before)
    if before is not None:
        _settle(before, telling.kind, by, now)
    _tell_incident(incident, telling, now)
    if telling.next_at is not None:
        update.made = _promise_next(incident, telling.next_at, update.next_zone, before, telling.kind, by, now)
        update.save(update_fields=["made"])
    only = telling.contacts[0] if len(telling.contacts) == 1 else None
    promise_while_telling(update, said=telling, zone=update.next_zone, to=only, by=by, now=now)
    _introduce(incident, update, by)
    _write_letters(update, telling, now)
    if telling.kind not in ANSWERS_NOTHING:
        answered_by_update(incident, telling.contacts, update_id=update.pk, by=by, now=now)
    _ask(incident, update, telling, by, now)
    if telling.copy_to_me:
        _write_copy(update, telling, now)
    drop_draft(incident, by=by, now=now)
    _tell_of_repeats(incident, update, now)
    facts: dict[str, str | int | None] = {"update": update.pk, "kind": update.kind, "people": len(telling.contacts)}
    if telling.statement is not None:
        facts |= {"calculation": telling.statement.calculation_id, "statement": telling.statement.version}
    record(incident.history_subject, by=by, what="update.sent", now=now, text=update.body, facts=facts)
    return update


def _check(incident: Incident, telling: Telling, now: datetime) -> None:
    if incident.state == State.CLOSED:
        raise SendRefused(_("This is closed. Open it again before you write."))
    if not telling.contacts:
        raise SendRefused(_("Choose at least one person, or note a conversation instead."))
    if any(c.customer_id != incident.customer_id for c in telling.contacts):
        raise SendRefused(_("Choose only people of this customer."))
    if mute := [c.name for c in telling.contacts if not c.takes_mail]:
        raise SendRefused(_("%(names)s cannot receive mail. Ring them instead.") % {"names": ", ".join(mute)})
    if telling.question and (telling.kind == UpdateKind.FIRST_NOTICE or incident.first_told_at is None):
        raise SendRefused(_("They have not heard of it yet. The first notice goes first, and it asks them nothing."))
    if telling.question == Question.TRUST and (too_soon := why_no_number(telling.contacts, incident.owner.zone, now)):
        raise SendRefused(too_soon)
    if telling.statement is not None and not still_stands(incident, telling.statement):
        raise SendRefused(_("The sum changed while you wrote. Look at it, then attach the statement again."))
    if telling.kind == UpdateKind.RESOLVED and telling.next_at is None:
        return
    if telling.next_at is None:
        raise SendRefused(_("Say when they will hear from you again."))
    if telling.next_at <= now:
        raise SendRefused(_("That time has already passed. Pick a time after now."))


def _save(incident: Incident, telling: Telling, by: Person, now: datetime, *, settled: Promise | None) -> Update:
    number = (incident.updates.aggregate(top=Max("number"))["top"] or 0) + 1
    return Update.objects.create(
        incident=incident,
        number=number,
        kind=telling.kind,
        heading=telling.heading,
        body=telling.body,
        next_at=telling.next_at,
        next_zone=told_zone(telling.contacts, incident),
        author=by,
        sent_at=now,
        undo_until=now + UNDO_FOR,
        on_page=telling.on_page,
        question=telling.question,
        settled=settled,
        came_from=incident.state,
        statement_id=telling.statement.calculation_id if telling.statement else None,
    )


def told_zone(contacts: Sequence[Contact], incident: Incident) -> str:
    """The zone a promised instant is told in: that of whoever speaks for the customer, else of the first told."""
    speaker = next((c for c in contacts if c.pk == incident.speaker_id), None)
    told = speaker or (contacts[0] if contacts else None)
    return told.local_zone if told else incident.customer.zone


def _settle(before: Promise, kind: str, by: Person, now: datetime) -> None:
    if kind == UpdateKind.MOVED and before.kind == PromiseKind.NEXT_UPDATE:
        follow(before, by=by, now=now)
    else:
        keep_promise(before, by=by, now=now)


def _tell_incident(incident: Incident, telling: Telling, now: datetime) -> None:
    if incident.state == State.CHECKING:
        check_is_over(incident, by=None, now=now)
    incident.state = State.OPEN
    incident.first_told_at = incident.first_told_at or now
    incident.subject = incident.subject or f"{telling.heading} [{incident.reference}]"
    incident.speaker = incident.speaker or telling.contacts[0]
    incident.save(update_fields=["state", "first_told_at", "subject", "speaker"])
    incident.contacts.add(*telling.contacts)


def _promise_next(
    incident: Incident, next_at: datetime, zone: str, before: Promise | None, kind: str, by: Person, now: datetime
) -> Promise:
    moved = before if kind == UpdateKind.MOVED else None
    settling = kind == UpdateKind.RESOLVED
    made = PromiseKind.SETTLING if settling else PromiseKind.NEXT_UPDATE
    return start_clock(incident, kind=made, due_at=next_at, due_zone=zone, by=by, now=now, replaces=moved)


def _introduce(incident: Incident, update: Update, by: Person) -> None:
    """Whoever took the customer over says so once, in the first letter they write to them."""
    handover = Handover.objects.to_be_told(incident.customer_id, by.pk).first()
    if handover is not None:
        handover.told_update_id = update.pk
        handover.save(update_fields=["told_update_id"])


def _ask(incident: Incident, update: Update, telling: Telling, by: Person, now: datetime) -> None:
    """One question a letter, put to everybody who gets it."""
    for contact in telling.contacts if telling.question else ():
        ask(
            incident,
            question=telling.question,
            contact=contact,
            told_by=Told.UPDATE,
            told_id=update.pk,
            asked_at=now,
            by=by,
            now=now,
            about_id=telling.about_id,
        )


def _tell_of_repeats(incident: Incident, update: Update, now: datetime) -> None:
    if update.kind == UpdateKind.MOVED and update.made is not None:
        tell_of_moves(incident, update.made, now=now)
    if update.kind == UpdateKind.NOTHING_NEW:
        tell_of_nothing_new(incident, now=now)


def _write_letters(update: Update, telling: Telling, now: datetime) -> None:
    words = letters.words_of(update)
    for contact in telling.contacts:
        letter = _write_letter(update, words, contact, telling, now)
        Recipient.objects.create(update=update, contact=contact, address=contact.email, letter_id=letter.pk)


def _write_letter(
    update: Update, words: letters.UpdateWords, contact: Contact, telling: Telling, now: datetime
) -> Letter:
    incident = update.incident
    link = link_for(incident, contact, now=now)
    message = letters.update_letter(
        words,
        contact=contact,
        others=[letters.named(c) for c in telling.contacts if c.pk != contact.pk],
        files=telling.statement.files if telling.statement else None,
        link_address=address_of(link),
        references=earlier_message_ids(incident, contact),
        reply_to=reply_address(link),
    )
    critical = incident.severity == "critical"
    return write(
        key=f"update:{update.pk}:{contact.pk}",
        recipient=contact.email,
        message=message,
        about=f"update:{update.pk}",
        now=now,
        due_at=update.undo_until,
        thread=f"incident:{incident.pk}",
        guard=GUARD,
        listener=GUARD,
        worry_at=now + (WORRY_CRITICAL if critical else WORRY),
        secrets=letters.secrets_of(link, token_of(link)),
        customer=True,
    )


def _write_copy(update: Update, telling: Telling, now: datetime) -> Letter:
    """What they read, to its author, without the private link."""
    first, *rest = telling.contacts
    files = telling.statement.files if telling.statement else None
    others = [letters.named(contact) for contact in rest]
    message = letters.copy_to_me(letters.words_of(update), contact=first, others=others, sent=True, files=files)
    return write(
        key=f"copy:{update.pk}",
        recipient=update.author.email,
        message=message,
        about=f"update:{update.pk}",
        now=now,
        due_at=update.undo_until,
        customer=False,
    )


@transaction.atomic
def undo_update(update: Update, *, by: Person, now: datetime) -> Update:
    """Take it back within thirty seconds of Send: every copy, or none."""
    lock(update.incident)
    update = Update.objects.select_for_update(of=("self",)).select_related("incident").get(pk=update.pk)
    if not update.can_undo(now):
        raise SendRefused(_("It is too late to take this back. The letter is on its way."))
    for letter_id in set(update.recipients.values_list("letter_id", flat=True)):
        if letter_id and not withdraw_letter(letter_id, reason="taken back by its author", now=now):
            raise SendRefused(_("It is too late to take this back. The letter is on its way."))
    withdraw(about=f"update:{update.pk}", reason="taken back by its author", now=now)
    update.recipients.update(state=RecipientState.TAKEN_BACK, state_at=now)
    return did_not_happen(update, state=UpdateState.UNDONE, by=by, now=now)
