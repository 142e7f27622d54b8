"""Makers for incidents and what is told about them."""

from datetime import datetime, timedelta

from customers.models import Customer
from ground.accounts.models import Person
from incidents.models import Incident
from incidents.opening import Mistake
from recovery.small import log_small
from recovery.telling import log_for_later, log_to_check, open_and_tell
from tests import make
from updates.choices import UpdateKind
from updates.models import Update
from updates.sending import Telling, send_update

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def halvorsen(john: Person) -> Customer:
    """John's customer, with Ingrid who speaks for them and Tomas."""
    customer = make.customer("Halvorsen Marine Supply", account_manager=john)
    make.contact(customer, "Ingrid Halvorsen", role="Owner", speaks=True, email="ingrid@halvorsen.example")
    make.contact(customer, "Tomas Reed", role="Accounts payable", email="tomas@halvorsen.example")
    return customer


def mistake(customer: Customer, **fields) -> Mistake:
    known = {
        "kind": "overcharge",
        "title": "Freight handling overcharged since March 2023",
        "story": "We charged you more for freight handling than your contract says.",
        "severity": "high",
        "noticed_by": "customer",
        "contacts": list(customer.contacts.all()),
    }
    return Mistake(**{**known, **fields})


def telling(customer: Customer, next_at: datetime | None, **fields) -> Telling:
    known = {
        "kind": UpdateKind.UPDATE,
        "heading": "What we know now",
        "body": "We have pulled every invoice.",
        "contacts": list(customer.contacts.told()),
        "next_at": next_at,
    }
    return Telling(**{**known, **fields})


def told(customer: Customer, *, now: datetime, next_at: datetime, by: Person | None = None, **fields) -> Incident:
    """Logged and told at `now`, the next update due at `next_at`."""
    first = telling(customer, next_at, kind=UpdateKind.FIRST_NOTICE, heading="We made a mistake with your freight")
    by = by or customer.account_manager
    update = open_and_tell(customer=customer, mistake=mistake(customer, **fields), telling=first, by=by, now=now)
    return Incident.objects.get(pk=update.incident_id)


def untold(customer: Customer, *, now: datetime, **fields) -> Incident:
    made = log_for_later(customer=customer, mistake=mistake(customer, **fields), by=customer.account_manager, now=now)
    return Incident.objects.get(pk=made.pk)


def checked(customer: Customer, *, now: datetime, by: Person, **fields) -> Incident:
    made = log_to_check(customer=customer, mistake=mistake(customer, contacts=[], **fields), by=by, now=now)
    return Incident.objects.get(pk=made.pk)


def tell(incident: Incident, *, now: datetime, next_at: datetime, **fields) -> Update:
    what = telling(incident.customer, next_at, **fields)
    return send_update(incident, telling=what, by=incident.owner, now=now)


SMALL = {"effect": "You had to write to us.", "done": "The number is corrected.", "cause": "It was typed twice."}


def small(customer: Customer, *, now: datetime, kind: str = "other", **fields) -> Incident:
    """A small mistake, put right and told at `now`."""
    known = {"kind": kind, "severity": "low", "title": "Wrong order number", "story": "The order number was wrong."}
    update = log_small(
        customer=customer,
        mistake=mistake(customer, **{**known, **fields}),
        fields=SMALL,
        heading="We made a mistake, and it is put right",
        body="The order number was wrong. I am sorry.",
        contacts=list(customer.contacts.told()),
        limit=50_000,
        by=customer.account_manager,
        now=now,
    )
    return Incident.objects.get(pk=update.incident_id)
