"""Adding working time: due is the earliest instant at which that much working time has elapsed."""

from datetime import UTC, datetime, timedelta

import pytest

from ground.worktime.hours import NoOpeningHours, OutOfReach, add_working_time

from .calendars import ALL_DAY, LUNCH, OFFICE, ZONES, always, at, calendar, shown, utc

# November 2026: the 20th is a Friday.
OFFICE_HOURS = [
    ("inside a block", "2026-11-18 10:00", 2, "2026-11-18 12:00"),
    ("exactly at closing is due at closing", "2026-11-18 10:00", 7, "2026-11-18 17:00"),
    ("a minute past closing is due the next day", "2026-11-18 10:00", 7 + 1 / 60, "2026-11-19 09:01"),
    ("before opening counts from the opening", "2026-11-18 06:00", 1, "2026-11-18 10:00"),
    ("after closing counts from the next opening", "2026-11-18 19:00", 1, "2026-11-19 10:00"),
    ("from the closing itself", "2026-11-18 17:00", 1, "2026-11-19 10:00"),
    ("over a weekend", "2026-11-20 16:00", 2, "2026-11-23 10:00"),
    ("a whole day from an opening ends at its closing", "2026-11-20 09:00", 8, "2026-11-20 17:00"),
    ("a whole week from an opening ends on Friday", "2026-11-16 09:00", 40, "2026-11-20 17:00"),
    ("from a Saturday", "2026-11-21 11:00", 8, "2026-11-23 17:00"),
    ("nothing inside hours is due at once", "2026-11-18 10:00", 0, "2026-11-18 10:00"),
    ("nothing at the opening is due at once", "2026-11-18 09:00", 0, "2026-11-18 09:00"),
    ("nothing after hours is due at the next opening", "2026-11-20 18:00", 0, "2026-11-23 09:00"),
    ("nothing at the closing is due at the next opening", "2026-11-20 17:00", 0, "2026-11-23 09:00"),
    ("nothing on a closed day is due at the next opening", "2026-11-22 12:00", 0, "2026-11-23 09:00"),
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("why", "start", "hours", "due"), OFFICE_HOURS, ids=[row[0] for row in OFFICE_HOURS])
def test_office_hours_are_added_the_same_way_in_every_zone(zone, why, start, hours, due):
    found = add_working_time(calendar(zone), at(zone, start), timedelta(hours=hours))
    assert shown(zone, found) == due
    assert found.tzinfo is UTC


LUNCH_BREAK = [
    ("up to the break", "2026-11-18 09:00", timedelta(hours=3, minutes=30), "2026-11-18 12:30"),
    ("over the break", "2026-11-18 09:00", timedelta(hours=4), "2026-11-18 13:45"),
    ("from within the break", "2026-11-18 12:45", timedelta(hours=1), "2026-11-18 14:15"),
    ("nothing within the break", "2026-11-18 12:45", timedelta(0), "2026-11-18 13:15"),
    ("nothing when the break begins", "2026-11-18 12:30", timedelta(0), "2026-11-18 13:15"),
    ("a whole day of eight hours", "2026-11-18 09:00", timedelta(hours=8), "2026-11-18 17:45"),
    ("a day and a half", "2026-11-18 09:00", timedelta(hours=12), "2026-11-19 13:45"),
]


@pytest.mark.parametrize(("why", "start", "amount", "due"), LUNCH_BREAK, ids=[row[0] for row in LUNCH_BREAK])
def test_a_lunch_break_is_no_working_time(why, start, amount, due):
    zone = "Europe/Berlin"
    assert shown(zone, add_working_time(calendar(zone, LUNCH), at(zone, start), amount)) == due


SPECIAL = {"2026-12-24": "09:00-12:00", "2026-12-25": "", "2026-12-26": "10:00-12:00 14:00-16:00", "2026-12-28": ""}
SPECIAL_DAYS = [
    ("up to the end of a half day", "2026-12-24 09:00", 3, "2026-12-24 12:00"),
    ("a half day closes early", "2026-12-24 11:00", 2, "2026-12-26 11:00"),
    ("a Saturday opened with two blocks", "2026-12-24 12:00", 3, "2026-12-26 15:00"),
    ("over a closed Monday", "2026-12-26 15:00", 2, "2026-12-29 10:00"),
]


