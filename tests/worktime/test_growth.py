"""Cost is counted in steps, not in seconds: it grows with the years passed over and never with the hours in them."""

import sys
from collections.abc import Callable
from datetime import timedelta

import pytest

from ground.worktime.hours import NoOpeningHours, add_working_time, nth_working_day_close, working_time_between

from .calendars import ALL_DAY, always, calendar, utc

START = utc("2026-11-20 10:00")
YEAR = timedelta(hours=2000)


def steps(call: Callable[[], object]) -> int:
    """How many functions, ours and Python's own, are called meanwhile."""
    counted = 0

    def count(_frame, event, _argument):
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        call()
    finally:
        sys.setprofile(None)
    return counted


def test_a_hundred_years_cost_ten_times_ten_years():
    add_working_time(calendar("Africa/Casablanca"), START, 100 * YEAR)  # what a zone's years hold is found out once
    ten = steps(lambda: add_working_time(calendar("Africa/Casablanca"), START, 10 * YEAR))
    hundred = steps(lambda: add_working_time(calendar("Africa/Casablanca"), START, 100 * YEAR))
    assert hundred < 12 * ten


def test_each_day_of_a_hundred_years_is_asked_once_whether_it_is_a_holiday():
    asked = []
    hours = calendar(holidays=lambda day: bool(asked.append(day)))
    add_working_time(hours, START, 100 * YEAR)
    assert len(asked) < 37_500


def test_the_years_of_a_calendar_are_summed_once():
    hours = calendar()
    due = add_working_time(hours, START, 100 * YEAR)
    assert steps(lambda: add_working_time(hours, START, 100 * YEAR)) < 12_000
    assert steps(lambda: working_time_between(hours, START, due)) < 12_000


def test_long_hours_cost_what_short_hours_cost():
    """A year of 2,000 hours and one of 8,760 take the same steps: no minutes are walked."""
    add_working_time(always("UTC"), START, timedelta(hours=24 * 3650))
    short = steps(lambda: add_working_time(calendar("UTC", days=7), START, timedelta(hours=8 * 3650)))
    long = steps(lambda: add_working_time(always("UTC"), START, timedelta(hours=24 * 3650)))
    assert abs(short - long) < short / 10


def test_four_hours_cost_a_handful_of_days():
    add_working_time(calendar(), START, timedelta(hours=4))
    assert steps(lambda: add_working_time(calendar(), START, timedelta(hours=4))) < 400


def test_a_calendar_without_hours_gives_up_after_ten_years():
    def give_up() -> None:
        with pytest.raises(NoOpeningHours):
            add_working_time(calendar(week=""), START, YEAR)
        with pytest.raises(NoOpeningHours):
            nth_working_day_close(calendar(week=ALL_DAY, holidays=lambda day: True), START, 1)

    assert steps(give_up) < 60_000
