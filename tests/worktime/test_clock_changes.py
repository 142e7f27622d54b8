"""Nights on which the clocks are changed: working time is real time, wall times follow two rules."""

from datetime import date, timedelta

import pytest

from ground.worktime.hours import (
    add_working_time,
    is_open,
    is_working_day,
    next_opening,
    nth_working_day_close,
    nth_working_day_same_time,
    previous_closing,
    working_time_between,
)

from .calendars import ALL_DAY, always, at, calendar, shown, utc

LENGTHS = [
    ("Pacific/Auckland", "2026-09-27", 23),
    ("Pacific/Auckland", "2026-04-05", 25),
    ("Europe/London", "2026-03-29", 23),
    ("Europe/London", "2026-10-25", 25),
    ("America/Los_Angeles", "2026-03-08", 23),
    ("America/Los_Angeles", "2026-11-01", 25),
    ("Asia/Kathmandu", "1986-01-01", 23.75),
    ("Asia/Kathmandu", "2026-03-29", 24),
    ("Australia/Lord_Howe", "2026-10-04", 23.5),
    ("Australia/Lord_Howe", "2026-04-05", 24.5),
    ("Pacific/Apia", "2011-12-30", 0),
    ("Pacific/Apia", "2021-04-04", 25),
    ("America/Sao_Paulo", "2018-11-04", 23),
    ("America/Sao_Paulo", "2019-02-16", 25),
    ("Europe/Berlin", "2026-03-29", 23),
    ("Europe/Berlin", "2026-10-25", 25),
    ("Asia/Tokyo", "2026-03-29", 24),
    ("Africa/Casablanca", "2026-02-15", 25),
    ("Africa/Casablanca", "2026-03-22", 23),
]


@pytest.mark.parametrize(("zone", "day", "hours"), LENGTHS)
def test_an_open_day_is_as_long_as_it_really_was(zone, day, hours):
    midnight = at(zone, f"{day} 00:00")
    length = timedelta(hours=hours)
    open_all_day = always(zone)
    assert open_all_day.length_on(date.fromisoformat(day)) == length
    assert nth_working_day_close(open_all_day, midnight - timedelta(hours=1), 1) == midnight + (length or 24 * HOUR)
    assert working_time_between(open_all_day, midnight, midnight + length) == length


HOUR = timedelta(hours=1)


# A night shift on every day, 00:00 to 06:00, and the real hours in it.
NIGHTS = [
    ("Pacific/Auckland", "2026-09-27", 5),
    ("Pacific/Auckland", "2026-04-05", 7),
    ("Europe/London", "2026-03-29", 5),
    ("Europe/London", "2026-10-25", 7),
    ("America/Los_Angeles", "2026-03-08", 5),
    ("America/Los_Angeles", "2026-11-01", 7),
    ("Australia/Lord_Howe", "2026-10-04", 5.5),
    ("Australia/Lord_Howe", "2026-04-05", 6.5),
    ("America/Sao_Paulo", "2018-11-04", 5),
    ("America/Sao_Paulo", "2019-02-17", 6),
    ("Africa/Casablanca", "2026-02-15", 7),
    ("Africa/Casablanca", "2026-03-22", 5),
    ("Asia/Kathmandu", "2026-03-29", 6),
    ("Asia/Tokyo", "2026-03-29", 6),
]


@pytest.mark.parametrize(("zone", "day", "hours"), NIGHTS)
def test_a_night_shift_is_as_long_as_it_really_is(zone, day, hours):
    night = calendar(zone, "00:00-06:00", days=7)
    start, morning = at(zone, f"{day} 00:00"), at(zone, f"{day} 06:00")
    assert working_time_between(night, start, morning) == hours * HOUR
    assert add_working_time(night, start, hours * HOUR) == morning
    assert shown(zone, add_working_time(night, start, hours * HOUR + timedelta(minutes=1))).endswith(" 00:01")


def test_office_hours_are_not_touched_by_the_change_of_the_clocks():
    berlin = calendar("Europe/Berlin")
    due = add_working_time(berlin, at("Europe/Berlin", "2026-03-27 16:00"), 2 * HOUR)
    assert due == utc("2026-03-30 08:00")


