"""The catalogue of all mail we send but that about signing in: one short function a letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING

from django.utils.translation import override

from ground.accounts.models import House
from incidents.asked_words import FIRST_FORM

from . import rendering
from .instants import Reader, spoken
from .links import incident_address as incident_address
from .look import Look
from .reminding import ReminderLine as ReminderLine
from .reminding import reminded
from .reply_address import reply_address, reply_token
from .words import Preview as Preview
from .words import UpdateWords as UpdateWords
from .words import Voice, dial, first_name, one_line, preview
from .words import named as named
from .words import words_for as words_for
from .words import words_of as words_of

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Incident

    from .models import Link, Update

Trouble = Callable[..., EmailMessage]


def update_letter(
    words: UpdateWords,
    *,
    contact: Contact,
    others: Sequence[str],
    link_address: str,
    references: Sequence[str],
    reply_to: str = "",
    files: Mapping[int, bytes] | None = None,
) -> EmailMessage:
    """An update to one contact: a person's own letter, in the thread of its incident, with the statement in `files`."""
    seen = preview(words, contact, others, link_address=link_address, files=files)
    message = rendering.render("update", {"letter": seen, "look": seen.look}, language=seen.language)
    message["From"] = rendering.address(seen.from_, words.sender)
    message["Reply-To"] = rendering.address(words.author.name, reply_to or words.author.email)
    message["To"] = rendering.address(contact.name, contact.email)
    rendering.thread(message, references)
    _attach(message, words, contact, files)
    return message


def copy_to_me(
    words: UpdateWords,
    *,
    contact: Contact,
    others: Sequence[str],
    sent: bool = False,
    files: Mapping[int, bytes] | None = None,
) -> EmailMessage:
    """The same letter to its author, without the link: before it is sent (a test copy), or once it was."""
    seen = preview(words, contact, others, files=files)
    message = rendering.render("copy", {"letter": seen, "look": seen.look, "sent": sent}, language=seen.language)
    _attach(message, words, contact, files)
    return _of_the_house(message, Voice(words.author.name, "", words.author.email), words.house, words.sender)


def _attach(message: EmailMessage, words: UpdateWords, contact: Contact, files: Mapping[int, bytes] | None) -> None:
    if files and contact.pk in files:
        name = f"statement-{words.reference}-{words.statement}.pdf"
        language = message["Content-Language"]
        message.add_attachment(files[contact.pk], maintype="application", subtype="pdf", filename=name)
        message["Content-Language"] = language  # it went down with the words


def new_link_letter(link: Link, *, link_address: str) -> EmailMessage:
    """A new way to their private page, to the contact it belongs to."""
    incident, contact, house = link.incident, link.contact, House.objects.get()
    context = {**_around(incident, contact, house), "link_address": link_address}
    message = rendering.render("new_link", context, language=spoken(contact.local_language))
    return _of_the_house(message, Voice(contact.name, "", contact.email), house.name, house.sender)


@dataclass(frozen=True)
class Receipt:
    """What a receipt says: (question, yes or no, their words) of each answer, who signs where it was somebody else,
    when it came, the day of our answer or the time of a call, and until when and where it can be taken back.
    """

    lines: Sequence[tuple[str, str, str]]
    signed: str
    at: str
    due: str
    call: str
    until: str
    page: str
    take_back: str


def receipt_letter(link: Link, receipt: Receipt, *, references: Sequence[str]) -> EmailMessage:
    """We have their answer, to the address the private link belongs to; it may have been forwarded."""
    incident, contact, house = link.incident, link.contact, House.objects.get()
    context = {**_around(incident, contact, house), "receipt": receipt}
    message = rendering.render("receipt", context, language=spoken(contact.local_language))
    rendering.thread(message, references)
    return _of_the_house(message, Voice(contact.name, "", contact.email), house.name, house.sender)


def reply_receipt_letter(
    link: Link, *, at: str, due: str, link_address: str, references: Sequence[str]
) -> EmailMessage:
    """We have their mail, and by when we answer."""
    incident, contact, house = link.incident, link.contact, House.objects.get()
    context = {**_around(incident, contact, house), "at": at, "due": due, "link_address": link_address}
    message = rendering.render("reply_receipt", context, language=spoken(contact.local_language))
    rendering.thread(message, references)
    if address := reply_address(link):
        message["Reply-To"] = rendering.address(house.name, address)
    return _of_the_house(message, Voice(contact.name, "", contact.email), house.name, house.sender)


