"""Working time at length: both methods on 20,000 questions, every zone's clocks, a hundred years in time."""

import os
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from ground.worktime.blocks import MIDNIGHT
from ground.worktime.hours import add_working_time, working_time_between
from ground.worktime.public_holidays import holidays_by_year, is_holiday_in
from ground.worktime.zone_days import uneven_days
from ground.worktime.zones import known_zones
from tests.worktime.calendars import LUNCH, ZONES, calendar
from tests.worktime.comparing import by_rule, by_walking
from tests.worktime.walking import cases

pytestmark = pytest.mark.audit


def test_two_methods_agree_on_twenty_thousand_random_questions():
    seed = int(os.environ.get("AUDIT_SEED", "20261121"))
    asked = 0
    for case in cases(20_000, seed=seed):
        assert by_rule(case) == by_walking(case), (seed, case)
        asked += 1
    assert asked == 20_000


# Zones whose clocks follow the moon are written out until 2087; the others follow one yearly rule from 2038 on.
RAMADAN = ("Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron")


def test_the_days_on_which_clocks_are_changed_are_all_found():
    """The quick look finds what looking at every day finds: in every zone, until the rules repeat themselves."""
    seen = set()
    for name in sorted(known_zones()):
        data = files("tzdata.zoneinfo").joinpath(*name.split("/")).read_bytes()
        last_year = 2090 if name in RAMADAN else 2040
        if data not in seen:
            found = set().union(*(uneven_days(ZoneInfo(name), year) for year in range(1970, last_year)))
            assert found == _every_change(ZoneInfo(name), last_year), name
        seen.add(data)


def _every_change(zone: ZoneInfo, last_year: int) -> set[date]:
    days = [date.fromordinal(day) for day in range(date(1970, 1, 1).toordinal(), date(last_year, 1, 2).toordinal())]
    offsets = [datetime.combine(day, MIDNIGHT, zone).utcoffset() for day in days]
    return {day for day, one, other in zip(days, offsets, offsets[1:], strict=False) if one != other}


@pytest.mark.parametrize("zone", ZONES)
def test_a_hundred_years_take_at_most_fifty_milliseconds(zone):
    """Of processor time, the best of five tries; neither the calendar nor the zone remembers the years."""
    start, amount = datetime(2026, 11, 20, 10, tzinfo=UTC), timedelta(hours=100 * 2000)
    tries = []
    for _ in range(5):
        hours = calendar(zone, LUNCH, special={"2026-12-24": "09:00-12:00"}, holidays=is_holiday_in("NZ", "AUK"))
        hours = replace(hours, holidays_in=holidays_by_year("NZ", "AUK"))
        uneven_days.cache_clear()
        began = time.process_time()
        due = add_working_time(hours, start, amount)
        tries.append(time.process_time() - began)
        assert working_time_between(hours, start, due) == amount
    assert min(tries) <= 0.05
