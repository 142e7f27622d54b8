"""Rates: from their day, that day included; points above a base; no silent gap; the future is an estimate."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from refunds.dated import Dated
from refunds.rates import RatePlan, RateTable, half_yearly, rate_on, rates_between, weighted_average
from refunds.refusals import RefundRefused
from tests.refunds.make import BANK_RATE, LATER, cents, day, earned, plan
from tests.refunds.published_days import rows

STATUTORY = plan(
    ("2024-11-07", "4.75"), ("2025-02-06", "4.50"), ("2025-05-08", "4.25"), ("2025-08-07", "4"), points="8"
)
OMBUDSMAN = RatePlan(BANK_RATE, Decimal(1))

# https://payontime.co.uk/how-to-calculate-late-payment-interest-and-compensation
REFERENCE = """
2024-01-01 5.25 13.25   2023-07-01 5.00 13.00   2023-01-01 3.50 11.50   2022-07-01 1.25 9.25   2022-01-01 0.25 8.25
2021-07-01 0.10 8.10    2021-01-01 0.10 8.10    2020-07-01 0.10 8.10    2020-01-01 0.75 8.75   2019-07-01 0.75 8.75
2019-01-01 0.75 8.75    2018-07-01 0.50 8.50    2018-01-01 0.50 8.50    2017-07-01 0.25 8.25   2017-01-01 0.25 8.25
2016-07-01 0.50 8.50    2016-01-01 0.50 8.50    2015-07-01 0.50 8.50    2015-01-01 0.50 8.50   2014-07-01 0.50 8.50
2014-01-01 0.50 8.50    2013-07-01 0.50 8.50    2013-01-01 0.50 8.50    2012-07-01 0.50 8.50   2012-01-01 0.50 8.50
2011-07-01 0.50 8.50    2011-01-01 0.50 8.50
"""

# The method of https://www.financial-ombudsman.org.uk/businesses/resolving-complaint/understanding-compensation/
# calculating-interest-using-time-weighted-average-bank-england-base-rate upon Bank Rate; the sums by hand.
AVERAGES = [
    ("2022-01-01", "2022-02-03", "0.25 x 33", 33),
    ("2022-02-03", "2022-03-17", "0.50 x 42", 42),
    ("2022-01-01", "2022-03-17", "0.25 x 33 + 0.50 x 42", 75),
    ("2023-01-01", "2024-01-01", "3.50 x 32 + 4.00 x 49 + 4.25 x 49 + 4.50 x 42 + 5.00 x 42 + 5.25 x 151", 365),
    ("2024-01-01", "2025-01-01", "5.25 x 213 + 5.00 x 98 + 4.75 x 55", 366),
    ("2025-01-01", "2026-01-01", "4.75 x 36 + 4.50 x 91 + 4.25 x 91 + 4.00 x 133 + 3.75 x 14", 365),
    ("2024-07-31", "2024-08-02", "5.25 x 1 + 5.00 x 1", 2),
    ("2024-08-01", "2024-08-02", "5.00 x 1", 1),
    ("2020-03-10", "2020-03-20", "0.75 x 1 + 0.25 x 8 + 0.10 x 1", 10),
]


def test_the_example_of_a_rate_on_a_day():
    assert rate_on(STATUTORY, day("2025-02-06")) == Fraction("12.5")
    assert rate_on(STATUTORY, day("2025-02-05")) == Fraction("12.75")
    assert earned("3000.00", "2025-02-06", "2025-02-07", STATUTORY) == "1.03"
    assert earned("3000.00", "2025-02-05", "2025-02-06", STATUTORY) == "1.05"


def test_the_example_of_rates_between_two_days():
    parts = rates_between(STATUTORY, day("2025-01-10"), day("2025-09-10"), today=LATER)
    assert [(part.days, str(part.percent)) for part in parts] == [(27, "51/4"), (91, "25/2"), (91, "49/4"), (34, "12")]
    assert [round(3000 * p.percent / 100 * p.days / 365, 4) for p in parts] == [
        Fraction("28.2945"),
        Fraction("93.4932"),
        Fraction("91.6233"),
        Fraction("33.5342"),
    ]
    assert earned("3000.00", "2025-01-10", "2025-09-10", STATUTORY) == "246.95"


def test_the_example_of_a_weighted_average():
    average = weighted_average(rates_between(STATUTORY, day("2025-01-10"), day("2025-09-10"), today=LATER))
    assert round(average, 4) == Fraction("12.3642")
    assert str(cents(3000 * average / 100 * 243 / 365).decimal) == "246.95"


def test_the_example_of_half_yearly_reference_rates():
    reference = RatePlan(half_yearly(BANK_RATE, first=2023, last=2024), Decimal(8), fixed=True)
    assert rate_on(reference, day("2023-08-15")) == 13
    assert earned("1000.00", "2023-08-15", "2024-08-14", reference) == "130.00"


@pytest.mark.parametrize(("begins", "base", "rate"), rows(REFERENCE, 3))
def test_the_reference_rates_are_the_published_ones(begins, base, rate):
    table = half_yearly(BANK_RATE, first=2010, last=2024)
    assert table.rates.on(day(begins)) == Decimal(base)
    assert rate_on(RatePlan(table, Decimal(8)), day(begins)) == Fraction(rate)


@pytest.mark.parametrize(("start", "end", "summed", "days"), AVERAGES)
def test_rates_are_averaged_by_their_days(start, end, summed, days):
    products = [term.split(" x ") for term in summed.split(" + ")]
    wanted = sum(Fraction(rate) * int(count) for rate, count in products) / days
    parts = rates_between(OMBUDSMAN, day(start), day(end), today=LATER)
    assert sum(part.days for part in parts) == days
    assert weighted_average(parts) == wanted + 1
    assert earned("1000.00", start, end, OMBUDSMAN) == str(cents(1000 * (wanted + 1) / 100 * days / 365).decimal)


def test_no_days_have_no_average():
    assert weighted_average([]) == 0


def test_a_gap_before_the_first_rate_is_refused_with_what_to_do():
    with pytest.raises(RefundRefused) as refused:
        rates_between(STATUTORY, day("2024-11-06"), day("2025-01-01"), today=LATER)
    assert str(refused.value) == (
        "The rate table “Base” begins on 7 November 2024; interest begins on 6 November 2024. Add the earlier rates."
    )


def test_an_empty_table_is_refused():
    with pytest.raises(RefundRefused, match="is empty"):
        rate_on(plan(), day("2025-01-01"))


def test_a_day_that_stands_twice_is_refused():
    with pytest.raises(RefundRefused, match="1 January 2025 stands twice"):
        plan(("2025-01-01", "1"), ("2025-01-01", "2"))


def test_the_order_of_the_rows_does_not_matter():
    assert plan(("2025-02-01", "2"), ("2025-01-01", "1")) == plan(("2025-01-01", "1"), ("2025-02-01", "2"))


def test_the_future_uses_the_current_rate_and_is_an_estimate():
    parts = rates_between(STATUTORY, day("2025-08-01"), day("2025-10-01"), today=day("2025-09-10"))
    found = [(str(part.start), str(part.end), part.percent, part.estimate) for part in parts]
    assert found == [
        ("2025-08-01", "2025-08-07", Fraction("12.25"), False),
        ("2025-08-07", "2025-09-11", Fraction(12), False),
        ("2025-09-11", "2025-10-01", Fraction(12), True),
    ]


def test_a_period_that_lies_ahead_is_an_estimate_altogether():
    parts = rates_between(STATUTORY, day("2025-10-01"), day("2025-10-05"), today=day("2025-09-10"))
    assert [part.estimate for part in parts] == [True]


def test_a_change_that_was_announced_counts_from_its_day():
    parts = rates_between(STATUTORY, day("2025-08-01"), day("2025-08-09"), today=day("2025-08-01"))
    assert [(part.days, part.percent, part.estimate) for part in parts] == [
        (1, Fraction("12.25"), False),
        (5, Fraction("12.25"), True),
        (2, Fraction(12), True),
    ]


def test_the_rate_of_the_first_day_can_hold_for_the_whole_period():
    held = RatePlan(STATUTORY.base, Decimal(8), fixed=True)
    parts = rates_between(held, day("2025-01-10"), day("2025-09-10"), today=LATER)
    assert [(part.days, part.percent) for part in parts] == [(243, Fraction("12.75"))]


def test_the_same_rate_entered_again_is_no_change():
    again = plan(("2025-01-01", "5"), ("2025-03-01", "5"), ("2025-04-01", "6"))
    assert [part.days for part in rates_between(again, day("2025-01-01"), day("2025-05-01"), today=LATER)] == [90, 30]


def test_a_rate_below_zero_counts_as_zero():
    # The German base rate of 2016 to 2022, https://www.bundesbank.de/de/bundesbank/organisation/agb-und-regelungen/basiszinssatz
    german = RateTable(
        "Basiszinssatz", Dated(((day("2016-07-01"), Decimal("-0.88")), (day("2023-01-01"), Decimal("1.62"))))
    )
    assert rate_on(RatePlan(german), day("2020-01-01")) == 0
    assert rate_on(RatePlan(german, Decimal(9)), day("2020-01-01")) == Fraction("8.12")
    assert rate_on(RatePlan(german, Decimal(9)), day("2023-01-01")) == Fraction("10.62")


def test_a_period_that_ends_where_it_starts_has_no_rates():
    assert rates_between(STATUTORY, day("2020-01-01"), day("2020-01-01"), today=LATER) == []


def test_a_flat_rate_holds_for_all_time():
    assert rate_on(RatePlan(RateTable.flat("8 %", Decimal(8))), date.min) == 8
