"""A customer of John's who was told of a mistake: the rows that telling makes, with plain words in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from customers.models import Contact, Customer
from ground.accounts.models import Person
from incidents.choices import How, PromiseKind, PromiseState
from incidents.models import Incident, Promise
from incidents.opening import Mistake, log_mistake
from tests import make
from updates.models import Update
from updates.sending import Telling, send_update

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
    incident = log(customer, cast.john, at)
    tell(incident, [ingrid, tomas], at=at + timedelta(minutes=1), next_at=make.NOW + NEXT)
    return Story(customer, incident, ingrid, tomas)


def log(customer: Customer, owner: Person, at: datetime) -> Incident:
    mistake = Mistake(
        kind="overcharge", title="Freight handling overcharged", story="We charged too much.", severity="high"
    )
    due_at = at + timedelta(hours=4)
    return log_mistake(
        customer=customer,
        mistake=mistake,
        owner=owner,
        checking=False,
        due_at=due_at,
        due_zone=customer.zone,
        by=owner,
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
    """An update told at `at`, by the verb that tells."""
    first = not incident.updates.exists()
    kind = kind or ("first_notice" if first else "update" if next_at else "resolved")
    telling = Telling(kind=kind, heading=heading, body=body, contacts=contacts, next_at=next_at, **fields)
    update = send_update(incident, telling=telling, by=incident.owner, now=at)
    incident.refresh_from_db()
    return update


def promise(incident: Incident, text: str, due_at: datetime, *, state: str = PromiseState.OPEN, **fields) -> Promise:
    """A promise in words besides the next update, with what became of it."""
    fields = {"how": How.WRITTEN, "made_at": make.NOW - timedelta(days=3), "due_zone": incident.customer.zone, **fields}
    return Promise.objects.create(
        incident=incident, kind=PromiseKind.COMMITMENT, text=text, due_at=due_at, state=state, **fields
    )


def incident_told(story: Story, owner: Person, *, at: datetime) -> Incident:
    """A second mistake, told to Ingrid alone."""
    incident = log(story.customer, owner, at)
    tell(incident, [story.ingrid], at=at + timedelta(minutes=1), next_at=make.NOW + NEXT, heading="Your pallets")
    return incident
