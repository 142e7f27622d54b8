"""Letters about an answer on the private page: one to whoever reads it for us, one receipt to whom the link belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import override

from ground.accounts.models import stand_in
from ground.outbox.writing import write
from updates import asking, letters, staff_letters
from updates.instants import Reader
from updates.links import address_of, link_for, token_of
from updates.sending import earlier_message_ids

from .answer_words import by_when, call_words, lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Answer, Incident
    from updates.models import Link


def who_reads(incident: Incident, now: datetime) -> Person:
    """The owner, or whoever stands in for them now."""
    return stand_in(incident.owner, now)


def tell_of_answers(incident: Incident, link: Link, answers: Sequence[Answer], *, now: datetime) -> None:
    """One letter for everything that came with one press of the button."""
    person = who_reads(incident, now)
    reader = Reader.of_person(person)
    with override(reader.language):
        lines = lines_of(answers) if person.powers.feelings else []
        due = next((reader.moment_with_zone(a.promise.due_at, now=now) for a in answers if a.promise), "")
    message = staff_letters.answered(person, incident, link.contact, answers[0].said_name, lines, due=due)
    about = f"incident:{incident.pk}"
    staff_letters.post(person, message, key=f"answer:{answers[0].pk}", about=about, now=now)


def tell_of_taking_back(
    incident: Incident, link: Link, answers: Sequence[Answer], *, reopened: int | None, now: datetime
) -> None:
    person = who_reads(incident, now)
    with override(Reader.of_person(person).language):
        lines = lines_of(answers) if person.powers.feelings else []
    message = staff_letters.took_back(person, incident, link.contact, lines, reopened=reopened)
    about = f"incident:{incident.pk}"
    staff_letters.post(person, message, key=f"taken back:{answers[0].pk}", about=about, now=now)


def receipt(link: Link, answers: Sequence[Answer], *, until: datetime, now: datetime) -> None:
    """What was accepted, when we answer, and how to take it back; only while the link in it still opens."""
    contact = link.contact
    if not contact.email:
        return
    link = link_for(link.incident, contact, now=now)
    reader = Reader.of_contact(contact)
    with override(reader.language):
        lines = lines_of(answers)
        due = next((by_when(a.promise.due_at, now, reader) for a in answers if a.promise), "")
        words = letters.Receipt(
            lines=[(line.ask, line.verdict, line.words) for line in lines],
            signed=answers[0].said_name if answers[0].said_name != contact.name else "",
            at=reader.moment_with_zone(now),
            due=due,
            call=call_words(answers, reader, now=now),
            until=reader.day(until, now=now),
            page=address_of(link),
            take_back=f"{address_of(link)}/answers/{answers[0].pk}/take-back",
        )
    message = letters.receipt_letter(link, words, references=earlier_message_ids(link.incident, contact))
    write(
        key=f"receipt:{answers[0].pk}",
        recipient=contact.email,
        message=message,
        about=f"link:{link.pk}:{link.version}",
        now=now,
        guard=asking.GUARD,
        secrets=[token_of(link)],
    )
