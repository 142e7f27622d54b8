"""Who is reminded, and from which instant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.updates.hours import LEEDS
from updates.clock import DEFAULT_RHYTHM
from updates.ladder import Watched, due_rungs, fixed_rungs, next_rung_at

JOHN, DANA, RUTH, ANA = 1, 2, 3, 9
MINUTE = timedelta(minutes=1)


def leeds(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


def watched(told="2026-11-19T09:00", due="2026-11-20T17:00", severity="high", levels=((DANA,), (RUTH,), (ANA,))):
    return Watched(
        told_at=leeds(told),
        due_at=leeds(due),
        elapsed=severity == "critical",
        gap=DEFAULT_RHYTHM[severity].gap,
        hours=LEEDS,
        owner=JOHN,
        levels=levels,
    )


def names(watched, at):
    return [rung.name for rung in due_rungs(watched, leeds(at))]


@pytest.mark.parametrize(
    ("at", "fired"),
    [
        ("2026-11-19T16:59", []),
        ("2026-11-19T17:00", ["half"]),
        ("2026-11-20T15:24", ["half", "nine_tenths"]),
        ("2026-11-20T16:59", ["half", "nine_tenths"]),
        ("2026-11-20T17:00", ["half", "nine_tenths", "due"]),
        ("2026-11-20T17:01", ["half", "nine_tenths", "due", "above_1"]),
        ("2026-11-23T16:59", ["half", "nine_tenths", "due", "above_1"]),
        ("2026-11-23T17:00", ["half", "nine_tenths", "due", "above_1", "above_2"]),
        ("2026-11-24T17:00", ["half", "nine_tenths", "due", "above_1", "above_2", "above_3"]),
        ("2026-11-25T17:00", ["half", "nine_tenths", "due", "above_1", "above_2", "above_3", "daily_1"]),
        ("2026-11-28T18:00", ["half", "nine_tenths", "due", "above_1", "above_2", "above_3", "daily_4"]),
    ],
)
def test_rungs_of_a_high_one_told_on_thursday_and_due_on_friday(at, fired):
    assert names(watched(), at) == fired


def test_a_critical_one_counts_elapsed_time_through_the_night():
    critical = watched(told="2026-11-19T22:00", due="2026-11-20T02:00", severity="critical")
    assert [(r.name, r.at) for r in fixed_rungs(critical)][:3] == [
        ("half", leeds("2026-11-20T00:00")),
        ("nine_tenths", leeds("2026-11-20T01:36")),
        ("due", leeds("2026-11-20T02:00")),
    ]


def test_exactly_at_the_due_instant_nobody_above_is_told():
    assert "above_1" not in names(watched(), "2026-11-20T17:00")


def test_every_rung_is_for_its_own_people():
    by_name = {rung.name: rung.people for rung in due_rungs(watched(), leeds("2026-11-28T18:00"))}
    assert by_name["half"] == by_name["due"] == (JOHN,)
    assert (by_name["above_1"], by_name["above_2"], by_name["above_3"]) == ((DANA,), (RUTH,), (ANA,))
    assert by_name["daily_4"] == (JOHN, DANA, RUTH, ANA)


def test_without_anybody_above_the_owner_hears_daily():
    alone = watched(levels=())
    assert names(alone, "2026-11-21T17:00") == ["half", "nine_tenths", "due", "daily_1"]


@pytest.mark.parametrize("at", ["2026-11-19T09:00", "2026-11-20T17:00", "2026-11-23T12:00", "2026-12-24T12:00"])
def test_the_next_look_is_the_next_instant_anything_fires(at):
    moment = next_rung_at(watched(), leeds(at))
    before = due_rungs(watched(), moment - timedelta(microseconds=1))
    assert moment > leeds(at)
    assert [r.name for r in before] == names(watched(), at)
    assert [r.name for r in due_rungs(watched(), moment)] != [r.name for r in before]


def test_over_the_night_the_clocks_go_back_half_is_half_of_the_working_time():
    told, due = "2026-10-23T16:00", "2026-10-26T17:00"
    half = fixed_rungs(watched(told=told, due=due))[0]
    assert half.at == leeds("2026-10-26T12:30")
