"""The clock counts in the team's working time; each line is a rule of the house."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ground.worktime.hours import Hours
from tests.updates.hours import LEEDS
from updates.clock import DEFAULT_RHYTHM, amber_from, checking_due, in_their_night, next_times, share_left, share_point


def leeds(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


@pytest.mark.parametrize(
    ("severity", "logged", "first", "gap"),
    [
        ("critical", "2026-11-19T10:40", "2026-11-19T11:40", "2026-11-19T14:40"),
        ("critical", "2026-11-21T23:00", "2026-11-22T00:00", "2026-11-22T03:00"),
        ("high", "2026-11-19T10:40", "2026-11-19T14:40", "2026-11-20T17:00"),
        ("high", "2026-11-19T16:00", "2026-11-20T12:00", "2026-11-20T17:00"),
        ("medium", "2026-11-19T10:40", "2026-11-20T17:00", "2026-11-23T17:00"),
        ("medium", "2026-11-20T18:30", "2026-11-23T17:00", "2026-11-24T17:00"),
        ("medium", "2026-11-21T12:00", "2026-11-23T17:00", "2026-11-24T17:00"),
        ("low", "2026-11-19T10:40", "2026-11-23T17:00", "2026-11-26T17:00"),
        # Friday before the last Sunday of March: the days count on, an hour is lost between.
        ("low", "2026-03-27T10:00", "2026-03-31T17:00", "2026-04-07T17:00"),
    ],
)
def test_first_notice_and_gap_by_severity(severity, logged, first, gap):
    rhythm = DEFAULT_RHYTHM[severity]
    assert rhythm.first.after(leeds(logged), LEEDS) == leeds(first)
    assert rhythm.gap.after(leeds(logged), LEEDS) == leeds(gap)


def test_a_check_has_four_working_hours():
    assert checking_due(leeds("2026-11-20T15:00"), LEEDS) == leeds("2026-11-23T11:00")


@pytest.mark.parametrize(
    ("started", "due", "amber"),
    [
        ("2026-11-19T09:00", "2026-11-19T13:00", "2026-11-19T12:00"),
        ("2026-11-16T09:00", "2026-11-19T13:00", "2026-11-19T09:00"),
    ],
)
def test_amber_is_the_last_quarter_but_at_most_four_hours(started, due, amber):
    assert amber_from(leeds(started), leeds(due)) == leeds(amber)


def test_the_share_that_is_left_never_leaves_zero_to_one():
    start, due = leeds("2026-11-19T09:00"), leeds("2026-11-19T13:00")
    assert share_left(start, due, leeds("2026-11-19T12:00")) == 0.25
    assert share_left(start, due, leeds("2026-11-19T14:00")) == 0
    assert share_left(start, due, leeds("2026-11-19T08:00")) == 1


def test_half_of_the_gap_is_half_of_its_working_time():
    start, due = leeds("2026-11-19T15:00"), leeds("2026-11-20T17:00")
    assert share_point(start, due, 0.5, hours=LEEDS, elapsed=False) == leeds("2026-11-20T12:00")
    assert share_point(start, due, 0.5, hours=LEEDS, elapsed=True) == leeds("2026-11-20T04:00")


def test_a_gap_without_working_time_is_halved_on_the_wall_clock():
    start, due = leeds("2026-11-21T10:00"), leeds("2026-11-21T14:00")
    assert share_point(start, due, 0.5, hours=LEEDS, elapsed=False) == leeds("2026-11-21T12:00")


@pytest.mark.parametrize("severity", ["critical", "high", "medium", "low"])
@pytest.mark.parametrize("at", ["2026-11-19T10:40", "2026-11-20T16:50", "2026-11-21T11:00", "2026-12-24T16:00"])
def test_three_sensible_times_within_the_usual_limit(severity, at):
    now, gap = leeds(at), DEFAULT_RHYTHM[severity].gap
    times = next_times(now, gap, LEEDS)
    assert 1 <= len(times) <= 3
    assert times == sorted(times)
    assert now < times[0]
    assert times[-1] == gap.after(now, LEEDS)


def test_the_times_for_a_high_one_on_a_thursday_morning():
    times = next_times(leeds("2026-11-19T10:40"), DEFAULT_RHYTHM["high"].gap, LEEDS)
    assert times == [leeds("2026-11-19T17:00"), leeds("2026-11-20T12:00"), leeds("2026-11-20T17:00")]


@pytest.mark.parametrize(("hour", "night"), [(3, True), (6, True), (7, False), (13, False), (19, False), (20, True)])
def test_their_night(hour, night):
    assert in_their_night(datetime(2026, 11, 19, hour, tzinfo=ZoneInfo("Asia/Tokyo")), "Asia/Tokyo") is night


def test_the_hours_are_those_of_leeds():
    assert isinstance(LEEDS, Hours)
    assert timedelta(hours=8) == leeds("2026-11-19T17:00") - leeds("2026-11-19T09:00")
