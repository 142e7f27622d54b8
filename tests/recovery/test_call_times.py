"""Three half hours in which we could call: when we work, ahead of now, and not in their night where that can be."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ground.worktime.hours import is_open
from recovery.call_times import LENGTH, call_times, may_call_at
from tests import make

pytestmark = pytest.mark.django_db
LA = ZoneInfo(make.ZONE)


def hours():
    return make.calendar().hours()


def local(times, zone=LA):
    return [at.astimezone(zone).strftime("%a %H:%M") for at in times]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LA).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("2026-11-17T09:10", ["Tue 10:30", "Tue 13:30", "Tue 16:30"]),
        ("2026-11-17T15:29", ["Tue 16:30", "Wed 09:00", "Wed 12:00"]),
        ("2026-11-17T15:31", ["Wed 09:00", "Wed 12:00", "Wed 15:00"]),
        ("2026-11-20T20:00", ["Mon 09:00", "Mon 12:00", "Mon 15:00"]),
        ("2026-11-25T16:00", ["Fri 09:00", "Fri 12:00", "Fri 15:00"]),
    ],
)
def test_three_times_of_ours_the_soonest_in_an_hour(now, offered):
    assert local(call_times(at(now), hours(), make.ZONE)) == offered


def test_nobody_is_called_in_their_night_unless_there_is_no_other_time():
    berlin = ZoneInfo("Europe/Berlin")
    assert local(call_times(at("2026-11-17T07:00"), hours(), "Europe/Berlin"), berlin) == [
        "Tue 18:00",
        "Wed 18:00",
        "Thu 18:00",
    ]
    assert len(call_times(at("2026-11-17T07:00"), hours(), "Asia/Dubai")) == 3


@pytest.mark.parametrize("day", range(1, 31))
def test_every_offered_time_may_be_taken_for_as_long_as_it_is_ahead(day):
    now, ours = at(f"2026-11-{day:02}T13:07"), hours()
    for offered in call_times(now, ours, make.ZONE):
        assert is_open(ours, offered)
        assert is_open(ours, offered + LENGTH - timedelta(seconds=1))
        assert may_call_at(offered, now=now, hours=ours)
        assert may_call_at(offered, now=offered, hours=ours)
        assert not may_call_at(offered, now=offered + timedelta(seconds=1), hours=ours)


@pytest.mark.parametrize(
    "wrong", ["2026-11-18T10:07", "2026-11-18T08:00", "2026-11-18T17:00", "2026-11-21T10:00", "2026-12-18T10:00"]
)
def test_a_time_that_was_never_offered_is_not_taken(wrong):
    assert not may_call_at(at(wrong), now=at("2026-11-17T12:00"), hours=hours())
