"""The demo's clock: it only moves on, only in the demo, and everything asks it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ground.worktime.models import DemoClock
from ground.worktime.now import DemoRefused, move_demo, move_demo_to_tomorrow, now, until_tomorrow

from .calendars import at, shown

HOUR = timedelta(hours=1)


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def ahead() -> timedelta:
    """How far now() runs ahead, to the second."""
    return timedelta(seconds=round((now() - timezone.now()).total_seconds()))


@pytest.mark.django_db
def test_the_demo_moves_on_by_what_it_is_told(demo):
    assert ahead() == timedelta(0)
    moved = move_demo(HOUR)
    assert now() - moved < timedelta(seconds=5)
    move_demo(4 * HOUR)
    assert ahead() == 5 * HOUR
    assert now().tzinfo is UTC


@pytest.mark.django_db
def test_the_demo_moves_on_to_tomorrow_morning_in_a_zone(demo):
    zone = "Pacific/Auckland"
    before = now().astimezone(ZoneInfo(zone))
    moved = move_demo_to_tomorrow(ZoneInfo(zone))
    assert shown(zone, moved) == f"{before + timedelta(days=1):%Y-%m-%d} 09:00"
    assert shown(zone, move_demo_to_tomorrow(ZoneInfo(zone), hour=15)) == f"{before + timedelta(days=2):%Y-%m-%d} 15:00"


@pytest.mark.django_db
def test_outside_the_demo_the_clock_cannot_be_moved_and_is_not_asked(settings, django_assert_num_queries):
    settings.DEMO = False
    DemoClock.objects.create(offset=HOUR)
    with pytest.raises(DemoRefused, match="Only the demo"):
        move_demo(HOUR)
    with django_assert_num_queries(0):
        assert ahead() == timedelta(0)


@pytest.mark.django_db
def test_in_the_demo_the_clock_is_read_anew_by_one_query(demo, django_assert_num_queries):
    now()
    DemoClock.objects.create(offset=2 * HOUR)
    with django_assert_num_queries(1):
        assert ahead() == 2 * HOUR


@pytest.mark.django_db
@pytest.mark.parametrize("by", [timedelta(0), -HOUR, timedelta(days=4000)])
def test_the_demo_moves_neither_back_nor_beyond_ten_years(demo, by):
    move_demo(HOUR)
    with pytest.raises(DemoRefused):
        move_demo(by)
    assert ahead() == HOUR


@pytest.mark.django_db
@pytest.mark.parametrize("only", [True, False])
def test_there_is_one_demo_clock(only):
    DemoClock.objects.create(offset=HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        DemoClock.objects.create(offset=HOUR, only=only)


TOMORROW = [
    ("Europe/London", "2026-11-18 10:00", "2026-11-19 09:00", 23),
    ("Europe/London", "2026-11-18 00:00", "2026-11-19 09:00", 33),
    ("Europe/London", "2026-10-24 09:00", "2026-10-25 09:00", 25),
    ("Europe/London", "2026-03-28 09:00", "2026-03-29 09:00", 23),
    ("Asia/Kathmandu", "2026-12-31 23:00", "2027-01-01 09:00", 10),
    ("Pacific/Apia", "2011-12-29 09:00", "2011-12-31 09:00", 24),
]


@pytest.mark.parametrize(("zone", "start", "tomorrow", "hours"), TOMORROW)
def test_tomorrow_is_the_next_day_on_the_wall(zone, start, tomorrow, hours):
    instant = at(zone, start)
    step = until_tomorrow(instant, ZoneInfo(zone))
    assert step == hours * HOUR
    assert shown(zone, instant + step) == tomorrow


def test_tomorrow_at_an_hour_that_does_not_exist_shifts_forward():
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert start + until_tomorrow(start, ZoneInfo("Europe/London"), hour=1) == datetime(2026, 3, 29, 1, tzinfo=UTC)
