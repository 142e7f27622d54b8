"""The heading of the trust line is its finding."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from trust.findings import finding, finding_since
from trust.line import Said

NOW = datetime(2026, 11, 19, 18, 40, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")


def on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 20, tzinfo=UTC)


OLD, LAST, NEW, NEWEST = on(2025, 6, 2), on(2026, 6, 15), on(2026, 11, 9), on(2026, 11, 16)


@pytest.mark.parametrize(
    ("readings", "sentence"),
    [
        ([], "You have not asked them yet"),
        ([(OLD, 6, False)], "We think trust is 6. They have not said it"),
        ([(OLD, 6, False), (NEW, 8)], "Trust was 8 on 9 November, the first time we asked"),
        ([(LAST, 9), (NEW, 3), (NEWEST, 4)], "Trust fell from 9 to 3 on 9 November and is 4 today"),
        ([(LAST, 9), (NEW, 3)], "Trust fell from 9 to 3 on 9 November"),
        ([(LAST, 9), (NEW, 3), (NEWEST, 3)], "Trust fell from 9 to 3 on 9 November"),
        ([(OLD, 8), (LAST, 6), (NEW, 8)], "Trust fell from 8 to 6 on 15 June and is back at 8"),
        ([(OLD, 8), (LAST, 8), (NEW, 8)], "Trust has been 8 since 2 June 2025"),
        ([(OLD, 6), (LAST, 8), (NEW, 8)], "Trust rose from 6 on 2 June 2025 to 8"),
        ([(OLD, 8), (LAST, 7)], "Trust slipped from 8 on 2 June 2025 to 7"),
        ([(OLD, 9), (LAST, 3, False), (NEW, 9)], "Trust has been 9 since 2 June 2025"),
    ],
)
def test_the_finding_in_a_sentence(readings, sentence):
    assert finding([Said(*reading) for reading in readings], now=NOW, zone=ZONE) == sentence


@pytest.mark.parametrize(
    ("readings", "sentence"),
    [
        ([], "You have not asked them yet"),
        ([(OLD, 6, False)], "We think trust is 6. They have not said it"),
        ([(NEW, 8)], "Trust was 8 on 9 November, the first time we asked"),
        ([(OLD, 8), (LAST, 9)], "Nobody has said a number for 90 days. The last was 9, on 15 June"),
        ([(LAST, 9), (NEW, 3), (NEWEST, 4)], "In 90 days trust fell once, from 9 to 3, and has begun to climb"),
        ([(LAST, 9), (NEW, 3)], "In 90 days trust fell once, from 9 to 3"),
        ([(LAST, 9), (NEW, 3), (NEWEST, 9)], "In 90 days trust fell once, from 9 to 3, and is back at 9"),
        ([(LAST, 9), (NEW, 3), (NEWEST, 2)], "In 90 days trust fell once, from 9 to 3, and is 2 today"),
        ([(LAST, 9), (NEW, 6), (NEWEST, 3)], "In 90 days trust fell 2 times, to 3 at the lowest, and is 3 today"),
        ([(LAST, 9), (NEW, 9)], "In 90 days trust stayed at 9"),
        ([(LAST, 7), (NEW, 9)], "In 90 days trust rose from 7 to 9"),
        ([(LAST, 9), (NEW, 8)], "In 90 days trust slipped from 9 to 8"),
        ([(NEW, 7), (NEWEST, 9)], "In 90 days trust rose from 7 to 9"),
        ([(LAST, 9), (NEW, 2, False), (NEWEST, 9)], "In 90 days trust stayed at 9"),
    ],
)
def test_the_finding_of_the_last_90_days(readings, sentence):
    start = NOW - timedelta(days=90)
    said = [Said(*reading) for reading in readings]
    assert finding_since(said, start, days=90, now=NOW, zone=ZONE) == sentence
