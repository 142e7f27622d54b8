"""Measuring working time: real time inside the hours, and adding is its inverse."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ground.worktime.blocks import DAY, length_of
from ground.worktime.hours import (
    Hours,
    add_working_time,
    is_open,
    next_opening,
    previous_closing,
    working_time_between,
)
from ground.worktime.public_holidays import is_holiday_in
from ground.worktime.zones import zone_named

from .calendars import LUNCH, ZONES, at, calendar

pytestmark = pytest.mark.apart
HOUR = timedelta(hours=1)
SPANS = [
    ("within a block", "2026-11-18 10:00", "2026-11-18 12:00", 2),
    ("over a night", "2026-11-18 16:00", "2026-11-19 10:00", 2),
    ("over a weekend", "2026-11-20 16:00", "2026-11-23 10:00", 2),
    ("from closing to opening", "2026-11-20 17:00", "2026-11-23 09:00", 0),
    ("outside hours", "2026-11-21 10:00", "2026-11-22 10:00", 0),
    ("one instant", "2026-11-18 10:00", "2026-11-18 10:00", 0),
    ("backwards is negative", "2026-11-19 10:00", "2026-11-18 16:00", -2),
    ("four weeks", "2026-11-02 00:00", "2026-11-30 00:00", 160),
    ("four years, a leap day among them", "2025-01-01 00:00", "2029-01-01 00:00", 1043 * 8),
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("why", "start", "end", "hours"), SPANS, ids=[row[0] for row in SPANS])
def test_office_hours_are_measured_the_same_way_in_every_zone(zone, why, start, end, hours):
    assert working_time_between(calendar(zone), at(zone, start), at(zone, end)) == hours * HOUR


def test_the_lunch_break_and_half_days_are_not_measured():
    berlin = calendar("Europe/Berlin", LUNCH, special={"2026-12-24": "09:00-12:00", "2026-12-25": ""})
    start, end = at("Europe/Berlin", "2026-12-23 12:00"), at("Europe/Berlin", "2026-12-28 14:15")
    assert working_time_between(berlin, start, end) == timedelta(minutes=30 + 270 + 180 + 210 + 60)


moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
amounts = st.timedeltas(timedelta(microseconds=1), timedelta(days=60))


@st.composite
def day_blocks(draw):
    minutes = draw(st.lists(st.integers(0, 24 * 60), max_size=6, unique=True).map(sorted))
    pairs = zip(minutes[::2], minutes[1::2], strict=False)
    return tuple((_wall(opens), _wall(closes)) for opens, closes in pairs)


def _wall(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _opens_and_closes(week) -> bool:
    return any(week) and any(length_of(blocks) < DAY for blocks in week)


@st.composite
def calendars(draw):
    week = draw(st.lists(day_blocks(), min_size=7, max_size=7).filter(_opens_and_closes))
    special = draw(st.dictionaries(st.dates(date(2000, 1, 1), date(2040, 1, 1)), day_blocks()))
    country = draw(st.sampled_from(["", "US", "GB", "DE", "JP", "BR", "NZ", "MA"]))
    zone = zone_named(draw(st.sampled_from(ZONES)))
    return Hours(zone=zone, week=tuple(week), special=special, is_holiday=is_holiday_in(country))


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(calendars(), moments, amounts)
def test_adding_and_then_measuring_gives_the_amount_back(hours, start, amount):
    due = add_working_time(hours, start, amount)
    assert working_time_between(hours, start, due) == amount
    assert working_time_between(hours, due, start) == -amount
    assert working_time_between(hours, start, due - timedelta(microseconds=1)) < amount


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(calendars(), moments, amounts, amounts)
def test_adding_twice_is_adding_the_sum(hours, start, one, other):
    assert add_working_time(hours, add_working_time(hours, start, one), other) == add_working_time(
        hours, start, one + other
    )


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(calendars(), moments, moments, moments)
def test_measures_of_neighbouring_stretches_add_up(hours, one, two, three):
    whole = working_time_between(hours, one, three)
    assert working_time_between(hours, one, two) + working_time_between(hours, two, three) == whole


@settings(max_examples=200, deadline=None)
@given(calendars(), moments)
def test_between_a_moment_and_the_next_opening_nobody_works(hours, moment):
    opening = next_opening(hours, moment)
    assert is_open(hours, opening)
    assert working_time_between(hours, moment, opening) == timedelta(0)
    closing = previous_closing(hours, moment)
    assert not is_open(hours, closing)
    assert is_open(hours, closing - timedelta(microseconds=1))
