"""The heading of the trust line is its finding."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from trust.findings import finding
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
