"""Conversations and notes: what was said outside the product, and words that stay with us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record
from incidents.answering import answered_aloud
from incidents.asking import ask
from incidents.choices import PromiseKind, Question, State, Told
from incidents.endings import check_is_over
from incidents.promises import current_clock, follow, keep_promise, lock, start_clock

from .models import Conversation, Draft, Note
from .promised import promise_while_telling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Incident, Promise

    from .promised import Moved, Promised


class TalkRefused(Exception):
    """Why this conversation cannot be noted so, in a sentence."""


@dataclass(frozen=True)
class Talk:
    """Who spoke with whom, how, and what was said; with `next_at` and our words it counts as told.

    `asked_trust`: we asked how much they trust us, and they gave no number.
    `promises` are those in our words that a person confirmed, `moves` new dates agreed for earlier ones.
    """

    contact: Contact | None
    channel: str
    began: str
    happened_at: datetime
    their_words: str
    our_words: str
    next_at: datetime | None
    moved: bool = False
    asked_trust: bool = False
    promises: Sequence[Promised] = ()
    moves: Sequence[Moved] = ()


@transaction.atomic
def note_conversation(incident: Incident, *, talk: Talk, by: Person, now: datetime) -> Conversation:
    """Keep what was said. One that gave facts and a next time keeps the promise, as of when it happened.

    One that only agreed on a new time (`talk.moved`) moves the promise instead.
    """
    incident = lock(incident)
    _check(incident, talk, now)
    told = bool(talk.our_words.strip()) and talk.next_at is not None
    before = current_clock(incident) if told else None
    conversation = Conversation.objects.create(
        incident=incident,
        contact=talk.contact,
        channel=talk.channel,
        began=talk.began,
        happened_at=talk.happened_at,
        their_words=talk.their_words.strip(),
        our_words=talk.our_words.strip(),
        gave_facts=told,
        next_at=talk.next_at,
        next_zone=_zone(incident, talk.contact),
        settled=before,
        by=by,
        recorded_at=now,
    )
    if told:
        conversation.made = _restart(incident, conversation, before, talk, by, now)
        conversation.save(update_fields=["made"])
    if conversation.contact is not None and conversation.our_words:
        answered_aloud(incident, conversation.contact, at=conversation.happened_at, by=by)
    if talk.asked_trust and talk.contact is not None:
        _note_the_question(incident, conversation, talk.contact, by, now)
    promise_while_telling(conversation, said=talk, zone=conversation.next_zone, to=talk.contact, by=by, now=now)
    facts: dict[str, str | int | None] = {"conversation": conversation.pk, "channel": talk.channel, "told": int(told)}
    record(
        incident.history_subject, by=by, what="conversation.noted", now=now, text=conversation.their_words, facts=facts
    )
    return conversation


def _note_the_question(
    incident: Incident, conversation: Conversation, contact: Contact, by: Person, now: datetime
) -> None:
    ask(
        incident,
        question=Question.TRUST,
        contact=contact,
        told_by=Told.CONVERSATION,
        told_id=conversation.pk,
        asked_at=conversation.happened_at,
        by=by,
        now=now,
    )


def _check(incident: Incident, talk: Talk, now: datetime) -> None:
    if talk.happened_at > now:
        raise TalkRefused(_("That time has not come yet."))
    if talk.happened_at < incident.found_at and talk.next_at is not None:
        raise TalkRefused(_("This was before we found the mistake. Note it without a next time."))
    if talk.contact is not None and talk.contact.customer_id != incident.customer_id:
        raise TalkRefused(_("Choose somebody of this customer."))
    if not talk.their_words.strip() and not talk.our_words.strip():
        raise TalkRefused(_("Write down what was said, by them or by you."))
    if (talk.promises or talk.moves) and incident.state == State.CLOSED:
        raise TalkRefused(_("This is closed. Open it again before you promise something."))
    if talk.next_at is None:
        return
    if incident.state == State.CLOSED:
        raise TalkRefused(_("This is closed. Open it again before you promise a next time."))
    if talk.next_at <= now:
        raise TalkRefused(_("That time has already passed. Pick a time after now."))
    if not talk.our_words.strip():
        raise TalkRefused(_("Write down what you told them, then the next time counts."))


def _restart(
    incident: Incident, conversation: Conversation, before: Promise | None, talk: Talk, by: Person, now: datetime
) -> Promise:
    assert conversation.next_at is not None
    moved = talk.moved and before is not None and before.kind == PromiseKind.NEXT_UPDATE
    if before is not None:
        settle = follow if moved else keep_promise
        settle(before, by=by, now=max(conversation.happened_at, before.made_at))
    if incident.state == State.CHECKING:
        check_is_over(incident, by=by, now=now)
    incident.state = State.OPEN
    incident.first_told_at = incident.first_told_at or conversation.happened_at
    incident.save(update_fields=["state", "first_told_at"])
    if conversation.contact is not None:
        incident.contacts.add(conversation.contact)
    return start_clock(
        incident,
        kind=PromiseKind.NEXT_UPDATE,
        due_at=conversation.next_at,
        due_zone=conversation.next_zone,
        by=by,
        now=now,
        replaces=before if moved else None,
    )


def _zone(incident: Incident, contact: Contact | None) -> str:
    told = contact or incident.speaker
    return told.local_zone if told else incident.customer.zone


@transaction.atomic
def add_note(incident: Incident, *, text: str, by: Person, now: datetime) -> Note:
    """Words for us alone."""
    if not text.strip():
        raise TalkRefused(_("Write the note first."))
    note = Note.objects.create(incident=incident, text=text.strip(), by=by, at=now)
    record(incident.history_subject, by=by, what="note.added", now=now, text=note.text, facts={"note": note.pk})
    return note


@transaction.atomic
def save_draft(
    incident: Incident, *, heading: str, body: str, by: Person, now: datetime, begun: datetime | None = None
) -> bool:
    """Keep what somebody is writing; one draft a person and incident.

    `begun`: when the page was opened that keeps it by itself, without a press. False, and nothing is kept, when a
    button was pressed since: what was sent is no draft any more.
    """
    what = {"heading": heading, "body": body, "saved_at": now} | ({} if begun else {"pressed_at": now})
    draft, made = Draft.objects.select_for_update().get_or_create(incident=incident, author=by, defaults=what)
    if not made and begun and draft.pressed_at and draft.pressed_at > begun:
        return False
    if not made:
        Draft.objects.filter(pk=draft.pk).update(**what)
    return True


def drop_draft(incident: Incident, *, by: Person, now: datetime) -> None:
    """It is sent: the draft is empty."""
    Draft.objects.bulk_create(
        [Draft(incident=incident, author=by, saved_at=now, pressed_at=now)],
        update_conflicts=True,
        unique_fields=["incident", "author"],
        update_fields=["heading", "body", "saved_at", "pressed_at"],
    )
