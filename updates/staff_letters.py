"""Letters of the house to our own people when something needs them; one short function a letter, plain text."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation

from ground.accounts.models import House
from ground.outbox.writing import write
from incidents.choices import State

from . import rendering
from .links import customer_address, decision_address, handover_address, incident_address, mail_address, teams_address

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact, Customer, Handover
    from ground.accounts.models import Person
    from ground.decisions.models import Decision
    from ground.outbox.models import Letter
    from incidents.models import CheckIn, Incident, Reopening
    from trust.models import Alarm


def reported(person: Person, incident: Incident) -> EmailMessage:
    """A colleague saw a mistake against a customer of yours."""
    return _compose(person, "reported", incident, reporter=incident.logged_by)


def moved_again(person: Person, incident: Incident) -> EmailMessage:
    """The time of the next update was moved for the second time in a row."""
    return _compose(person, "moved_again", incident)


def promise_moved_again(person: Person, incident: Incident) -> EmailMessage:
    """A promise besides the next update was given a new date for the second time in a row."""
    return _compose(person, "promise_moved_again", incident)


def nothing_new_again(person: Person, incident: Incident) -> EmailMessage:
    """The customer heard "nothing new" for the third time in a row."""
    return _compose(person, "nothing_new_again", incident)


def trust_fell(person: Person, alarm: Alarm, incident: Incident | None) -> EmailMessage:
    """The customer trusts us much less than before, or less than 7."""
    reading = alarm.reading
    address = incident_address(incident.reference) if incident else customer_address(reading.customer.slug)
    return _write(person, "trust_fell", {"reading": reading, "was": alarm.was, "address": address})


def decided(person: Person, decision: Decision, incident: Incident) -> EmailMessage:
    """What you asked for was approved, refused, or came back with a question."""
    address = decision_address(decision.pk)
    return _compose(person, "decided", incident, decision=decision, decider=decision.decided_by, address=address)


def nobody_decides(administrator: Person, customer: Customer, asker: Person) -> EmailMessage:
    """Somebody asked for a decision, and there is no other manager: only an administrator can add one."""
    return _write(administrator, "nobody_decides", {"customer": customer, "asker": asker, "address": teams_address()})


def answered(
    person: Person, incident: Incident, contact: Contact, signed: str, lines: Sequence[object], *, due: str
) -> EmailMessage:
    """The customer said something on their private page; `due` is when we said we would answer, if we must."""
    other = signed if signed != contact.name else ""
    return _compose(person, "answered", incident, contact=contact, other=other, lines=lines, due=due)


def replied(
    person: Person, incident: Incident, contact: Contact, words: str, *, files: Sequence[str], due: str
) -> EmailMessage:
    """A contact wrote to us by mail; `due` is when we said we would answer, if we must."""
    return _compose(person, "replied", incident, contact=contact, words=words, files=files, due=due)


def unwanted(person: Person, incident: Incident, contact: Contact) -> EmailMessage:
    """A contact marked our letter as unwanted mail; they hear from us by telephone from now on."""
    return _compose(person, "unwanted", incident, contact=contact)


def took_back(
    person: Person, incident: Incident, contact: Contact, lines: Sequence[object], *, reopened: int | None
) -> EmailMessage:
    """What was said with their link is taken back; `reopened` is the step that is open again for it."""
    closed = incident.state == State.CLOSED
    return _compose(person, "took_back", incident, contact=contact, lines=lines, reopened=reopened, closed=closed)


def five_answered(person: Person, incident: Incident, contact: Contact, words: str) -> EmailMessage:
    """The customer answered the five short questions; the numbers stand on the customer's page."""
    context = {"contact": contact, "customer": incident.customer, "said": words}
    return _write(person, "five_answered", {**context, "address": customer_address(incident.customer.slug)})


def handover_asked(handover: Handover) -> EmailMessage:
    """You are asked to look after a customer."""
    address = handover_address(handover.pk)
    return _write(handover.to_person, "handover_asked", {"handover": handover, "address": address})


def handover_answered(handover: Handover) -> EmailMessage:
    """Whom you asked has said yes or no."""
    address = customer_address(handover.customer.slug)
    return _write(handover.asked_by, "handover_answered", {"handover": handover, "address": address})


def reopening_proposed(person: Person, proposed: Reopening) -> EmailMessage:
    """A customer says that what we closed is not right: open it again?"""
    return _compose(person, "reopening_proposed", proposed.incident, proposed=proposed, answer=proposed.answer)


def test_letter(person: Person) -> EmailMessage:
    """Whoever looks after the mail sees how our letters arrive."""
    return _write(person, "test_letter", {"address": mail_address()})


def check_in_to_ring(person: Person, check_in: CheckIn) -> EmailMessage:
    """No letter reaches them, so somebody asks aloud whether it has stayed right."""
    return _compose(person, "check_in_to_ring", check_in.incident, check_in=check_in)


def post(person: Person, message: EmailMessage, *, key: str, about: str, now: datetime) -> Letter:
    """Into the outbox, in the caller's transaction."""
    return write(key=f"staff:{key}", recipient=person.email, message=message, about=about, now=now, customer=False)


def _compose(person: Person, letter: str, incident: Incident, **more: object) -> EmailMessage:
    return _write(person, letter, {"incident": incident, "address": incident_address(incident.reference), **more})


def _write(person: Person, letter: str, about: dict[str, object]) -> EmailMessage:
    house = House.objects.get()
    words = {"person": person, "house": house, **about}
    message = EmailMessage()
    with translation.override(person.reads):
        subject = render_to_string(f"letters/{letter}/subject.txt", words)
        message["Subject"] = " ".join(subject.split())
        message.set_content(rendering.wrapped(render_to_string(f"letters/{letter}/body.txt", words)))
    message["From"] = rendering.address(house.name, house.sender)
    message["To"] = rendering.address(person.name, person.email)
    message["Auto-Submitted"] = "auto-generated"
    return message
