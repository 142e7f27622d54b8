"""What they may also expect: few, sensible, dated by the house, quiet on what was said."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ground.worktime.hours import Hours
from incidents.choices import Kind
from incidents.expecting import AT_MOST, BY_KIND, expect

NOW = datetime(2026, 11, 19, 18, 40, tzinfo=UTC)
OFFICE = ZoneInfo("America/Los_Angeles")
HOURS = Hours(zone=OFFICE, week=(*[((time(9), time(17)),)] * 5, (), ()), special={}, is_holiday=lambda day: False)
NEVER = Hours(zone=OFFICE, week=((),) * 7, special={}, is_holiday=lambda day: False)


def expected(kind="overcharge", *said, severity="high", tracked=(), hours=HOURS):
    return expect(kind=kind, severity=severity, said=said, tracked=tracked, now=NOW, hours=hours)


def test_after_an_overcharge_they_expect_the_sum_and_a_corrected_invoice():
    assert [one.code for one in expected("overcharge", "We charged you too much.")] == [
        "sum",
        "corrected_invoice",
        "not_again",
    ]


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_of_mistake_has_one_to_three(kind):
    assert 1 <= len(expected(kind)) <= AT_MOST


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("You will have a corrected invoice on Monday.", "corrected_invoice"),
        ("Sie erhalten eine korrigierte Rechnung.", "corrected_invoice"),
        ("Vous recevrez une facture corrigée.", "corrected_invoice"),
        ("Recibirá una factura corregida.", "corrected_invoice"),
        ("We owe you $40.", "sum"),
        ("It will not happen again.", "not_again"),
    ],
)
def test_what_was_said_is_not_proposed(said, gone):
    assert gone not in [one.code for one in expected("overcharge", said)]


def test_what_is_tracked_is_not_proposed_again():
    first = expected("overcharge")
    assert expected("overcharge", tracked=[one.text for one in first]) == ()


@pytest.mark.parametrize(
    ("severity", "day"), [("critical", (20, 11)), ("high", (24, 11)), ("medium", (26, 11)), ("low", (3, 12))]
)
def test_they_are_due_at_closing_by_the_rule_of_the_house(severity, day):
    due = expected(severity=severity)[0].due.astimezone(OFFICE)
    assert (due.day, due.month, due.hour) == (*day, 17)


def test_a_house_that_never_opens_proposes_nothing():
    assert expected(hours=NEVER) == ()


def test_each_has_a_code_of_its_own():
    every = {one for some in BY_KIND.values() for one in some}
    assert len({one.code for one in every}) == len(every)
