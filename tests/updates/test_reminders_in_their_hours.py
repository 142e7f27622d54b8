"""Reminders land in the recipient's working hours: in Auckland, Leeds and Los Angeles, on holidays, on both nights on
which the clocks are changed; what was put off to one opening is one mail."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ground.outbox.models import Letter
from ground.worktime.hours import is_open
from tests import make, make_cases
from tests.updates.big_house import PLACES, office
from updates.models import Nudge
from updates.reminders import tick

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db

# place, when the promise falls due (local; fold=1 is the second of an hour that comes twice), the opening it waits for
PUT_OFF = [
    # an ordinary night, and a Friday evening
    ("Auckland", "2026-05-13T03:30", 0, "2026-05-13T09:00"),
    ("Leeds", "2026-05-13T22:15", 0, "2026-05-14T09:00"),
    ("Los Angeles", "2026-05-15T17:00", 0, "2026-05-18T09:00"),
    # the clocks go forward: the hour that does not exist, and the one after it
    ("Auckland", "2026-09-27T02:30", 0, "2026-09-28T09:00"),
    ("Auckland", "2026-09-27T03:00", 0, "2026-09-28T09:00"),
    ("Leeds", "2026-03-29T01:30", 0, "2026-03-30T09:00"),
    ("Leeds", "2026-03-29T02:00", 0, "2026-03-30T09:00"),
    ("Los Angeles", "2026-03-08T02:30", 0, "2026-03-09T09:00"),
    ("Los Angeles", "2026-03-08T03:00", 0, "2026-03-09T09:00"),
    # the clocks go back: the hour that comes twice, both times
    ("Auckland", "2026-04-05T02:30", 0, "2026-04-07T09:00"),  # Easter, too
    ("Auckland", "2026-04-05T02:30", 1, "2026-04-07T09:00"),
    ("Leeds", "2026-10-25T01:30", 0, "2026-10-26T09:00"),
    ("Leeds", "2026-10-25T01:30", 1, "2026-10-26T09:00"),
    ("Los Angeles", "2026-11-01T01:30", 0, "2026-11-02T09:00"),
    ("Los Angeles", "2026-11-01T01:30", 1, "2026-11-02T09:00"),
    # public holidays, in the middle of what would be a working day
    ("Auckland", "2026-10-26T11:00", 0, "2026-10-27T09:00"),  # Labour Day
    ("Auckland", "2026-02-06T11:00", 0, "2026-02-09T09:00"),  # Waitangi Day, a Friday
    ("Leeds", "2026-12-25T11:00", 0, "2026-12-29T09:00"),  # Christmas Day, a Friday; Boxing Day is kept on Monday
    ("Leeds", "2026-08-31T11:00", 0, "2026-09-01T09:00"),  # Summer Bank Holiday
    ("Los Angeles", "2026-11-26T11:00", 0, "2026-11-30T09:00"),  # Thanksgiving; California keeps the day after, too
    ("Los Angeles", "2026-07-03T11:00", 0, "2026-07-06T09:00"),  # Independence Day, kept on Friday
]


def local(place: str, text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PLACES[place][0]), fold=fold).astimezone(UTC)


def owner_in(place: str):
    """Somebody of a team there, under two managers."""
    make.house()
    zone, calendar = PLACES[place][0], office(place)
    above = make.team("Everywhere", calendar=calendar)
    team = make.team(place, calendar=calendar, parent=above)
    for led in (above, team):
        led.manager = make.person(role="manager", team=led, zone=zone)
        led.save()
    return make.person(f"{place.split()[0]} Owner", team=team, zone=zone)


def promised(owner, *, due_at: datetime, severity: str = "high", told_at: datetime | None = None):
    """Somebody was told ten days before; whatever fell due until a minute before `due_at` was said already."""
    customer = make.customer(account_manager=owner, zone=owner.zone)
    make.contact(customer, speaks=True)
    told_at = told_at or due_at - 10 * DAY
    return make_cases.told(customer, now=told_at, next_at=due_at, severity=severity)


def mails_to(person) -> int:
    return Letter.objects.filter(recipient=person.email).count()


@pytest.mark.parametrize(("place", "due", "fold", "opening"), PUT_OFF)
def test_what_falls_due_when_they_are_away_waits_for_their_opening(place, due, fold, opening):
    owner, due_at, opens_at = owner_in(place), local(place, due, fold), local(place, opening)
    promised(owner, due_at=due_at)
    tick(now=due_at - MINUTE)
    Nudge.objects.update(state="withdrawn")  # half and nine tenths were said before
    said_before = mails_to(owner)
    tick(now=due_at)
    tick(now=opens_at - timedelta(seconds=1))
    assert mails_to(owner) == said_before
    tick(now=opens_at)
    assert mails_to(owner) == said_before + 1
    nudge = Nudge.objects.get(person=owner, state="written")
    assert (nudge.rung, nudge.matured_at, nudge.fires_at, nudge.written_at) == ("due", due_at, opens_at, opens_at)


@pytest.mark.parametrize(("place", "due", "fold", "opening"), PUT_OFF)
def test_a_critical_one_is_said_at_once(place, due, fold, opening):
    owner, due_at = owner_in(place), local(place, due, fold)
    promised(owner, due_at=due_at, severity="critical", told_at=due_at - 4 * HOUR)
    tick(now=due_at)
    assert mails_to(owner) == 1
    assert Nudge.objects.get(person=owner, state="written").fires_at == due_at


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("night", ["2026-03-06", "2026-03-27", "2026-04-03", "2026-09-25", "2026-10-23", "2026-10-30"])
def test_hour_by_hour_over_a_changed_night_nothing_is_written_outside_their_hours(place, night):
    owner, begins = owner_in(place), local(place, f"{night}T09:00")
    hours = owner.hours()
    for number in range(4):
        promised(owner, told_at=begins + number * HOUR, due_at=begins + 10 * HOUR + number * 17 * HOUR)
    for hour in range(5 * 24):
        tick(now=begins + hour * HOUR)
    written = Nudge.objects.filter(person=owner, state="written")
    assert written.exclude(letter_id=None).count() >= 4
    assert all(is_open(hours, nudge.written_at) and nudge.written_at >= nudge.matured_at for nudge in written)
    moments = list(written.order_by().values_list("written_at", flat=True).distinct())
    assert len(moments) == mails_to(owner)


def test_the_manager_hears_in_their_own_hours_not_in_the_owners():
    """Overdue in Auckland on Monday at 10:00; in Leeds, where the manager is, it is Sunday evening."""
    owner = owner_in("Auckland")
    leeds = {"zone": "Europe/London", "calendar": office("Leeds")}
    manager = make.person("Leeds Manager", role="manager", team=owner.team, **leeds)
    owner.team.manager = manager
    owner.team.save()
    due_at = local("Auckland", "2026-11-16T10:00")
    promised(owner, due_at=due_at)
    tick(now=due_at + MINUTE)
    assert (mails_to(owner), mails_to(manager)) == (1, 0)
    tick(now=local("Leeds", "2026-11-16T08:59"))
    assert mails_to(manager) == 0
    tick(now=local("Leeds", "2026-11-16T09:00"))
    assert mails_to(manager) == 1


@pytest.mark.parametrize("place", PLACES)
def test_rungs_put_off_to_one_opening_are_one_mail_with_the_highest_of_each(place):
    owner = owner_in(place)
    friday, saturday, sunday = (local(place, f"2026-11-{day}T17:30") for day in (13, 14, 15))
    incidents = [promised(owner, told_at=friday, due_at=due_at) for due_at in (saturday, sunday)]
    for at in (friday + HOUR, saturday - HOUR, saturday, sunday, sunday + HOUR):
        tick(now=at)
    assert mails_to(owner) == 0
    tick(now=local(place, "2026-11-16T09:00"))
    assert mails_to(owner) == 1
    said = Nudge.objects.filter(person=owner, state="written")
    assert sorted(said.values_list("promise__incident", "rung")) == [(i.pk, "due") for i in incidents]
    assert set(Nudge.objects.filter(person=owner).exclude(rung="due").values_list("state", flat=True)) == {"merged"}
    body = Letter.objects.get(recipient=owner.email)
    assert all(incident.reference in bytes(body.raw).decode() for incident in incidents)
