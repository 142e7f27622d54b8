"""Letters of the house to our own people when something needs them; one short function a letter, plain text."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from ground.outbox.writing import write

from ground.accounts.models import House

if TYPE_CHECKING:
    from datetime import datetime

    from ground.outbox.models import Letter

    from ground.accounts.models import Person
    from incidents.models import Incident

    from .models import Recipient

AboutCopy = Callable[["Person", "Recipient"], EmailMessage]


def waiting(person: Person, copy: Recipient) -> EmailMessage:
    """The relay has not taken a letter in time: ring them."""
    return _compose(person, "letter_waiting", copy.update.incident, contact=copy.contact, words=copy.words)


def came_back(person: Person, copy: Recipient) -> EmailMessage:
    """A letter failed for good: they were not told."""
    return _compose(person, "letter_came_back", copy.update.incident, contact=copy.contact, words=copy.words)


def reported(person: Person, incident: Incident) -> EmailMessage:
    """A colleague saw a mistake against a customer of yours."""
    return _compose(person, "reported", incident, reporter=incident.logged_by)


def moved_again(person: Person, incident: Incident) -> EmailMessage:
    """The time of the next update was moved for the second time in a row."""
    return _compose(person, "moved_again", incident)


def nothing_new_again(person: Person, incident: Incident) -> EmailMessage:
    """The customer heard "nothing new" for the third time in a row."""
    return _compose(person, "nothing_new_again", incident)


def post(person: Person, message: EmailMessage, *, key: str, about: str, now: datetime) -> Letter:
    """Into the outbox, in the caller's transaction."""
    return write(key=f"staff:{key}", recipient=person.email, message=message, about=about, now=now, customer=False)


def address(incident: Incident) -> str:
    return f"{settings.SITE_URL}/i/{incident.reference}"


def _compose(person: Person, letter: str, incident: Incident, **more: object) -> EmailMessage:
    house = House.objects.get()
    words = {"person": person, "incident": incident, "address": address(incident), "house": house, **more}
    message = EmailMessage()
    with translation.override(person.language):
        subject = render_to_string(f"letters/{letter}/subject.txt", words)
        message["Subject"] = " ".join(subject.split())
        message.set_content(render_to_string(f"letters/{letter}/body.txt", words).strip() + "\n")
    message["From"] = f'"{house.name}" <{house.sender}>'.replace("\r", " ").replace("\n", " ")
    message["To"] = person.email
    message["Auto-Submitted"] = "auto-generated"
    return message
