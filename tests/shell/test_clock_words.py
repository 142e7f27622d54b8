"""The clock says how long is left in words a person would use, in the reader's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from updates.clock_words import CHECKING, FIRST_NOTICE, NEXT_UPDATE, ago_words, clock_words, moment_words, share_left

TACOMA = ZoneInfo("America/Los_Angeles")


def at(text: str, zone: ZoneInfo = TACOMA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


NOW = at("2026-11-19T10:40")


@pytest.mark.parametrize(
    ("due", "main", "sub", "tone"),
    [
        ("2026-11-19T13:00", "Due in 2 h 20 min", "Today, 13:00", "fine"),
        ("2026-11-19T16:30", "Due in 5 h 50 min", "Today, 16:30", "fine"),
        ("2026-11-19T10:44", "Due in 4 min", "Today, 10:44", "fine"),
        ("2026-11-19T12:40", "Due in 2 h", "Today, 12:40", "fine"),
        ("2026-11-19T10:40:30", "Due in less than a minute", "Today, 10:40", "fine"),
        ("2026-11-19T10:40", "Due now", "Today, 10:40", "soon"),
        ("2026-11-20T09:00", "Due in 22 h 20 min", "Tomorrow, 09:00", "fine"),
        ("2026-11-20T10:39", "Due in 23 h 59 min", "Tomorrow, 10:39", "fine"),
        ("2026-11-20T10:40", "Due tomorrow", "Fri 20 Nov, 10:40", "fine"),
        ("2026-11-20T12:00", "Due tomorrow", "Fri 20 Nov, 12:00", "fine"),
        ("2026-11-23T10:00", "Due in 4 days", "Mon 23 Nov, 10:00", "fine"),
        ("2027-01-04T10:00", "Due in 46 days", "Mon 4 Jan 2027, 10:00", "fine"),
        ("2026-11-19T10:39:59", "Overdue by less than a minute", "Today, 10:39", "late"),
        ("2026-11-19T09:30", "Overdue by 1 h 10 min", "Today, 09:30", "late"),
        ("2026-11-18T15:40", "Overdue by 19 h", "Yesterday, 15:40", "late"),
        ("2026-11-18T10:40", "Overdue by 1 day", "Yesterday, 10:40", "late"),
        ("2026-11-16T17:00", "Overdue by 3 days", "Mon 16 Nov, 17:00", "late"),
    ],
)
def test_the_clock_counts_hours_under_a_day_and_days_above(due: str, main: str, sub: str, tone: str) -> None:
    words = clock_words(at(due), NOW, None, TACOMA, soon=False)
    assert (words.main, words.sub, words.tone) == (main, sub, tone)


def test_the_last_quarter_is_amber_when_the_clock_of_working_time_says_so() -> None:
    assert clock_words(at("2026-11-19T13:00"), NOW, None, TACOMA, soon=True).tone == "soon"
    assert clock_words(at("2026-11-19T09:00"), NOW, None, TACOMA, soon=True).tone == "late"


@pytest.mark.parametrize(
    ("about", "due", "main"),
    [
        (NEXT_UPDATE, "2026-11-20T12:00", "Next update due tomorrow"),
        (NEXT_UPDATE, "2026-11-19T09:30", "Next update overdue by 1 h 10 min"),
        (FIRST_NOTICE, "2026-11-19T10:20", "First notice overdue by 20 min"),
        (CHECKING, "2026-11-19T13:00", "To be checked in 2 h 20 min"),
    ],
)
def test_the_band_names_what_is_due(about: str, due: str, main: str) -> None:
    assert clock_words(at(due), NOW, None, TACOMA, soon=False, about=about).main == main


def test_days_are_counted_where_the_reader_is() -> None:
    due = at("2026-11-21T06:00")
    assert clock_words(due, NOW, None, TACOMA, soon=False).main == "Due in 2 days"
    assert clock_words(due, NOW, None, ZoneInfo("Asia/Tokyo"), soon=False).main == "Due tomorrow"


def test_a_day_of_twenty_five_hours_still_counts_hours() -> None:
    now, due = at("2026-11-01T00:10"), at("2026-11-01T23:30")
    assert clock_words(due, now, None, TACOMA, soon=False).main == "Due in 24 h 20 min"


def test_twelve_hour_readers_see_am_and_pm() -> None:
    assert clock_words(at("2026-11-19T13:00"), NOW, None, TACOMA, soon=False, hours24=False).sub == "Today, 1:00 PM"


@pytest.mark.parametrize(
    ("started", "due", "share"),
    [
        ("2026-11-19T08:20", "2026-11-19T13:00", 50),
        ("2026-11-18T11:55", "2026-11-19T13:00", 9),
        ("2026-11-19T10:40", "2026-11-19T13:00", 100),
        ("2026-11-01T10:40", "2026-11-19T10:41", 1),
        ("2026-11-18T10:40", "2026-11-19T10:40", 0),
        ("2026-11-19T12:00", "2026-11-19T13:00", 100),
        (None, "2026-11-19T13:00", 100),
    ],
)
def test_the_dial_shows_the_share_of_time_left(started: str | None, due: str, share: int) -> None:
    assert share_left(at(due), NOW, at(started) if started else None) == share


def test_a_moment_reads_well_inside_a_sentence() -> None:
    words = [moment_words(at(t), NOW, TACOMA) for t in ("2026-11-19T13:00", "2026-11-18T11:55", "2026-11-25T17:00")]
    assert words == ["today at 13:00", "yesterday at 11:55", "Wed 25 Nov at 17:00"]


@pytest.mark.parametrize(
    ("language", "then", "words"),
    [
        ("en", "2026-11-19T10:40", "less than a minute ago"),
        ("en", "2026-11-19T08:20", "2 h 20 min ago"),
        ("en", "2026-11-18T09:00", "1 day ago"),
        ("en", "2026-11-16T09:00", "3 days ago"),
        ("de", "2026-11-19T10:40", "vor weniger als einer Minute"),
        ("de", "2026-11-19T08:20", "vor 2 h 20 min"),
        ("de", "2026-11-18T09:00", "vor 1 Tag"),
        ("de", "2026-11-16T09:00", "vor 3 Tagen"),
    ],
)
def test_how_long_ago_is_one_phrase_in_each_language(language: str, then: str, words: str) -> None:
    with translation.override(language):
        assert ago_words(at(then), NOW, TACOMA) == words


def test_another_language_names_its_own_days() -> None:
    with translation.override("de"):
        assert "Mo" in clock_words(at("2026-11-23T10:00"), NOW, None, TACOMA, soon=False).sub
