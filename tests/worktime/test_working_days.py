"""Counting working days: the day of receipt never counts, the calendar's zone says which day it is."""

from datetime import date, timedelta

import pytest

from ground.worktime.hours import (
    NoOpeningHours,
    is_working_day,
    nth_working_day_close,
    nth_working_day_same_time,
)

from .calendars import LUNCH, ZONES, always, at, calendar, shown, utc

# November 2026: the 20th is a Friday. Columns: received, n, due, due where after hours counts as the next day.
CLOSES = [
    ("in the morning", "2026-11-18 08:00", 1, "2026-11-19 17:00", "2026-11-19 17:00"),
    ("during hours", "2026-11-18 12:00", 1, "2026-11-19 17:00", "2026-11-19 17:00"),
    ("a second before closing", "2026-11-18 16:59:59", 1, "2026-11-19 17:00", "2026-11-19 17:00"),
    ("exactly at closing", "2026-11-18 17:00", 1, "2026-11-19 17:00", "2026-11-20 17:00"),
    ("in the evening", "2026-11-18 20:00", 1, "2026-11-19 17:00", "2026-11-20 17:00"),
    ("in the evening, two days", "2026-11-18 20:00", 2, "2026-11-20 17:00", "2026-11-23 17:00"),
    ("on Friday", "2026-11-20 12:00", 1, "2026-11-23 17:00", "2026-11-23 17:00"),
    ("on Friday evening", "2026-11-20 18:00", 1, "2026-11-23 17:00", "2026-11-24 17:00"),
    ("on Saturday", "2026-11-21 12:00", 1, "2026-11-23 17:00", "2026-11-24 17:00"),
    ("on Sunday, two days", "2026-11-22 12:00", 2, "2026-11-24 17:00", "2026-11-25 17:00"),
    ("a week", "2026-11-18 12:00", 5, "2026-11-25 17:00", "2026-11-25 17:00"),
    ("a minute before midnight", "2026-11-18 23:59", 1, "2026-11-19 17:00", "2026-11-20 17:00"),
    ("at midnight it is the new day", "2026-11-19 00:00", 1, "2026-11-20 17:00", "2026-11-20 17:00"),
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("why", "received", "n", "due", "later"), CLOSES, ids=[row[0] for row in CLOSES])
def test_the_closing_of_the_nth_working_day(zone, why, received, n, due, later):
    start = at(zone, received)
    assert shown(zone, nth_working_day_close(calendar(zone), start, n)) == due
    assert shown(zone, nth_working_day_close(calendar(zone), start, n, after_hours_counts_next=True)) == later


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("received", "n", "due"),
    [
        ("2026-11-18 10:15", 1, "2026-11-19 10:15"),
        ("2026-11-20 10:15", 1, "2026-11-23 10:15"),
        ("2026-11-21 10:15", 1, "2026-11-23 10:15"),
        ("2026-11-20 21:15", 2, "2026-11-24 21:15"),
        ("2026-11-20 00:00", 5, "2026-11-27 00:00"),
    ],
)
def test_the_same_clock_time_on_the_nth_working_day(zone, received, n, due):
    assert shown(zone, nth_working_day_same_time(calendar(zone), at(zone, received), n)) == due


def test_the_day_of_receipt_is_the_day_in_the_zone_of_the_calendar():
    evening_in_london = utc("2026-11-18 20:00")
    auckland = nth_working_day_close(calendar("Pacific/Auckland"), evening_in_london, 1)
    assert shown("Pacific/Auckland", auckland) == "2026-11-20 17:00"
    los_angeles = nth_working_day_close(calendar("America/Los_Angeles"), evening_in_london, 1)
    assert shown("America/Los_Angeles", los_angeles) == "2026-11-19 17:00"


def test_the_lunch_break_is_not_a_closing():
    start = at("Europe/Berlin", "2026-11-18 12:45")
    due = nth_working_day_close(calendar("Europe/Berlin", LUNCH), start, 1, after_hours_counts_next=True)
    assert shown("Europe/Berlin", due) == "2026-11-19 17:45"


def test_half_days_close_early_and_closed_days_do_not_count():
    london = calendar(special={"2026-12-24": "09:00-12:00", "2026-12-25": "", "2026-12-28": ""})
    received = at("Europe/London", "2026-12-23 15:00")
    assert shown("Europe/London", nth_working_day_close(london, received, 1)) == "2026-12-24 12:00"
    assert shown("Europe/London", nth_working_day_close(london, received, 2)) == "2026-12-29 17:00"
    at_noon = at("Europe/London", "2026-12-24 12:00")
    due = nth_working_day_close(london, at_noon, 1, after_hours_counts_next=True)
    assert shown("Europe/London", due) == "2026-12-30 17:00"


def test_a_calendar_that_never_closes_ends_its_days_at_midnight():
    due = nth_working_day_close(always("Asia/Kathmandu"), at("Asia/Kathmandu", "2026-11-18 10:00"), 1)
    assert shown("Asia/Kathmandu", due) == "2026-11-20 00:00"


def test_a_special_day_makes_a_sunday_a_working_day():
    london = calendar(special={"2026-11-22": "10:00-14:00"})
    assert is_working_day(london, date(2026, 11, 22))
    due = nth_working_day_close(london, at("Europe/London", "2026-11-20 10:00"), 1)
    assert shown("Europe/London", due) == "2026-11-22 14:00"


def test_a_special_day_opens_on_a_holiday():
    london = calendar(special={"2026-11-19": "10:00-14:00"}, holidays=lambda day: day.day in (19, 20))
    assert is_working_day(london, date(2026, 11, 19))
    assert not is_working_day(london, date(2026, 11, 20))


@pytest.mark.parametrize("n", [0, -1])
def test_fewer_than_one_day_is_refused(n):
    with pytest.raises(ValueError, match="from one"):
        nth_working_day_close(calendar(), utc("2026-11-18 10:00"), n)
    with pytest.raises(ValueError, match="from one"):
        nth_working_day_same_time(calendar(), utc("2026-11-18 10:00"), n)


def test_a_calendar_without_hours_is_refused_by_name():
    for_ever_closed = calendar(week="")
    with pytest.raises(NoOpeningHours):
        nth_working_day_close(for_ever_closed, utc("2026-11-18 10:00"), 1)
    with pytest.raises(NoOpeningHours):
        nth_working_day_close(for_ever_closed, utc("2026-11-18 10:00"), 1, after_hours_counts_next=True)
    with pytest.raises(NoOpeningHours):
        nth_working_day_same_time(for_ever_closed, utc("2026-11-18 10:00"), 1)


def test_twenty_five_thousand_working_days_are_counted_exactly():
    start = utc("2026-11-20 10:00")
    assert nth_working_day_close(calendar("UTC"), start, 25_000) == start + timedelta(days=35_000, hours=7)
