"""Calendars and the house are changed by administrators, with a reason, and never left without an hour of work."""

from datetime import date, time, timedelta

import pytest

from ground.accounts import calendars
from ground.accounts.house import change_house
from ground.accounts.models import House
from ground.accounts.refusals import PeopleRefused
from ground.history.models import Entry
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.NOW
NINE_TO_FIVE = ((time(9), time(17)),)
USUAL = [NINE_TO_FIVE] * 5 + [(), ()]


@pytest.mark.parametrize("who", ["john", "dana", "finance", "auditor"])
def test_nobody_but_administrators_changes_anything(cast, who):
    by, calendar = getattr(cast, who), make.calendar()
    common = {"by": by, "now": NOW, "why": "x"}
    place = {"name": "Leeds", "zone": "Europe/London", "country": "GB", "region": ""}
    company = {"name": "B", "zone": "UTC", "language": "en", "sender": "a@b.example", "calendar": calendar}
    for verb in (
        lambda: calendars.open_calendar(**place, **common),
        lambda: calendars.change_place(calendar, **place, **common),
        lambda: calendars.change_week(calendar, week=[NINE_TO_FIVE] * 7, **common),
        lambda: calendars.set_special_day(calendar, on=date(2026, 12, 24), blocks=(), label="", **common),
        lambda: calendars.drop_special_day(calendar, on=date(2026, 12, 24), **common),
        lambda: change_house(**company, **common),
    ):
        with pytest.raises(PeopleRefused, match="Only an administrator"):
            verb()
    assert not Entry.objects.exists()


def test_a_week_as_it_was_leaves_no_trace_and_another_is_recorded_by_day(cast):
    calendar, common = make.calendar(), {"by": cast.administrator, "now": NOW, "why": "Short Fridays"}
    calendars.change_week(calendar, week=USUAL, **common)
    assert not Entry.objects.exists()
    changed = calendars.change_week(calendar, week=[*USUAL[:4], ((time(9), time(12)),), (), ()], **common)
    assert changed.hours().week[4] == ((time(9), time(12)),)
    assert Entry.objects.get().facts == {"day_4": "09:00–12:00"}


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ([()] * 7, "Somebody must be at work"),
        ([((time(9), time(12)), (time(11), time(13)))] + [()] * 6, "overlap"),
        ([((time(12), time(9)),)] + [()] * 6, "closes after it opens"),
        ([tuple((time(h), time(h + 1)) for h in range(0, 14, 2))] + [()] * 6, "at most 6 blocks"),
    ],
)
def test_a_week_that_cannot_be_is_refused(cast, week, said):
    with pytest.raises(PeopleRefused, match=said):
        calendars.change_week(make.calendar(), week=week, by=cast.administrator, now=NOW, why="x")
    assert make.calendar().blocks.count() == 5


def test_a_day_that_has_passed_or_is_far_away_is_refused_and_today_is_not(cast):
    common = {"blocks": (), "label": "", "by": cast.administrator, "now": NOW, "why": "x"}
    today = date(2026, 11, 19)
    for on in (today - timedelta(days=1), today + timedelta(days=4000)):
        with pytest.raises(PeopleRefused):
            calendars.set_special_day(make.calendar(), on=on, **common)
    calendars.set_special_day(make.calendar(), on=today, **common)
    assert make.calendar().special_days.get().on == today


def test_the_company_is_recorded_by_what_changed(cast):
    house = House.objects.get()
    common = {"by": cast.administrator, "now": NOW, "why": "We moved", "calendar": house.calendar}
    same = {"zone": house.zone, "language": house.language, "sender": house.sender}
    change_house(name=house.name, **same, **common)
    assert not Entry.objects.exists()
    change_house(name="Brightwater", **same, **common)
    assert (Entry.objects.get().facts, Entry.objects.get().text) == ({"name": "Brightwater"}, "We moved")
