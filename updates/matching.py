"""Which incident a mail belongs to, and whether its sender is who they say: by our letter, reply address or subject.

The order: the Message-ID of a letter of ours in In-Reply-To, then in References from the latest back; the token of the
reply address; the number in the subject. None of them proves who wrote. A mail is the customer's voice only when its
one sender is a contact of that customer and our own mail server vouches for the domain. A person says the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from customers.models import Contact
from ground.outbox.models import Letter
from incidents.models import FIRST_NUMBER, CheckIn, Incident

from .choices import FoundBy
from .models import Link, Recipient
from .reply_address import links_behind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from customers.models import ContactQuerySet, Customer
    from ground.mailbox.parsing import Parsed

_NUMBER = re.compile(r"\bTR-([1-9][0-9]{3,11})\b")


@dataclass(frozen=True)
class Letters:
    """Who got a letter of ours, about which incident."""

    letter_id: int
    incident: Incident
    contact: Contact | None


@dataclass(frozen=True)
class Found:
    """Where a mail leads. `contact` is who wrote it, when known there; `why` is empty when all of it is sure."""

    incident: Incident | None = None
    customer: Customer | None = None
    contact: Contact | None = None
    letter_id: int | None = None
    found_by: str = ""
    why: str = ""


def find(parsed: Parsed) -> Found:
    """Where it leads, and in `why` a code for what keeps it from going there by itself."""
    found = _by_letter(parsed.answers) or _by_address(parsed.recipients) or _by_subject(parsed.subject)
    if found is None:
        return _by_sender(parsed)
    assert found.incident is not None
    return _with_sender(found, found.incident, parsed)


def letter_about(message_ids: Sequence[str]) -> Letters | None:
    """The first of these that is a letter of ours to a customer."""
    known = _letters(message_ids)
    for message_id in message_ids:
        letter = known.get(message_id)
        about = letter and _about(letter)
        if about:
            return about
    return None


def _letters(message_ids: Sequence[str]) -> dict[str, Letter]:
    if not message_ids:
        return {}
    rows = Letter.objects.filter(message_id__in=message_ids, customer=True).order_by("-pk")
    return {letter.message_id: letter for letter in rows.only("pk", "message_id", "about")}


def _about(letter: Letter) -> Letters | None:
    """By what the letter is about: an update's copy, a private link, a check-in."""
    kind, _colon, number = letter.about.partition(":")
    pk = int(number.partition(":")[0]) if number[:1].isdigit() else 0
    if kind == "update":
        copies = Recipient.objects.filter(letter_id=letter.pk).select_related("update__incident__customer", "contact")
        copy = copies.first()
        return Letters(letter.pk, copy.update.incident, copy.contact) if copy else None
    people = ("incident__customer", "contact")
    row: Link | CheckIn | None = None
    if kind == "link":
        row = Link.objects.select_related(*people).filter(pk=pk).first()
    elif kind == "check_in":
        row = CheckIn.objects.select_related(*people).filter(pk=pk).first()
    return Letters(letter.pk, row.incident, row.contact) if row else None


def _by_letter(answers: Sequence[str]) -> Found | None:
    about = letter_about(answers)
    if about is None:
        return None
    return Found(about.incident, about.incident.customer, None, about.letter_id, FoundBy.LETTER)


def _by_address(recipients: Sequence[str]) -> Found | None:
    links = links_behind(recipients)
    if not links:
        return None
    first = links[0]
    several = len({link.incident_id for link in links}) > 1
    why = "several_cases" if several else ""
    return Found(first.incident, first.incident.customer, None, None, FoundBy.ADDRESS, why)


def _by_subject(subject: str) -> Found | None:
    numbers = [int(one) - FIRST_NUMBER for one in _NUMBER.findall(subject)[:3]]
    if not numbers or len(set(numbers)) > 1:
        return None
    incident = Incident.objects.select_related("customer").filter(pk=numbers[0]).first()
    return Found(incident, incident.customer, None, None, FoundBy.SUBJECT) if incident else None


def _by_sender(parsed: Parsed) -> Found:
    """No case is named: whoever is known by their address is known to one customer, or to nobody in particular."""
    if not parsed.sender.email:
        return Found(why="many_senders" if parsed.senders else "no_sender")
    known = list(_known(parsed.sender.email)[:2])
    if len(known) != 1:
        return Found(why="several_customers" if known else "stranger")
    contact = known[0]
    return Found(None, contact.customer, contact, None, FoundBy.SENDER, "names_no_case")


def _known(email: str) -> ContactQuerySet:
    return Contact.objects.here().filter(email__iexact=email).select_related("customer").order_by("pk")


def _with_sender(found: Found, incident: Incident, parsed: Parsed) -> Found:
    """Who wrote it, if they are at this customer; with the first thing that speaks against them."""
    if not parsed.sender.email:
        return replace(found, why="many_senders" if parsed.senders else "no_sender")
    contact = incident.customer.contacts.here().filter(email__iexact=parsed.sender.email).first()
    if contact is None:
        others = _known(parsed.sender.email)
        return replace(found, why="other_customer" if others else "stranger")
    why = found.why or ("" if parsed.signed else "doubtful")
    return replace(found, contact=contact, why=why)
