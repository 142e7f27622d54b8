"""Asked twice, five working days apart, and five more without a word."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ground.worktime.hours import Hours
from incidents.silence import is_silent, second_asking, silent_from

NINE_TO_FIVE = ((time(9), time(17)),)
HOURS = Hours(zone=ZoneInfo("UTC"), week=(NINE_TO_FIVE,) * 5 + ((), ()), special={}, is_holiday=lambda day: False)


def at(day: int, hour: int = 10) -> datetime:
    """A day of November 2026; the 2nd is a Monday."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("askings", "second"),
    [
        ([], None),
        ([at(2)], None),
        ([at(2), at(6)], None),
        ([at(2), at(9, 9)], None),
        ([at(2), at(9)], at(9)),
        ([at(2), at(5), at(10)], at(10)),
    ],
)
def test_a_second_asking_counts_five_working_days_after_the_first(askings, second):
    assert second_asking(askings, hours=HOURS) == second


def test_silence_begins_five_working_days_after_the_second_asking():
    assert silent_from([at(2), at(9)], hours=HOURS) == at(16)
    assert not is_silent([at(2), at(9)], hours=HOURS, now=at(16, 9))
    assert is_silent([at(2), at(9)], hours=HOURS, now=at(16))


def test_one_question_is_never_silence():
    assert not is_silent([at(2)], hours=HOURS, now=at(30))
