"""Public holidays of six countries and their regions, and what they do to a due date."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from babel import Locale

from ground.worktime.hours import add_working_time, nth_working_day_close
from ground.worktime.public_holidays import HolidaysUnknown, countries, holidays_by_year, is_holiday_in, regions

from .calendars import at, calendar, shown

DAYS = [
    ("GB", "ENG", "2026-04-03", True, "Good Friday"),
    ("GB", "ENG", "2026-04-06", True, "Easter Monday"),
    ("GB", "SCT", "2026-04-06", False, "Easter Monday is worked in Scotland"),
    ("GB", "SCT", "2026-01-02", True, "the second of January"),
    ("GB", "ENG", "2026-12-28", True, "Boxing Day moved from a Saturday"),
    ("US", "", "2026-07-03", True, "Independence Day moved from a Saturday"),
    ("US", "", "2026-11-26", True, "Thanksgiving"),
    ("US", "", "2026-11-27", False, "the day after Thanksgiving"),
    ("DE", "BY", "2026-01-06", True, "Epiphany in Bavaria"),
    ("DE", "BE", "2026-01-06", False, "and not in Berlin"),
    ("DE", "", "2026-05-01", True, "Labour Day everywhere"),
    ("JP", "", "2026-05-06", True, "Constitution Day moved from a Sunday"),
    ("JP", "", "2026-09-22", True, "a day between two holidays"),
    ("BR", "SP", "2026-07-09", True, "the revolution in São Paulo"),
    ("BR", "RJ", "2026-07-09", False, "and not in Rio"),
    ("BR", "SP", "2026-11-20", True, "Zumbi"),
    ("NZ", "AUK", "2026-01-26", True, "anniversary in Auckland"),
    ("NZ", "WGN", "2026-01-26", False, "and not in Wellington"),
    ("NZ", "AUK", "2026-07-10", True, "Matariki"),
    ("", "", "2026-12-25", False, "no country, no holidays"),
]


@pytest.mark.parametrize(("country", "region", "day", "holiday", "why"), DAYS, ids=[row[-1] for row in DAYS])
def test_the_holidays_of_a_country_and_region(country, region, day, holiday, why):
    assert is_holiday_in(country, region)(date.fromisoformat(day)) is holiday


# Received at 15:00, eight working hours and two working days later.
DUE = [
    ("Europe/London", "GB", "ENG", "2026-04-02", "2026-04-07 15:00", "2026-04-08 17:00"),
    ("America/New_York", "US", "", "2026-07-02", "2026-07-06 15:00", "2026-07-07 17:00"),
    ("Europe/Berlin", "DE", "BY", "2026-01-05", "2026-01-07 15:00", "2026-01-08 17:00"),
    ("Asia/Tokyo", "JP", "", "2026-05-01", "2026-05-07 15:00", "2026-05-08 17:00"),
    ("America/Sao_Paulo", "BR", "SP", "2026-11-19", "2026-11-23 15:00", "2026-11-24 17:00"),
    ("Pacific/Auckland", "NZ", "AUK", "2026-01-23", "2026-01-27 15:00", "2026-01-28 17:00"),
]


@pytest.mark.parametrize(("zone", "country", "region", "day", "eight_hours", "two_days"), DUE)
def test_holidays_are_no_working_time(zone, country, region, day, eight_hours, two_days):
    hours = calendar(zone, holidays=is_holiday_in(country, region))
    received = at(zone, f"{day} 15:00")
    assert shown(zone, add_working_time(hours, received, timedelta(hours=8))) == eight_hours
    assert shown(zone, nth_working_day_close(hours, received, 2)) == two_days


def test_a_decade_is_loaded_only_when_it_is_asked_for():
    is_holiday = is_holiday_in("GB", "ENG")
    assert is_holiday(date(2029, 12, 25))
    assert is_holiday(date(2030, 12, 25))
    assert not is_holiday(date(1, 1, 2))
    assert not is_holiday(date(9999, 12, 27))


@pytest.mark.parametrize(("country", "region"), [("XX", ""), ("de", ""), ("DE", "ENG"), ("GBR", ""), ("\x00", "")])
def test_an_unknown_country_or_region_is_refused(country, region):
    with pytest.raises(HolidaysUnknown):
        is_holiday_in(country, region)


def test_countries_are_offered_by_name_in_the_language_of_the_reader():
    offered = dict(countries(Locale("de")))
    assert offered["DE"] == "Deutschland"
    assert len(offered) > 200


def test_regions_are_offered_by_name():
    assert ("BY", "Bavaria") in regions("DE") or ("BY", "Bayern") in regions("DE")
    assert {"ENG", "NIR", "SCT", "WLS"} == {code for code, _name in regions("GB")}
    assert regions("XX") == []
    assert regions("") == []


def test_holidays_by_year_are_the_same_days():
    is_holiday, in_year = is_holiday_in("NZ", "AUK"), holidays_by_year("NZ", "AUK")
    for year in (2026, 2030, 2101):
        days = (date(year, 1, 1) + timedelta(days=day) for day in range(365))
        assert {day for day in days if is_holiday(day)} == in_year(year)
    assert holidays_by_year("")(2026) == frozenset()


@pytest.mark.parametrize(("zone", "country"), [("Pacific/Auckland", "NZ"), ("Africa/Casablanca", "MA")])
def test_years_summed_from_holidays_by_year_are_those_summed_day_by_day(zone, country):
    special = {"2026-12-25": "10:00-12:00", "2027-06-06": "", "2027-06-05": "08:00-10:00"}
    hours = calendar(zone, special=special, days=6, holidays=is_holiday_in(country))
    by_year = replace(hours, holidays_in=holidays_by_year(country))
    for year in range(2024, 2032):
        days = (date(year, 1, 1) + timedelta(days=day) for day in range(366))
        by_day = sum((hours.length_on(day) for day in days if day.year == year), timedelta(0))
        assert hours.length_of_year(year) == by_year.length_of_year(year) == by_day