# Berlin skips 02:00-03:00 on 29 March 2026 and has it twice on 25 October.
EDGES = [
    ("an opening in the gap shifts forward", "02:30-06:00", "2026-03-29", "01:30", "04:00"),
    ("a closing in the gap shifts forward", "00:00-02:30", "2026-03-28", "23:00", "01:30"),
    ("a block in the gap shifts forward", "02:15-02:45", "2026-03-29", "01:15", "01:45"),
    ("an opening that exists twice is the first", "02:30-06:00", "2026-10-25", "00:30", "05:00"),
    ("a closing that exists twice is the first", "00:00-02:30", "2026-10-24", "22:00", "00:30"),
    ("an opening where the gap ends", "03:00-06:00", "2026-03-29", "01:00", "04:00"),
    ("a closing where the gap begins", "00:00-02:00", "2026-03-28", "23:00", "01:00"),
]


@pytest.mark.parametrize(("why", "block", "utc_day", "opens", "closes"), EDGES, ids=[row[0] for row in EDGES])
def test_an_edge_of_a_block_follows_the_two_rules(why, block, utc_day, opens, closes):
    opening = utc(f"{utc_day} {opens}")
    day = date(2026, 3, 29) if "-03-" in utc_day else date(2026, 10, 25)
    closing = utc(f"{day} {closes}")
    berlin = calendar("Europe/Berlin", block, days=7)
    assert berlin.spans_on(day) == [(opening, closing)]
    assert next_opening(berlin, opening - timedelta(minutes=1)) == opening
    assert previous_closing(berlin, closing + timedelta(minutes=1)) == closing
    assert is_open(berlin, opening)
    assert not is_open(berlin, closing)


def test_a_block_pushed_out_of_the_gap_is_not_counted_twice():
    berlin = calendar("Europe/Berlin", "02:00-02:45 03:00-04:00", days=7)
    assert berlin.length_on(date(2026, 3, 29)) == HOUR
    assert berlin.length_on(date(2026, 3, 28)) == HOUR + timedelta(minutes=45)


def test_a_block_that_the_gap_swallows_leaves_no_working_day():
    berlin = calendar("Europe/Berlin", "02:30-03:15", days=7)
    assert not is_working_day(berlin, date(2026, 3, 29))
    due = nth_working_day_close(berlin, at("Europe/Berlin", "2026-03-28 12:00"), 1)
    assert shown("Europe/Berlin", due) == "2026-03-30 03:15"


def test_the_day_that_apia_left_out_is_no_working_day():
    apia = calendar("Pacific/Apia")
    wednesday = at("Pacific/Apia", "2011-12-28 10:00")
    assert is_working_day(apia, date(2011, 12, 29))
    assert not is_working_day(apia, date(2011, 12, 30))
    assert shown("Pacific/Apia", nth_working_day_close(apia, wednesday, 1)) == "2011-12-29 17:00"
    assert shown("Pacific/Apia", nth_working_day_close(apia, wednesday, 2)) == "2012-01-02 17:00"
    assert shown("Pacific/Apia", add_working_time(apia, wednesday, 16 * HOUR)) == "2012-01-02 10:00"


SAME_TIME = [
    ("a time that does not exist shifts forward", "2026-03-28 02:30", 0, "2026-03-29 01:30"),
    ("a time that exists twice is the first", "2026-10-24 02:30", 0, "2026-10-25 00:30"),
    ("the second of two is the only one a day later", "2026-10-25 02:30", 1, "2026-10-26 01:30"),
    ("the clock time stays over a longer night", "2026-10-24 09:00", 0, "2026-10-25 08:00"),
    ("the clock time stays over a shorter night", "2026-03-28 09:00", 0, "2026-03-29 07:00"),
]


@pytest.mark.parametrize(("why", "start", "fold", "due"), SAME_TIME, ids=[row[0] for row in SAME_TIME])
def test_the_same_clock_time_follows_the_two_rules(why, start, fold, due):
    berlin = calendar("Europe/Berlin", ALL_DAY, days=7)
    assert nth_working_day_same_time(berlin, at("Europe/Berlin", start, fold=fold), 1) == utc(due)


def test_midnight_that_does_not_exist_begins_the_day_at_one():
    sao_paulo = always("America/Sao_Paulo")
    assert sao_paulo.spans_on(date(2018, 11, 4)) == [(utc("2018-11-04 03:00"), utc("2018-11-05 02:00"))]
    assert sao_paulo.spans_on(date(2018, 11, 3)) == [(utc("2018-11-03 03:00"), utc("2018-11-04 03:00"))]
