"""A person empties the review tray: this belongs there, this is not for us, this I have seen. The first one decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from customers.keeping import AboutContact, add_contact
from ground.accounts.models import Person
from ground.history.recording import record
from ground.mailbox.choices import Kind, State
from ground.mailbox.models import Mail
from ground.mailbox.parsing import parse
from ground.mailbox.reading import envelope_of
from incidents.promises import lock
from updates.choices import FoundBy
from updates.models import Received

from .replies import take_reply

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact, Customer
    from incidents.models import Incident

NO_VOICE = (Kind.BOUNCE, Kind.DELAYED, Kind.COMPLAINT, Kind.AWAY, Kind.AUTOMATIC)
"""What a machine wrote: nobody can make it the customer's voice."""


class SortingRefused(Exception):
    """Why this mail cannot be put there, in a sentence a person can act on."""


@transaction.atomic
def belongs_to(
    mail: Mail, *, incident: Incident, contact: Contact | None, name: str, by: Person, now: datetime
) -> Contact:
    """It is the voice of `contact` on this incident; of nobody we know, its sender becomes a contact called `name`.

    A new contact gets no letters until somebody says so. Returns who it is from now.
    """
    mail = _in_tray(mail)
    if mail.kind in NO_VOICE:
        raise SortingRefused(_("A machine wrote this. It is nobody's answer."))
    incident = lock(incident)
    contact = contact or _known(incident.customer, mail.sender) or _new(incident.customer, mail, name, by, now)
    parsed = parse(bytes(mail.raw), envelope_of(mail))
    take_reply(mail, parsed.attachments, incident=incident, contact=contact, by=by, now=now)
    Received.objects.update_or_create(
        mail=mail,
        defaults={
            "incident": incident,
            "customer": incident.customer,
            "contact": contact,
            "found_by": FoundBy.PERSON,
        },
    )
    _settle(mail, State.PLACED, by, now)
    return contact


@transaction.atomic
def not_for_us(mail: Mail, *, by: Person, now: datetime) -> Mail:
    """No customer's word, and nothing of ours: kept as it came, and shown nowhere but among those set aside."""
    mail = _in_tray(mail)
    if mail.kind in (Kind.BOUNCE, Kind.COMPLAINT):
        raise SortingRefused(_("This is about a letter of ours. Mark it as seen instead."))
    return _settle(mail, State.NOT_OURS, by, now)


@transaction.atomic
def seen(mail: Mail, *, by: Person, now: datetime) -> Mail:
    """Somebody knows: a letter that came back, an absence, a complaint. What it caused stands."""
    mail = _in_tray(mail)
    if mail.kind not in NO_VOICE:
        raise SortingRefused(_("A person wrote this. Say where it belongs, or that it is not for us."))
    return _settle(mail, State.AUTOMATIC, by, now)


def _in_tray(mail: Mail) -> Mail:
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if mail.state != State.TRAY:
        who = Person.objects.filter(pk=mail.settled_by_id or 0).first()
        if who is None:
            raise SortingRefused(_("This does not wait for anybody."))
        raise SortingRefused(_("%(name)s has seen to this already.") % {"name": who.name})
    return mail


def _settle(mail: Mail, state: State, by: Person, now: datetime) -> Mail:
    mail.state, mail.settled_at, mail.settled_by_id = state, now, by.pk
    mail.save(update_fields=["state", "settled_at", "settled_by_id", "attached"])
    record(("mail", mail.pk), by=by, what=f"mail.{state}", now=now, facts={"mail": mail.pk})
    return mail


def _known(customer: Customer, email: str) -> Contact | None:
    return customer.contacts.here().filter(email__iexact=email).first() if email else None


def _new(customer: Customer, mail: Mail, name: str, by: Person, now: datetime) -> Contact:
    if not mail.sender or not name.strip():
        raise SortingRefused(_("Say who wrote it."))
    about = AboutContact(name=name.strip()[:100], email=mail.sender[:254], receives_updates=False)
    return add_contact(customer, about=about, by=by, now=now)
