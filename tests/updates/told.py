"""A customer of John's who was told of a mistake: the rows that telling makes, with plain words in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from customers.models import Contact, Customer
from incidents.choices import How, PromiseKind, PromiseState, State
from incidents.models import Incident, Promise
from incidents.opening import Mistake, log_mistake
from incidents.promises import current_clock, keep_promise, start_clock
from tests import make
from updates.models import Recipient, Update

HEADING = "We made a mistake with your freight handling charges"
BODY = "We charged you more for freight handling than your contract says.\n\nYou noticed before we did. I am sorry."
NEXT = timedelta(hours=2, minutes=20)


@dataclass(frozen=True)
class Story:
    customer: Customer
    incident: Incident
    ingrid: Contact
    tomas: Contact


def halvorsen(cast: make.Cast, **fields) -> tuple[Customer, Contact, Contact]:
    fields = {"name": "Halvorsen Marine Supply", "account_manager": cast.john, **fields}
    customer = make.customer(**fields)
    ingrid = make.contact(customer, "Ingrid Halvorsen", email="ingrid@halvorsen.example", role="Owner", speaks=True)
    tomas = make.contact(customer, "Tomas Reed", email="tomas@halvorsen.example", role="Accounts payable")
    return customer, ingrid, tomas


def story(cast: make.Cast, *, at: datetime = make.NOW - timedelta(days=1), **fields) -> Story:
    """Logged at `at` and told a minute later to Ingrid and Tomas; the next update is due 2 h 20 min after NOW."""
    customer, ingrid, tomas = halvorsen(cast, **fields)
    incident = logged(customer, cast, at)
    tell(incident, [ingrid, tomas], at=at + timedelta(minutes=1), next_at=make.NOW + NEXT)
    return Story(customer, incident, ingrid, tomas)


def logged(customer: Customer, cast: make.Cast, at: datetime) -> Incident:
    mistake = Mistake(
        kind="overcharge", title="Freight handling overcharged", story="We charged too much.", severity="high"
    )
    due_at = at + timedelta(hours=4)
    return log_mistake(
        customer=customer,
        mistake=mistake,
        owner=cast.john,
        checking=False,
        due_at=due_at,
        due_zone=customer.zone,
        by=cast.john,
        now=at,
    )


def tell(
    incident: Incident,
    contacts: list[Contact],
    *,
    at: datetime,
    next_at: datetime | None,
    kind: str = "",
    heading: str = HEADING,
    body: str = BODY,
    **fields,
) -> Update:
    """An update as told at `at`: it keeps the clock before it and starts the next."""
    number = incident.updates.count() + 1
    before = current_clock(incident)
    if before:
        keep_promise(before, by=incident.owner, now=at)
    made = None
    if next_at:
        zone = incident.customer.zone
        kind_next = PromiseKind.NEXT_UPDATE
        made = start_clock(incident, kind=kind_next, due_at=next_at, due_zone=zone, by=incident.owner, now=at)
    incident.subject = incident.subject or f"{heading} [{incident.reference}]"
    incident.state, incident.first_told_at = State.OPEN, incident.first_told_at or at
    incident.save()
    update = Update.objects.create(
        incident=incident,
        number=number,
        kind=kind or ("first_notice" if number == 1 else "update" if next_at else "resolved"),
        heading=heading,
        body=body,
        next_at=next_at,
        next_zone=incident.customer.zone,
        author=incident.owner,
        sent_at=at,
        undo_until=at + timedelta(seconds=30),
        settled=before,
        made=made,
        came_from=State.OPEN,
        **fields,
    )
    Recipient.objects.bulk_create(Recipient(update=update, contact=c, address=c.email) for c in contacts)
    return update


def promise(incident: Incident, text: str, due_at: datetime, *, state: str = PromiseState.OPEN, **fields) -> Promise:
    """A promise in words besides the next update, with what became of it."""
    fields = {"how": How.WRITTEN, "made_at": make.NOW - timedelta(days=3), "due_zone": incident.customer.zone, **fields}
    return Promise.objects.create(
        incident=incident, kind=PromiseKind.COMMITMENT, text=text, due_at=due_at, state=state, **fields
    )
