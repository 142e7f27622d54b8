"""Plain functions that make rows with sensible defaults; each room adds its own."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import count

from customers.models import Contact, Customer
from ground.accounts.models import House, Person, Role, Team
from ground.worktime.models import WeeklyBlock, WorkCalendar

NOW = datetime(2026, 11, 19, 18, 40, tzinfo=UTC)
"""Thursday, 19 November 2026, 10:40 in Los Angeles."""
ZONE = "America/Los_Angeles"
PASSWORD = "a long password for tests"
_numbers = count(1)


def calendar(name: str = "Los Angeles office", *, zone: str = ZONE, country: str = "US", **fields) -> WorkCalendar:
    """Monday to Friday, 9 to 17; made once a name."""
    made, fresh = WorkCalendar.objects.get_or_create(name=name, defaults={"zone": zone, "country": country, **fields})
    if fresh:
        WeeklyBlock.objects.bulk_create(
            WeeklyBlock(calendar=made, weekday=day, opens=time(9), closes=time(17)) for day in range(5)
        )
    return made


def house(**fields) -> House:
    """The one house; made once."""
    defaults = {"name": "Brightwater Supply", "zone": ZONE, "sender": "care@brightwater.example", **fields}
    if "calendar" not in defaults:
        defaults["calendar"] = calendar()
    return House.objects.get_or_create(only=True, defaults=defaults)[0]


def team(name: str = "West", *, manager: Person | None = None, parent: Team | None = None, **fields) -> Team:
    fields.setdefault("calendar", None)
    fields["calendar"] = fields["calendar"] or calendar()
    return Team.objects.get_or_create(name=name, defaults={"manager": manager, "parent": parent, **fields})[0]


def person(name: str = "", *, role: str = Role.ACCOUNT_MANAGER, team: Team | None = None, **fields) -> Person:
    """Somebody who may sign in, with PASSWORD."""
    number = next(_numbers)
    name = name or f"Person {number}"
    fields.setdefault("email", f"{name.split()[0].lower()}.{number}@brightwater.example")
    fields.setdefault("zone", ZONE)
    return Person.objects.create_user(password=PASSWORD, name=name, role=role, team=team, **fields)


def customer(name: str = "", *, account_manager: Person | None = None, **fields) -> Customer:
    """A customer of the account manager's team; without one, of a new account manager of West."""
    number = next(_numbers)
    manager = account_manager or person(team=fields.get("team") or team())
    fields = {"team": manager.team or team(), "zone": ZONE, "language": "en", "currency": "USD", **fields}
    fields = {"slug": f"customer-{number}", "created_at": NOW, **fields}
    return Customer.objects.create(name=name or f"Customer {number}", account_manager=manager, **fields)


def contact(customer: Customer, name: str = "", **fields) -> Contact:
    """Somebody at the customer, with an address."""
    number = next(_numbers)
    name = name or f"Contact {number}"
    fields.setdefault("email", f"{name.split()[0].lower()}.{number}@customer.example")
    return Contact.objects.create(customer=customer, name=name, **fields)


@dataclass(frozen=True)
class Cast:
    """Two teams under one top manager, and the people of the whole house."""

    john: Person
    dana: Person
    priya: Person
    tomas: Person
    top: Person
    finance: Person
    auditor: Person
    administrator: Person


def cast() -> Cast:
    """John's manager is Dana, Priya's is Tomas, theirs is Ruth."""
    house()
    everywhere = team("Brightwater")
    west, east = team("West", parent=everywhere), team("East", parent=everywhere)
    made = Cast(
        john=person("John Reyes", team=west, email="john@brightwater.example"),
        dana=person("Dana Whitfield", role=Role.MANAGER, team=west, email="dana@brightwater.example"),
        priya=person("Priya Nair", team=east, email="priya@brightwater.example"),
        tomas=person("Tomás Ortega", role=Role.MANAGER, team=east, email="tomas@brightwater.example"),
        top=person("Ruth Adeyemi", role=Role.MANAGER, team=everywhere, email="ruth@brightwater.example"),
        finance=person("Grace Lindqvist", role=Role.FINANCE, email="grace@brightwater.example"),
        auditor=person("Hugo Brandt", role=Role.AUDITOR, email="hugo@brightwater.example"),
        administrator=person("Ana Petrova", role=Role.ADMINISTRATOR, email="ana@brightwater.example"),
    )
    for led, manager in ((west, made.dana), (east, made.tomas), (everywhere, made.top)):
        led.manager = manager
        led.save()
    return made
