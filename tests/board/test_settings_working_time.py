"""Calendars: weeks with several blocks, special days, holidays, and hours that cannot be."""

import pytest

from ground.history.models import Entry
from ground.worktime.models import SpecialDay, WeeklyBlock, WorkCalendar
from tests import make
from tests.board.bad_input import DAYS, HOURS
from tests.board.typed import day, place, week, words

pytestmark = pytest.mark.django_db


def test_a_week_with_several_blocks_is_saved_and_shown(admin, cast):
    calendar = make.calendar()
    page = admin.post(f"/settings/working-time/{calendar.pk}/week", week(day_4="08:00-12:00"), follow=True)
    assert "Monday to Thursday" in words(page)
    assert "08:00–12:00, 12:30–17:00" in words(page)
    assert WeeklyBlock.objects.filter(calendar=calendar).count() == 9
    assert Entry.objects.get(what="calendar.week_changed").text == "Longer days"


@pytest.mark.parametrize("hours", HOURS)
def test_hours_that_cannot_be_are_refused_and_nothing_is_half_saved(admin, cast, hours):
    calendar = make.calendar()
    before = list(calendar.blocks.values_list("weekday", "opens", "closes"))
    answer = admin.post(f"/settings/working-time/{calendar.pk}/week", week(day_2=hours))
    assert "error-summary" in words(answer)
    assert list(calendar.blocks.values_list("weekday", "opens", "closes")) == before


def test_a_week_without_any_hour_is_refused(admin, cast):
    answer = admin.post(f"/settings/working-time/{make.calendar().pk}/week", {"why": "We close for ever"})
    assert "Somebody must be at work at some hour of the week" in words(answer)


def test_a_special_day_is_added_changed_and_taken_out(admin, cast):
    calendar = make.calendar()
    url = f"/settings/working-time/{calendar.pk}/days"
    on = day()["on"]
    assert "Stocktaking" in words(admin.post(url, day(), follow=True))
    assert 'value="08:00-12:00"' in words(admin.get(f"{url}?on={on}"))
    admin.post(url, day(blocks=""))
    assert SpecialDay.objects.get(calendar=calendar).opens is None
    assert "error-summary" in words(admin.post(f"{url}/{on}/drop", {"why": ""}))
    admin.post(f"{url}/{on}/drop", {"why": "We stay open"})
    assert not SpecialDay.objects.filter(calendar=calendar).exists()
    assert [e.what for e in Entry.objects.about("calendar", calendar.pk)] == [
        "calendar.special_day_set",
        "calendar.special_day_set",
        "calendar.special_day_dropped",
    ]


@pytest.mark.parametrize("on", DAYS)
def test_a_day_that_cannot_be_is_refused(admin, cast, on):
    answer = admin.post(f"/settings/working-time/{make.calendar().pk}/days", day(on=on))
    assert "error-summary" in words(answer)
    assert not SpecialDay.objects.exists()
    assert admin.get(f"/settings/working-time/{make.calendar().pk}/days", {"on": on}).status_code == 200


def test_a_calendar_begins_with_the_hours_of_the_house_and_its_own_holidays(admin, cast):
    page = admin.post("/settings/working-time/open", place(), follow=True)
    made = WorkCalendar.objects.get(name="Leeds")
    assert made.blocks.count() == 5
    assert "Leeds is open." in words(page)
    assert "Christmas Day" in words(page)
    refused = admin.post("/settings/working-time/open", place(name="Leeds"))
    assert "There is a calendar of this name already." in words(refused)


@pytest.mark.parametrize(
    "changes",
    [
        {"zone": "Mars/Base"},
        {"zone": "../../etc/passwd"},
        {"country": "QQ"},
        {"country": "US", "region": "ENG"},
        {"country": "", "region": "ENG"},
        {"name": ""},
        {"why": ""},
    ],
)
def test_a_place_that_cannot_be_is_refused(admin, cast, changes):
    count = WorkCalendar.objects.count()
    answer = admin.post("/settings/working-time/open", place(**changes))
    assert "error-summary" in words(answer)
    assert WorkCalendar.objects.count() == count


@pytest.mark.parametrize("pk", [0, 99999, 10**30])
def test_a_calendar_that_is_not_there_is_a_404(admin, cast, pk):
    for end in ("", "/place", "/week", "/days", "/days/2027-12-24/drop"):
        assert admin.get(f"/settings/working-time/{pk}{end}").status_code == 404
    for on in (*DAYS, "2027-12-24"):
        assert (
            admin.get(f"/settings/working-time/{make.calendar().pk}/days/{on.strip(chr(0)) or 'x'}/drop").status_code
            == 404
        )
