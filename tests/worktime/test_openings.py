"""Openings and closings around an instant: open from the opening up to, not including, the closing."""

import pytest

from ground.worktime.hours import NeverCloses, NoOpeningHours, is_open, next_opening, previous_closing

from .calendars import LUNCH, ZONES, always, at, calendar, shown, utc

# A Wednesday with a lunch break: instant, open?, next opening, previous closing.
AROUND = [
    ("at night", "2026-11-18 03:00", False, "2026-11-18 09:00", "2026-11-17 17:45"),
    ("at the opening", "2026-11-18 09:00", True, "2026-11-18 09:00", "2026-11-17 17:45"),
    ("in a block", "2026-11-18 10:00", True, "2026-11-18 10:00", "2026-11-17 17:45"),
    ("when the break begins", "2026-11-18 12:30", False, "2026-11-18 13:15", "2026-11-18 12:30"),
    ("in the break", "2026-11-18 13:00", False, "2026-11-18 13:15", "2026-11-18 12:30"),
    ("when the break ends", "2026-11-18 13:15", True, "2026-11-18 13:15", "2026-11-18 12:30"),
    ("at closing", "2026-11-18 17:45", False, "2026-11-19 09:00", "2026-11-18 17:45"),
    ("on Friday evening", "2026-11-20 20:00", False, "2026-11-23 09:00", "2026-11-20 17:45"),
    ("on Monday morning", "2026-11-23 10:00", True, "2026-11-23 10:00", "2026-11-20 17:45"),
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("why", "wall", "opened", "opening", "closing"), AROUND, ids=[row[0] for row in AROUND])
def test_the_openings_around_an_instant(zone, why, wall, opened, opening, closing):
    hours, instant = calendar(zone, LUNCH), at(zone, wall)
    assert is_open(hours, instant) is opened
    assert shown(zone, next_opening(hours, instant)) == opening
    assert shown(zone, previous_closing(hours, instant)) == closing


@pytest.mark.parametrize("zone", ZONES)
def test_a_calendar_that_never_closes_is_always_open(zone):
    hours, instant = always(zone), at(zone, "2026-11-18 00:00")
    assert is_open(hours, instant)
    assert next_opening(hours, instant) == instant
    with pytest.raises(NeverCloses):
        previous_closing(hours, instant)


def test_blocks_that_touch_do_not_close_between():
    hours = calendar("Europe/Berlin", "08:00-12:00 12:00-17:00")
    noon = at("Europe/Berlin", "2026-11-18 12:00")
    assert is_open(hours, noon)
    assert shown("Europe/Berlin", previous_closing(hours, noon)) == "2026-11-17 17:00"


def test_a_night_over_midnight_does_not_close_at_midnight():
    hours = calendar("Europe/Berlin", "00:00-06:00 22:00-00:00", days=7)
    night = at("Europe/Berlin", "2026-11-18 01:00")
    assert is_open(hours, at("Europe/Berlin", "2026-11-18 00:00"))
    assert shown("Europe/Berlin", previous_closing(hours, night)) == "2026-11-17 06:00"


def test_an_opening_after_a_long_pause_is_found_in_both_directions():
    hours = calendar(week="", special={"2020-03-02": "09:00-17:00"})
    assert next_opening(hours, utc("2011-01-01 00:00")) == utc("2020-03-02 09:00")
    assert previous_closing(hours, utc("2029-01-01 00:00")) == utc("2020-03-02 17:00")


def test_a_calendar_without_hours_is_refused_by_name():
    with pytest.raises(NoOpeningHours):
        next_opening(calendar(week=""), utc("2026-11-18 10:00"))
    with pytest.raises(NoOpeningHours):
        previous_closing(calendar(week=""), utc("2026-11-18 10:00"))
    assert not is_open(calendar(week=""), utc("2026-11-18 10:00"))