def secrets_of(link: Link, token: str) -> list[str]:
    """What must not stay in the stored bytes of a letter with this link: the tokens of the page and of the reply."""
    return [token, *([reply_token(link)] if reply_address(link) else [])]


def check_in_letter(
    incident: Incident,
    contact: Contact,
    *,
    trust: bool,
    closed_at: datetime,
    link_address: str,
    references: Sequence[str],
    now: datetime,
) -> EmailMessage:
    """Is it still right? Asked some time after closing; with `trust`, how much they trust us now is asked there too."""
    house, reader = House.objects.get(), Reader.of_contact(contact)
    with override(reader.language):
        closed_on = reader.day(closed_at, now=now)
    about = {"closed_on": closed_on, "trust": trust, "link_address": f"{link_address}#{FIRST_FORM}"}
    message = rendering.render("check_in", {**_around(incident, contact, house), **about}, language=reader.language)
    rendering.thread(message, references)
    return _of_the_house(message, Voice(contact.name, "", contact.email), house.name, house.sender)


def holding_note(
    link: Link, *, due_at: datetime, told: str, link_address: str, references: Sequence[str]
) -> EmailMessage:
    """We said a time, it has passed and nobody has written: says so, and `told` is whom of ours we have told."""
    incident, contact, house = link.incident, link.contact, House.objects.get()
    reader = Reader.of_contact(contact)
    with override(reader.language):
        when = reader.moment_with_zone(due_at)
    about = {"when": when, "told": one_line(told), "link_address": link_address}
    message = rendering.render("holding", {**_around(incident, contact, house), **about}, language=reader.language)
    rendering.thread(message, references)
    if address := reply_address(link):
        message["Reply-To"] = rendering.address(house.name, address)
    return _of_the_house(message, Voice(contact.name, "", contact.email), house.name, house.sender)


def reminder_letter(person: Person, lines: Sequence[ReminderLine], *, now: datetime) -> EmailMessage:
    """Who is waiting to hear from us, the longest overdue first: one mail a person and moment."""
    house, reader = House.objects.get(), Reader.of_person(person)
    with override(reader.language):
        about = {"house": house.name, "look": Look.of(house), "zone": reader.zone_name}
        context = {**about, **reminded(lines, reader, now)}
    message = rendering.render("reminder", context, language=reader.language)
    return _of_the_house(message, Voice.of(person), house.name, house.sender)


def trouble_came_back(owner: Person, *, update: Update, contact: Contact, words: str, now: datetime) -> EmailMessage:
    """A letter came back: who has not heard, and what the relay said."""
    return _trouble("came_back", owner, update, contact, words)


def trouble_waiting(owner: Person, *, update: Update, contact: Contact, words: str, now: datetime) -> EmailMessage:
    """A letter still waits for the mail relay: the owner rings instead."""
    return _trouble("still_waiting", owner, update, contact, words)


def _trouble(letter: str, owner: Person, update: Update, contact: Contact, words: str) -> EmailMessage:
    house, incident = House.objects.get(), update.incident
    context = {
        "house": house.name,
        "look": Look.of(house),
        "customer": incident.customer.name,
        "contact": one_line(contact.name),
        "phone": contact.phone,
        "dial": dial(contact.phone),
        "heading": update.heading,
        "reference": incident.reference,
        "words": one_line(words),
        "url": incident_address(incident.reference),
    }
    message = rendering.render(letter, context, language=owner.reads)
    return _of_the_house(message, Voice.of(owner), house.name, house.sender)


def _around(incident: Incident, contact: Contact, house: House) -> dict[str, object]:
    """What every letter of the house to a customer says around its matter."""
    with override(spoken(contact.local_language)):
        name = first_name(one_line(contact.name))
    return {
        "house": house.name,
        "look": Look.of(house),
        "customer": contact.customer.name,
        "name": name,
        "subject": incident.subject,
        "owner": Voice.of(incident.owner),
        "dial": dial(incident.owner.phone),
    }


def _of_the_house(message: EmailMessage, to: Voice, house: str, sender: str) -> EmailMessage:
    """A letter no person wrote says so (RFC 3834), so that no machine answers it."""
    message["From"] = rendering.address(house, sender)
    message["To"] = rendering.address(to.name, to.email)
    message["Auto-Submitted"] = "auto-generated"
    return message
