"""Calendars as rows: a week is saved whole or not at all, and the database refuses what cannot be worked."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ground.worktime.hours import add_working_time, is_working_day
from ground.worktime.models import SpecialDay, WeeklyBlock, WorkCalendar
from ground.worktime.weeks import drop_special_day, save_special_day, save_week

from .calendars import LUNCH, OFFICE, at, blocks, shown

pytestmark = pytest.mark.django_db

WEEK = [blocks(LUNCH)] * 5 + [(), ()]


@pytest.fixture
def munich() -> WorkCalendar:
    munich = WorkCalendar.objects.create(name="Munich", zone="Europe/Berlin", country="DE", region="BY")
    return save_week(munich, week=WEEK)


def test_a_saved_week_is_the_week_that_is_counted(munich):
    hours = munich.hours()
    assert hours.week == tuple(WEEK)
    due = add_working_time(hours, at("Europe/Berlin", "2026-01-05 17:00"), timedelta(hours=1))
    assert shown("Europe/Berlin", due) == "2026-01-07 09:15"


def test_saving_a_week_replaces_the_one_before(munich):
    save_week(munich, week=[blocks("00:00-00:00")] * 7)
    assert munich.blocks.count() == 7
    assert munich.hours().length_on(date(2026, 11, 22)) == timedelta(days=1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("09:00-12:00 11:00-17:00", "09:00–12:00 and 11:00–17:00 overlap"),
        ("09:00-00:00 23:00-23:30", "09:00–24:00 and 23:00–23:30 overlap"),
        ("09:00-12:00 09:00-12:00", "overlap"),
        ("17:00-09:00", "closes after it opens"),
        ("09:00-09:00", "closes after it opens"),
    ],
)
def test_a_week_with_one_wrong_day_is_refused_whole(munich, wrong, sentence):
    with pytest.raises(ValidationError, match=sentence):
        save_week(munich, week=[blocks(OFFICE)] * 6 + [blocks(wrong)])
    assert WorkCalendar.objects.get().hours().week == tuple(WEEK)
    with pytest.raises(ValidationError, match=sentence):
        save_special_day(munich, on=date(2026, 12, 24), blocks=blocks(wrong))
    assert not munich.special_days.exists()


def test_blocks_may_be_given_in_any_order_and_may_touch(munich):
    save_week(munich, week=[blocks("12:00-17:00 09:00-12:00")] * 7)
    assert munich.hours().week[0] == blocks("09:00-12:00 12:00-17:00")


def test_a_week_has_seven_days(munich):
    with pytest.raises(ValueError, match="seven"):
        save_week(munich, week=WEEK[:5])


def test_a_special_day_is_closed_or_has_blocks_of_its_own(munich):
    save_special_day(munich, on=date(2026, 12, 24), blocks=[], label="Christmas Eve")
    save_special_day(munich, on=date(2026, 12, 25), blocks=blocks("10:00-12:00 14:00-16:00"), label="Stocktaking")
    hours = munich.hours()
    assert not is_working_day(hours, date(2026, 12, 24))
    assert hours.length_on(date(2026, 12, 25)) == timedelta(hours=4)
    save_special_day(munich, on=date(2026, 12, 24), blocks=blocks("09:00-12:00"))
    assert munich.hours().length_on(date(2026, 12, 24)) == timedelta(hours=3)
    drop_special_day(munich, on=date(2026, 12, 25))
    assert not is_working_day(munich.hours(), date(2026, 12, 25))


def test_hours_are_read_once_and_kept_with_the_instance(munich, django_assert_num_queries):
    fresh = WorkCalendar.objects.get()
    with django_assert_num_queries(2):
        assert fresh.hours() is fresh.hours()
    many = WorkCalendar.objects.prefetch_related("blocks", "special_days").get()
    with django_assert_num_queries(0):
        assert many.hours().week == fresh.hours().week


def test_hours_are_read_again_after_a_refresh(munich):
    kept = WorkCalendar.objects.get()
    kept.hours()
    save_special_day(munich, on=date(2026, 12, 24), blocks=[])
    assert is_working_day(kept.hours(), date(2026, 12, 24))
    kept.refresh_from_db()
    assert not is_working_day(kept.hours(), date(2026, 12, 24))


@pytest.mark.parametrize(
    ("weekday", "opens", "closes"),
    [(7, time(9), time(17)), (0, time(17), time(9)), (0, time(9), time(9)), (1, time(9), time(10))],
)
def test_the_database_refuses_an_impossible_block(munich, weekday, opens, closes):
    with pytest.raises(IntegrityError), transaction.atomic():
        WeeklyBlock.objects.create(calendar=munich, weekday=weekday, opens=opens, closes=closes)


@pytest.mark.parametrize(("opens", "closes"), [(time(9), None), (None, time(9)), (time(9), time(8))])
def test_the_database_refuses_an_impossible_special_day(munich, opens, closes):
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialDay.objects.create(calendar=munich, on=date(2026, 12, 24), opens=opens, closes=closes)


def test_the_database_keeps_one_closing_of_a_day(munich):
    SpecialDay.objects.create(calendar=munich, on=date(2026, 12, 24))
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialDay.objects.create(calendar=munich, on=date(2026, 12, 24))


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("zone", {"zone": "Europe/Atlantis"}),
        ("zone", {"zone": "../../etc/passwd"}),
        ("zone", {"zone": "europe/london"}),
        ("country", {"country": "XX"}),
        ("region", {"country": "DE", "region": "ENG"}),
        ("region", {"country": "", "region": "BY"}),
    ],
)
def test_a_calendar_with_an_unknown_place_is_refused_at_its_field(field, values):
    with pytest.raises(ValidationError) as refused:
        WorkCalendar(**{"name": "Nowhere", "zone": "UTC", **values}).full_clean()
    assert list(refused.value.message_dict) == [field]


def test_a_calendar_needs_no_country():
    calendar = WorkCalendar(name="Anywhere", zone="UTC")
    calendar.full_clean()
    calendar.save()
    assert not calendar.hours().is_holiday(date(2026, 12, 25))


def test_a_block_is_written_for_people(munich):
    assert str(munich.blocks.first()) == "0 09:00-12:30"
    assert str(SpecialDay(on=date(2026, 12, 24), label="Christmas Eve")) == "2026-12-24 Christmas Eve"
