"""How often anybody is asked for a number."""

from datetime import UTC, datetime, timedelta

import pytest

from trust.asking import NotNow, may_ask_elements, may_ask_trust

NOW = datetime(2026, 11, 19, 18, 40, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"last_asked_at": None}, None),
        ({"last_asked_at": NOW - 14 * DAY}, None),
        ({"last_asked_at": NOW - 14 * DAY + SECOND}, NotNow.TRUST_TOO_SOON),
        ({"last_asked_at": NOW}, NotNow.TRUST_TOO_SOON),
        ({"last_asked_at": NOW + DAY}, NotNow.TRUST_TOO_SOON),
        ({"last_asked_at": None, "first_notice": True}, NotNow.FIRST_NOTICE),
        ({"last_asked_at": None, "questions_in_letter": 1}, NotNow.ONE_A_LETTER),
        ({"last_asked_at": None, "questions_in_letter": 0}, None),
        ({"last_asked_at": None, "declined": True}, NotNow.DECLINED),
        ({"last_asked_at": NOW, "first_notice": True, "questions_in_letter": 3}, NotNow.FIRST_NOTICE),
    ],
)
def test_trust_is_asked_once_in_14_days_once_a_letter_and_never_in_the_first_notice(fields, reason):
    assert may_ask_trust(now=NOW, **fields) == reason


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"last_asked_at": None}, None),
        ({"last_asked_at": NOW - 90 * DAY}, None),
        ({"last_asked_at": NOW - 90 * DAY + SECOND}, NotNow.ELEMENTS_TOO_SOON),
        ({"last_asked_at": NOW - 14 * DAY}, NotNow.ELEMENTS_TOO_SOON),
        ({"last_asked_at": None, "first_notice": True}, NotNow.FIRST_NOTICE),
        ({"last_asked_at": None, "questions_in_letter": 1}, NotNow.ONE_A_LETTER),
        ({"last_asked_at": None, "declined": True}, NotNow.DECLINED),
    ],
)
def test_the_five_elements_are_asked_at_most_once_a_quarter(fields, reason):
    assert may_ask_elements(now=NOW, **fields) == reason


def test_every_reason_is_a_sentence():
    assert all(str(reason.label).endswith(".") for reason in NotNow)