@pytest.mark.parametrize(("why", "start", "hours", "due"), SPECIAL_DAYS, ids=[row[0] for row in SPECIAL_DAYS])
def test_special_days_have_their_own_hours(why, start, hours, due):
    zone = "America/Los_Angeles"
    found = add_working_time(calendar(zone, special=SPECIAL), at(zone, start), timedelta(hours=hours))
    assert shown(zone, found) == due


@pytest.mark.parametrize("zone", ZONES)
def test_a_calendar_that_never_closes_adds_real_time(zone):
    start = at(zone, "2026-03-27 15:20")
    assert add_working_time(always(zone), start, timedelta(days=300)) == start + timedelta(days=300)


def test_blocks_that_meet_at_midnight_are_one_night():
    night = calendar("Asia/Tokyo", "00:00-06:00 22:00-00:00", days=7)
    due = add_working_time(night, at("Asia/Tokyo", "2026-11-18 23:00"), timedelta(hours=7))
    assert shown("Asia/Tokyo", due) == "2026-11-19 06:00"


def test_seconds_and_microseconds_are_kept():
    start = datetime(2026, 11, 20, 16, 59, 59, 999_999, tzinfo=UTC)
    due = add_working_time(calendar(), start, timedelta(microseconds=2))
    assert due == datetime(2026, 11, 23, 9, 0, 0, 1, tzinfo=UTC)


def test_the_start_may_be_written_in_any_zone():
    start = at("Asia/Tokyo", "2026-11-18 19:30")
    assert add_working_time(calendar(), start, timedelta(hours=1)) == utc("2026-11-18 11:30")


def test_a_hundred_years_of_office_hours_end_on_the_day_they_should():
    """36,525 days from Thursday, 1 January 2026 hold 26,090 days of eight hours; the last is Monday, 31 December."""
    start = utc("2026-01-01 00:00")
    weekdays = sum((start + timedelta(days=day)).weekday() < 5 for day in range(36_524))
    due = add_working_time(calendar("UTC"), start, timedelta(hours=8 * weekdays))
    assert due == utc("2125-12-31 17:00")


@pytest.mark.parametrize("amount", [timedelta(0), timedelta(hours=1), timedelta(days=5000)])
def test_a_calendar_without_hours_is_refused_by_name(amount):
    with pytest.raises(NoOpeningHours):
        add_working_time(calendar(week="", days=7), utc("2026-11-18 10:00"), amount)


def test_a_calendar_whose_last_special_day_is_used_up_is_refused_by_name():
    only_once = calendar(week="", special={"2027-02-01": OFFICE})
    assert add_working_time(only_once, utc("2026-11-18 10:00"), timedelta(hours=8)) == utc("2027-02-01 17:00")
    with pytest.raises(NoOpeningHours):
        add_working_time(only_once, utc("2026-11-18 10:00"), timedelta(hours=8, seconds=1))


def test_special_days_that_close_eleven_years_are_refused_by_name():
    days = (datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(11 * 366))
    closed = calendar(week=ALL_DAY, days=7, special={f"{day:%Y-%m-%d}": "" for day in days})
    with pytest.raises(NoOpeningHours):
        add_working_time(closed, utc("2026-12-31 23:00"), timedelta(hours=2))


def test_what_lies_beyond_the_year_9999_is_refused_by_name():
    with pytest.raises(OutOfReach):
        add_working_time(always("Asia/Tokyo"), utc("9990-01-01 00:00"), timedelta(days=5000))
    with pytest.raises(OutOfReach):
        add_working_time(calendar("Asia/Tokyo"), utc("0001-01-01 00:00"), timedelta(hours=1))


def test_a_negative_amount_and_an_instant_without_a_zone_are_refused():
    with pytest.raises(ValueError, match="negative"):
        add_working_time(calendar(), utc("2026-11-18 10:00"), timedelta(seconds=-1))
    with pytest.raises(ValueError, match="zone"):
        add_working_time(calendar(), datetime(2026, 11, 18, 10), timedelta(hours=1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        add_working_time(calendar(), datetime(2026, 11, 18, 10), timedelta(0))  # noqa: DTZ001
