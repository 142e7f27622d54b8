"""A house with three teams around the world and as many running incidents as asked for, made in bulk."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from customers.models import Contact, Customer
from ground.accounts.models import Absence, Person, Role, Team
from ground.worktime.models import WeeklyBlock, WorkCalendar
from incidents.choices import How, Kind, Noticed, PromiseKind, Severity, State
from incidents.models import Incident, Promise, Step
from tests import make

PLACES = {
    "Auckland": ("Pacific/Auckland", "NZ", ""),
    "Leeds": ("Europe/London", "GB", "ENG"),
    "Los Angeles": ("America/Los_Angeles", "US", "CA"),
}
MANAGERS_A_TEAM, CUSTOMERS_A_MANAGER = 3, 4
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class BigHouse:
    teams: list[Team]
    owners: list[Person]
    customers: list[Customer]


def office(place: str) -> WorkCalendar:
    """Monday to Friday, 9 to 17, without the public holidays of the place."""
    zone, country, region = PLACES[place]
    made = WorkCalendar.objects.create(name=place, zone=zone, country=country, region=region)
    WeeklyBlock.objects.bulk_create(
        WeeklyBlock(calendar=made, weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )
    return made


def build(*, away_from: datetime) -> BigHouse:
    """Three teams under one top; in each three account managers, the first of whom is away and has a deputy."""
    make.house()
    everywhere = make.team("Everywhere")
    top = make.person("Ruth Adeyemi", role=Role.MANAGER, team=everywhere)
    make.person("Ana Petrova", role=Role.ADMINISTRATOR)
    Team.objects.filter(pk=everywhere.pk).update(manager=top)
    teams = [_team(place, everywhere) for place in PLACES]
    owners = [person for team in teams for person in team.people.filter(role=Role.ACCOUNT_MANAGER).order_by("pk")]
    for first, second in zip(owners[::MANAGERS_A_TEAM], owners[1::MANAGERS_A_TEAM], strict=True):
        Absence.objects.create(person=first, deputy=second, starts_at=away_from, ends_at=away_from + 30 * DAY)
    customers = [_customer(owner, number) for owner in owners for number in range(CUSTOMERS_A_MANAGER)]
    return BigHouse(teams, owners, customers)


def _team(place: str, everywhere: Team) -> Team:
    team = make.team(place, parent=everywhere, calendar=office(place))
    zone = PLACES[place][0]
    team.manager = make.person(f"{place.split()[0]} Manager", role=Role.MANAGER, team=team, zone=zone)
    team.save()
    for number in range(MANAGERS_A_TEAM):
        make.person(f"{place.split()[0]} Owner {number}", team=team, zone=zone)
    return team


def _customer(owner: Person, number: int) -> Customer:
    customer = make.customer(f"{owner.name} Customer {number}", account_manager=owner, zone=owner.zone)
    make.contact(customer, f"Contact of {customer.name}", speaks=True)
    return customer


def fill(house: BigHouse, count: int, *, begins: datetime, ends: datetime, chance: Random) -> None:
    """Open incidents, each told in the day before `begins`, the next update due somewhere until `ends`."""
    speakers = {contact.customer_id: contact for contact in Contact.objects.all()}
    incidents = Incident.objects.bulk_create(
        [_incident(house.customers[n % len(house.customers)], speakers, begins, ends, chance) for n in range(count)],
        batch_size=500,
    )
    Promise.objects.bulk_create([_clock(incident) for incident in incidents], batch_size=500)
    Step.objects.bulk_create(
        (Step(incident=incident, number=number) for incident in incidents for number in range(1, 9)), batch_size=2000
    )


def _incident(
    customer: Customer, speakers: dict[int, Contact], begins: datetime, ends: datetime, chance: Random
) -> Incident:
    told_at = begins - chance.random() * DAY
    due_at = begins - 6 * HOUR + chance.random() * (ends - begins)
    return Incident(
        customer=customer, kind=Kind.OVERCHARGE, title="Freight overcharged", story="Too much for freight.",
        found_at=told_at, noticed_by=Noticed.US, owner=customer.account_manager,
        severity=Severity.CRITICAL if chance.random() < 0.1 else Severity.HIGH,
        logged_by=customer.account_manager, logged_at=told_at, first_told_at=told_at, speaker=speakers[customer.pk],
        subject="Your freight", state=State.OPEN, clock_started_at=told_at,
        next_update_due_at=max(due_at, told_at + HOUR),
    )  # fmt: skip


def _clock(incident: Incident) -> Promise:
    return Promise(
        incident=incident, kind=PromiseKind.NEXT_UPDATE, how=How.WRITTEN, due_at=incident.next_update_due_at,
        due_zone=incident.customer.zone, made_at=incident.clock_started_at, made_by=incident.owner,
        rung_due_at=incident.clock_started_at,
    )  # fmt: skip
