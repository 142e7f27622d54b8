"""Try it: the page says what the rules of working time say, with the days that were counted."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from board.settings_forms import OFFERED, code_of
from board.trying import odd_days, try_it
from ground.worktime.models import SpecialDay, WeeklyBlock, WorkCalendar
from tests import make
from tests.board.bad_input import CHOICES, DAYS
from tests.board.typed import words
from updates.clock import Span

pytestmark = pytest.mark.django_db
THANKSGIVING = date(2026, 11, 26)


@pytest.fixture
def tacoma(cast):
    """Eight to five with half an hour at noon; the Friday after Thanksgiving until twelve."""
    calendar = WorkCalendar.objects.create(name="Tacoma", zone=make.ZONE, country="US", region="WA")
    blocks = ((time(8), time(12)), (time(12, 30), time(17)))
    WeeklyBlock.objects.bulk_create(
        WeeklyBlock(calendar=calendar, weekday=d, opens=o, closes=c) for d in range(5) for o, c in blocks
    )
    SpecialDay.objects.create(calendar=calendar, on="2026-11-27", label="Short day", opens=time(8), closes=time(12))
    return calendar


def west(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(make.ZONE)).astimezone(UTC)


def test_four_working_hours_before_thanksgiving_end_on_the_short_friday(admin, tacoma):
    page = admin.get(f"/settings/working-time/{tacoma.pk}?start=2026-11-25T15:00&span=4:working_hours")
    tried = page.context["tried"]
    assert tried.due_at == west("2026-11-27T10:00")
    assert tried.days == ("Wed 25 Nov: 2 h", "Thu 26 Nov: none, Thanksgiving Day", "Fri 27 Nov: 2 h")
    assert "10:00</strong>" in words(page)


def test_the_second_working_day_ends_at_its_closing(admin, tacoma):
    page = admin.get(f"/settings/working-time/{tacoma.pk}?start=2026-11-25T15:00&span=2:working_days")
    assert page.context["tried"].due_at == west("2026-11-30T17:00")
    assert page.context["tried"].days[-1] == "Mon 30 Nov: working day 2"


@pytest.mark.parametrize("span", OFFERED, ids=code_of)
@pytest.mark.parametrize("start", ["2026-11-25T15:00", "2026-11-26T09:00", "2026-11-28T23:59", "2027-03-14T02:30"])
def test_every_answer_is_that_of_the_rules(admin, tacoma, start, span):
    page = admin.get(f"/settings/working-time/{tacoma.pk}", {"start": start, "span": code_of(span)})
    assert page.context["tried"].due_at == span.after(west(start), tacoma.hours())


def test_a_moment_is_read_by_the_clocks_of_the_calendar(admin, tacoma):
    tokyo = make.calendar("Tokyo", zone="Asia/Tokyo", country="")
    page = admin.get(f"/settings/working-time/{tokyo.pk}?start=2026-11-25T15:00&span=1:hours")
    assert page.context["tried"].due_at == datetime(2026, 11, 25, 7, tzinfo=UTC)


def test_a_calendar_that_never_opens_says_so(tacoma):
    empty = WorkCalendar.objects.create(name="Never", zone="UTC")
    assert try_it(empty, make.NOW, Span(1, "working_days"), make.NOW).refused.startswith("Nobody is at work")


@pytest.mark.parametrize("bad", [*(f"{day}T10:00" for day in DAYS), "", "2026-11-25T15:00+02:00", "x" * 100_000])
def test_a_moment_that_cannot_be_is_refused(admin, tacoma, bad):
    page = admin.get(f"/settings/working-time/{tacoma.pk}", {"start": bad, "span": "1:hours"})
    assert "error-summary" in words(page)
    assert page.context["tried"] is None


@pytest.mark.parametrize("code", CHOICES)
def test_a_span_that_is_not_offered_is_refused(admin, tacoma, code):
    page = admin.get(f"/settings/working-time/{tacoma.pk}", {"start": "2026-11-25T15:00", "span": code})
    assert "error-summary" in words(page)


def test_holidays_and_special_days_of_the_coming_year_stand_in_order(tacoma):
    days = odd_days(tacoma, make.NOW)
    assert [(d.on.isoformat(), d.label, d.hours, d.special) for d in days[:3]] == [
        ("2026-11-26", "Thanksgiving Day", "Closed", False),
        ("2026-11-27", "Short day", "08:00–12:00", True),
        ("2026-12-25", "Christmas Day", "Closed", False),
    ]


def test_a_special_day_stands_over_the_holiday_it_falls_on(tacoma):
    SpecialDay.objects.create(calendar=tacoma, on=THANKSGIVING, opens=time(9), closes=time(12))
    tacoma.forget_hours()
    assert odd_days(tacoma, make.NOW)[0].hours == "09:00–12:00"
