"""The thread of an incident as one contact has it: the Message-IDs of our letters and their mails, oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ground.mailbox.choices import Kind, State
from ground.outbox.models import Letter

from .choices import RecipientState
from .models import Received, Recipient

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from incidents.models import Incident


def earlier_message_ids(incident: Incident, contact: Contact) -> list[str]:
    """Letters that were taken back never reached them; of what came in, only what stands as their voice."""
    both = _letters(incident, contact) + _mails(incident, contact)
    return [message_id for _at, message_id in sorted(both, key=lambda one: one[0])]


def _letters(incident: Incident, contact: Contact) -> list[tuple[datetime, str]]:
    copies = Recipient.objects.filter(update__incident=incident, contact=contact, letter_id__isnull=False)
    sent = copies.exclude(state=RecipientState.TAKEN_BACK).values_list("letter_id", "update__sent_at")
    at = {number: moment for number, moment in sent if number}
    known = Letter.objects.filter(pk__in=at).order_by("pk").values_list("pk", "message_id")
    return [(at[pk], message_id) for pk, message_id in known]


def _mails(incident: Incident, contact: Contact) -> list[tuple[datetime, str]]:
    """Theirs are written into a head of ours: only those that are plain ASCII."""
    mine = Received.objects.filter(incident=incident, contact=contact)
    mine = mine.filter(mail__kind=Kind.PERSON, mail__state=State.PLACED)
    found = mine.order_by("pk").values_list("mail__received_at", "mail__message_id")
    return [(at, one) for at, one in found if one and one.isascii() and one.isprintable()]
