"""The people of Brightwater Supply: two teams under one roof."""

from dataclasses import dataclass
from datetime import datetime, time

from django.contrib.auth.hashers import make_password

from desk.demo.moments import TACOMA
from ground.accounts.models import House, Person, Role, Team
from ground.history.recording import record
from ground.worktime.models import WeeklyBlock, WorkCalendar

PASSWORD = "demo-brightwater"  # noqa: S105 the demo's sign-ins exist only with DEMO=1, in a database of its own
DOMAIN = "brightwater.example"


@dataclass(frozen=True)
class Cast:
    people: dict[str, Person]
    west: Team
    europe: Team

    def __getitem__(self, first_name: str) -> Person:
        return self.people[first_name]


PEOPLE = (
    ("John Reyes", Role.ACCOUNT_MANAGER, "west", TACOMA, "en", "+1 253 555 0142"),
    ("Elena Sousa", Role.ACCOUNT_MANAGER, "west", TACOMA, "en", "+1 253 555 0143"),
    ("Marcus Bell", Role.ACCOUNT_MANAGER, "west", TACOMA, "en", "+1 253 555 0144"),
    ("Priya Nair", Role.ACCOUNT_MANAGER, "west", TACOMA, "en", "+1 253 555 0145"),
    ("Dana Whitfield", Role.MANAGER, "west", TACOMA, "en", "+1 253 555 0101"),
    ("Amelia Clarke", Role.ACCOUNT_MANAGER, "europe", "Europe/London", "en", "+44 113 496 0152"),
    ("Lukas Brandt", Role.ACCOUNT_MANAGER, "europe", "Europe/Berlin", "de", "+49 30 5550 163"),
    ("Anneke de Vries", Role.MANAGER, "europe", "Europe/London", "en", "+44 113 496 0150"),
    ("Ruth Adeyemi", Role.MANAGER, "all", TACOMA, "en", "+1 253 555 0100"),
    ("Grace Kim", Role.FINANCE, "all", TACOMA, "en", "+1 253 555 0120"),
    ("Hugo Lindqvist", Role.AUDITOR, "all", TACOMA, "en", ""),
    ("Ana Petrova", Role.ADMINISTRATOR, "all", TACOMA, "en", "+1 253 555 0110"),
    ("Sam Okafor", Role.COLLEAGUE, "west", TACOMA, "en", ""),
)
MANAGERS = {"west": "Dana", "europe": "Anneke", "all": "Ruth"}


def hire(now: datetime) -> Cast:
    """The house, its two teams with their calendars, and everybody's sign-in."""
    here = office("Tacoma office", TACOMA, "US", "WA", time(8), time(17))
    leeds = office("Leeds office", "Europe/London", "GB", "ENG", time(9), time(17, 30))
    house = House.objects.create(name="Brightwater Supply", zone=TACOMA, sender=f"care@{DOMAIN}", calendar=here)
    record(("house", house.pk), by=None, what="house.founded", now=now, text=house.name)
    top = Team.objects.create(name="Brightwater", calendar=here)
    teams = {
        "all": top,
        "west": Team.objects.create(name="West coast", parent=top, calendar=here),
        "europe": Team.objects.create(name="Europe", parent=top, calendar=leeds),
    }
    # One password for all of the demo: hashed once, for a hash takes its time on purpose.
    password = make_password(PASSWORD)
    people = {row[0].split()[0]: _person(row, teams, password) for row in PEOPLE}
    for name, first in MANAGERS.items():
        teams[name].manager = people[first]
        teams[name].save(update_fields=["manager"])
    return Cast(people, teams["west"], teams["europe"])


def office(name: str, zone: str, country: str, region: str, opens: time, closes: time) -> WorkCalendar:
    calendar = WorkCalendar.objects.create(name=name, zone=zone, country=country, region=region)
    WeeklyBlock.objects.bulk_create(
        WeeklyBlock(calendar=calendar, weekday=day, opens=opens, closes=closes) for day in range(5)
    )
    return calendar


def _person(row: tuple[str, str, str, str, str, str], teams: dict[str, Team], password: str) -> Person:
    name, role, team, zone, language, phone = row
    email = f"{name.split()[0].lower()}@{DOMAIN}"
    person: Person = Person.objects.create(
        email=email,
        password=password,
        name=name,
        role=role,
        team=teams[team],
        zone=zone,
        language=language,
        phone=phone,
    )
    return person
