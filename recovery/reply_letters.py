"""Letters about a mail of a customer: one to whoever reads it for us, one receipt to the contact it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import override

from ground.outbox.writing import write
from updates import asking, letters, staff_letters
from updates.instants import Reader
from updates.links import address_of, link_for, token_of
from updates.sending import earlier_message_ids

from .answer_words import by_when

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from ground.mailbox.models import Mail
    from incidents.models import Answer, Incident, Promise


def tell_of_a_reply(
    incident: Incident, contact: Contact, answer: Answer, mail: Mail, *, reader: Person, now: datetime
) -> None:
    words = answer.words if reader.powers.feelings else ""
    with override(Reader.of_person(reader).language):
        due = Reader.of_person(reader).moment_with_zone(answer.promise.due_at, now=now) if answer.promise else ""
    files = [one["name"] for one in mail.attached if one["name"]]
    message = staff_letters.replied(reader, incident, contact, words, files=files, due=due)
    staff_letters.post(reader, message, key=f"reply:{answer.pk}", about=f"incident:{incident.pk}", now=now)


def receipt_for_a_reply(
    incident: Incident, contact: Contact, answer: Answer, promise: Promise, mail: Mail, *, now: datetime
) -> None:
    """We have it, and when we answer; only to the address of the contact, and only when it takes mail."""
    if not contact.reachable_by_mail(now):
        return
    link = link_for(incident, contact, now=now)
    reader = Reader.of_contact(contact)
    with override(reader.language):
        at, due = reader.moment_with_zone(answer.said_at), by_when(promise.due_at, now, reader)
    references = [*earlier_message_ids(incident, contact), *([mail.message_id] if mail.message_id else [])]
    message = letters.reply_receipt_letter(link, at=at, due=due, link_address=address_of(link), references=references)
    write(
        key=f"receipt:{answer.pk}",
        recipient=contact.email,
        message=message,
        about=f"link:{link.pk}:{link.version}",
        now=now,
        guard=asking.GUARD,
        secrets=letters.secrets_of(link, token_of(link)),
    )
