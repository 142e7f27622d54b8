"""When it is asked whether it has stayed right: 10:00 on their clocks, on a working day of ours."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from incidents.check_in_days import days_after, due_at
from tests import make

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
LOS_ANGELES = ZoneInfo(make.ZONE)


def there(text: str, zone: ZoneInfo = LOS_ANGELES) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("severity", "small", "days"),
    [
        ("critical", False, (7, 30, 90)),
        ("high", False, (7, 30, 90)),
        ("medium", False, (30, 90)),
        ("low", False, (30, 90)),
        ("low", True, (30,)),
    ],
)
def test_seven_days_only_above_medium_and_once_after_a_small_mistake(severity, small, days):
    assert days_after(severity, small=small) == days


@pytest.mark.parametrize(
    ("closed", "days", "asked"),
    [
        ("2026-12-02T15:10", 7, "2026-12-09T10:00"),
        ("2026-12-02T15:10", 30, "2027-01-04T10:00"),  # New Year's Day, then a weekend
        ("2026-12-02T15:10", 90, "2027-03-02T10:00"),
        ("2026-12-18T09:00", 7, "2026-12-28T10:00"),  # Christmas Day is a Friday
        ("2026-10-27T10:00", 7, "2026-11-03T10:00"),  # the clocks went back on the Sunday between
        ("2027-03-12T10:00", 7, "2027-03-19T10:00"),  # and forward on the Sunday between
        ("2026-11-20T23:30", 30, "2026-12-21T10:00"),  # late on a Friday: the day is that of our calendar
    ],
)
def test_the_day_is_ours_and_moves_off_closed_days(closed, days, asked):
    hours = make.calendar().hours()
    assert due_at(there(closed), days, hours=hours, zone=LOS_ANGELES) == there(asked)


def test_the_hour_is_theirs_over_both_changes_of_the_clocks():
    hours = make.calendar().hours()
    asked = due_at(there("2026-10-20T10:00"), 7, hours=hours, zone=BERLIN)
    assert asked == there("2026-10-27T10:00", BERLIN)  # Berlin has changed, Los Angeles has not
    asked = due_at(there("2027-03-15T10:00"), 7, hours=hours, zone=BERLIN)
    assert asked == there("2027-03-22T10:00", BERLIN)


def test_a_calendar_that_never_opens_leaves_the_day_as_it_is():
    calendar = make.calendar("Never open")
    calendar.blocks.all().delete()
    asked = due_at(there("2026-12-02T15:10"), 30, hours=calendar.hours(), zone=LOS_ANGELES)
    assert asked == there("2027-01-01T10:00")
