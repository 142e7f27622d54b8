"""Day counts agree with what was published, and their parts add up."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refunds.choices import DayCount
from refunds.daycount import daily_parts, days_counted, part_of_year, year_fraction
from tests.refunds.make import cents, day, earned, flat
from tests.refunds.published_days import (
    ACT_360,
    ACT_365F,
    ACT_ACT,
    ACTUAL,
    BOND,
    EUROBOND,
    SCENARIOS,
    TAX_OFFICE,
    rows,
)

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
COUNTS = st.sampled_from(DayCount)


def test_the_examples_of_the_docstrings():
    lent = ("2500.00", "2023-11-15", "2024-03-31", flat("9"))
    assert days_counted(DayCount.ACT_365F, day("2023-11-15"), day("2024-03-31")) == 137
    assert days_counted(DayCount.THIRTY_360, day("2023-11-15"), day("2024-03-31")) == 136
    assert days_counted(DayCount.THIRTY_E_360, day("2023-11-15"), day("2024-03-31")) == 135
    assert year_fraction(DayCount.ACT_ACT, day("2023-11-15"), day("2024-03-31")) == Fraction(47, 365) + Fraction(
        90, 366
    )
    found = {count: earned(*lent, count) for count in DayCount}
    assert found == {
        DayCount.ACT_365F: "84.45",
        DayCount.ACT_360: "85.63",
        DayCount.THIRTY_360: "85.00",
        DayCount.THIRTY_E_360: "84.38",
        DayCount.ACT_ACT: "84.30",
    }


def test_the_example_of_a_part_within_a_period():
    start, cut, end = day("2025-01-15"), day("2025-01-31"), day("2025-02-15")
    first = part_of_year(DayCount.THIRTY_360, start, start, cut)
    second = part_of_year(DayCount.THIRTY_360, start, cut, end)
    assert (first, second) == (Fraction(16, 360), Fraction(14, 360))
    assert year_fraction(DayCount.THIRTY_360, cut, end) == Fraction(15, 360)
    assert [str(cents(360 * share).decimal) for share in (first, second)] == ["16.00", "14.00"]


def test_the_example_of_daily_parts():
    parts = daily_parts(DayCount.THIRTY_360, day("2025-02-28"), day("2025-02-28"), day("2025-03-02"))
    assert parts == {Fraction(3, 360): 1, Fraction(1, 360): 1}
    rate = Fraction(1, 10)
    assert cents(3600 * ((1 + rate * 3 / 360) * (1 + rate / 360) - 1)).minor == 400


@pytest.mark.parametrize(("start", "end", "days"), rows(BOND, 3))
def test_30_360_counts_as_isda_does(start, end, days):
    assert days_counted(DayCount.THIRTY_360, day(start), day(end)) == int(days)
    assert year_fraction(DayCount.THIRTY_360, day(start), day(end)) == Fraction(int(days), 360)


@pytest.mark.parametrize(("start", "end", "days"), rows(EUROBOND, 3))
def test_30e_360_counts_as_isda_does(start, end, days):
    assert days_counted(DayCount.THIRTY_E_360, day(start), day(end)) == int(days)


@pytest.mark.parametrize(("start", "end", "days"), rows(ACTUAL, 3))
def test_actual_360_counts_as_isda_does(start, end, days):
    assert year_fraction(DayCount.ACT_360, day(start), day(end)) == Fraction(int(days), 360)


@pytest.mark.parametrize(("start", "end", "days"), rows(TAX_OFFICE, 3))
def test_days_are_counted_as_the_tax_office_counts_them(start, end, days):
    assert days_counted(DayCount.ACT_365F, day(start), day(end)) == int(days)


@pytest.mark.parametrize(("start", "end", "european", "bond", "actual"), rows(SCENARIOS, 5))
def test_three_day_counts_beside_each_other(start, end, european, bond, actual):
    counts = (DayCount.THIRTY_E_360, DayCount.THIRTY_360, DayCount.ACT_360)
    found = [days_counted(count, day(start), day(end)) for count in counts]
    assert found == [int(european), int(bond), int(actual)]


@pytest.mark.parametrize(
    ("count", "start", "end", "published"),
    [
        (count, *row)
        for count, table in [
            (DayCount.ACT_360, ACT_360),
            (DayCount.ACT_365F, ACT_365F),
            (DayCount.ACT_ACT, ACT_ACT),
        ]
        for row in rows(table, 3)
    ],
)
def test_fractions_of_a_year_agree_to_the_last_published_figure(count, start, end, published):
    last_figure = Fraction(1, 10 ** -Decimal(published).as_tuple().exponent)
    assert abs(year_fraction(count, day(start), day(end)) - Fraction(published)) <= last_figure


@given(COUNTS, DAYS, DAYS, DAYS)
def test_the_parts_of_a_period_add_up_to_the_whole(count, one, two, three):
    start, cut, end = sorted([one, two, three])
    whole = part_of_year(count, start, start, cut) + part_of_year(count, start, cut, end)
    assert whole == year_fraction(count, start, end)


@given(COUNTS, DAYS, DAYS)
def test_the_days_of_a_period_add_up_to_the_whole(count, one, two):
    start, end = sorted([one, two])
    parts = daily_parts(count, start, start, end)
    assert sum(share * days for share, days in parts.items()) == year_fraction(count, start, end)


@given(COUNTS, DAYS, DAYS, DAYS)
def test_a_longer_period_is_never_a_smaller_share(count, one, two, three):
    start, nearer, later = sorted([one, two, three])
    assert year_fraction(count, start, nearer) <= year_fraction(count, start, later)


@pytest.mark.parametrize("count", DayCount)
def test_a_period_that_ends_before_it_starts_is_refused(count):
    with pytest.raises(ValueError, match="ends on or after"):
        year_fraction(count, day("2025-01-02"), day("2025-01-01"))


def test_a_part_that_begins_before_its_period_is_refused():
    with pytest.raises(ValueError, match="begins on or after"):
        part_of_year(DayCount.ACT_360, day("2025-01-02"), day("2025-01-01"), day("2025-01-03"))


def test_the_last_days_of_the_calendar_are_counted():
    assert days_counted(DayCount.ACT_ACT, date(9999, 12, 30), date.max) == 1
    assert daily_parts(DayCount.ACT_ACT, date(9999, 12, 30), date(9999, 12, 30), date.max) == {Fraction(1, 365): 1}
