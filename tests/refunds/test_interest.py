"""Interest: the published examples to the cent, and the rules about days, compounding, credits and rounding."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from ground.money.amounts import CurrencyMismatch
from refunds.choices import Compounding, DayCount, Rounding, Stage
from refunds.interest import Capital, Terms, day_of, exact_interest, interest, interest_steps
from refunds.refusals import RefundRefused
from tests.refunds.make import LATER, cents, day, earned, flat, money, plan
from tests.refunds.published_days import rows

SIMPLE = Terms(flat("8"))
STATUTORY = plan(("2024-11-07", "4.75"), ("2025-02-06", "4.5"), ("2025-05-08", "4.25"), ("2025-08-07", "4"), points="8")

# Sum, rate, days, interest by ACT/365F, as published.
SIMPLE_EXAMPLES = [
    # https://www.garfield.law/tools/late-payment-interest-calculator
    ("5000", "12", 90, "147.95"),
    # https://invoify-web.pages.dev/blog/how-to-calculate-late-payment-interest-uk
    ("1000", "12.5", 1, "0.34"),
    ("1000", "12.5", 30, "10.27"),
    ("1000", "12.5", 90, "30.82"),
    # https://ycalculator.net/calculators/late-payment-penalty-calculator
    ("5000", "12.5", 1, "1.71"),
    ("5000", "12.5", 30, "51.37"),
    # https://tools.gera.services/late-payment-interest-calculator
    ("12000", "13", 1, "4.27"),
    # https://statutory-interest.pages.dev
    ("1000", "8.5", 365, "85.00"),
    ("1000", "8.5", 1, "0.23"),
    # https://gocardless.com/guides/posts/what-is-statutory-interest/
    ("1000", "9", 365, "90.00"),
    # http://www.solicitorsinswindon.com/civil-litigation/
    ("1000", "8", 365, "80.00"),
    ("1000", "8", 1, "0.22"),
    # https://www.compactlaw.co.uk/free-legal-information/small-claims-court/statutory-interest.html
    ("3000", "8", 365, "240.00"),
    # https://support.paidnice.com/en/articles/11600906-how-to-automatically-calculate-statutory-interest-in-the-uk
    ("5000", "12.25", 1, "1.68"),
    # https://anleiter.de/wie-berechnet-man-verzugszinsen/
    ("1000", "5.12", 25, "3.51"),
]

# https://taxnotes.com/lr/resolve/rev-rul-201433/dl4w, Rev. Rul. 2014-33: 0.11 per cent compounded daily
FACTORS = """
1 .000003014    2 .000006027    3 .000009041    4 .000012055    5 .000015069    6 .000018082    7 .000021096
8 .000024110    9 .000027124    10 .000030137   11 .000033151   12 .000036165   13 .000039179   14 .000042193
15 .000045206   16 .000048220   17 .000051234   18 .000054248   19 .000057262   20 .000060276   21 .000063290
22 .000066303   23 .000069317   24 .000072331   25 .000075345   26 .000078359   27 .000081373   28 .000084387
29 .000087401   30 .000090415   31 .000093429   32 .000096443   33 .000099457   34 .000102471   35 .000105485
36 .000108499   37 .000111513   38 .000114527   39 .000117541   40 .000120555   125 .000376783  126 .000379798
127 .000382812  128 .000385827  129 .000388842  130 .000391857  131 .000394872  249 .000750691  250 .000753707
251 .000756723  252 .000759739  253 .000762755  254 .000765771  255 .000768787
"""

# Sum, rate, days; the day's interest as published, rounded there one way or the other; their sum; the exact one.
ROUNDED_TOO_EARLY = [
    # https://support.paidnice.com/en/articles/11600906-how-to-automatically-calculate-statutory-interest-in-the-uk
    ("5000", "12.25", 101, "1.68", "169.68", "169.49"),
    # https://www.compactlaw.co.uk/free-legal-information/small-claims-court/statutory-interest.html
    ("3000", "8", 100, "0.65", "65.00", "65.75"),
    # http://www.solicitorsinswindon.com/civil-litigation/
    ("1000", "8", 25, "0.22", "5.50", "5.48"),
    # http://www.businesseastsussex.org.uk/ourservices/running-a-business/make-a-court-claim-for-money/3-work-out-interest/
    ("1000", "8", 50, "0.22", "11.00", "10.96"),
    # https://www.clarksonhirst.co.uk/latest-news/2015-03-24-claiming-interest-in-the-county-court
    ("2300", "8", 60, "0.51", "30.60", "30.25"),
]


def after(days: int) -> str:
    return str(date(2023, 3, 1) + timedelta(days=days))


def test_the_example_of_exact_interest():
    found = exact_interest(money("150.00"), day("2024-06-14"), day("2026-03-13"), SIMPLE, today=LATER)
    assert found == Fraction(150) * 8 / 100 * 637 / 365
    assert cents(found) == money("20.94")


def test_the_example_of_interest_steps():
    lent = ("6000.00", "2022-05-01", "2025-05-01", flat("7"), DayCount.ACT_365F)
    assert earned(*lent, Compounding.SIMPLE) == "1261.15"
    assert earned(*lent, Compounding.DAILY) == "1403.34"


def test_the_example_of_interest_with_a_credit():
    found = overcharge_and_credit(stage=Stage.LINE)
    assert [row.shown for row in found.rows] == [money("38.40"), money("-7.26")]
    assert (found.total, found.lifted) == (money("31.14"), money("0"))


def overcharge_and_credit(credited="180.00", **more):
    capitals = [
        Capital("paid", "A", money("480.00"), day("2025-01-20")),
        Capital("credited", "A", -money(credited), day("2025-07-20")),
    ]
    return interest(capitals, currency="GBP", refund_on=day("2026-01-20"), terms=SIMPLE, today=LATER, **more)


def test_the_example_of_the_day_in_a_zone():
    paid = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
    oslo, new_york = (str(day_of(paid, ZoneInfo(zone))) for zone in ("Europe/Oslo", "America/New_York"))
    assert (oslo, new_york) == ("2024-07-01", "2024-06-30")
    assert earned("10000.00", oslo, "2024-07-02", flat("8")) == "2.19"
    assert earned("10000.00", new_york, "2024-07-02", flat("8")) == "4.38"


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="has a zone"):
        day_of(datetime(2024, 6, 30), UTC)  # noqa: DTZ001


@pytest.mark.parametrize(("capital", "rate", "days", "published"), SIMPLE_EXAMPLES)
def test_simple_interest_is_what_was_published(capital, rate, days, published):
    assert earned(capital, "2023-03-01", after(days), flat(rate)) == published


@pytest.mark.parametrize(("days", "factor"), rows(FACTORS, 2))
def test_daily_compounding_is_the_table_of_the_us_treasury(days, factor):
    terms = Terms(flat("0.11"), compounding=Compounding.DAILY)
    found = exact_interest(money("1.00"), day("2023-03-01"), day(after(int(days))), terms, today=LATER)
    assert round(found, 9) == Fraction("0" + factor)


@pytest.mark.parametrize(("capital", "rate", "days", "daily", "theirs", "ours"), ROUNDED_TOO_EARLY)
def test_rounding_the_day_first_gives_other_pennies(capital, rate, days, daily, theirs, ours):
    assert money(daily) * days == money(theirs) != money(ours)
    assert earned(capital, "2023-03-01", after(days), flat(rate)) == ours


def test_months_of_thirty_days_compounded_monthly_are_the_textbook_formula():
    # https://resourcecenter.byupathway.org/math/m15-03: 1,000 at 9 % compounded monthly is 1,093.81 after a year
    lent = ("1000.00", "2023-01-15", "2024-01-15", flat("9"), DayCount.THIRTY_E_360)
    assert earned(*lent, Compounding.MONTHLY) == "93.81"


def test_months_of_thirty_days_in_a_german_example():
    # https://p-konto.de/wiki/zinsformel/: 10,000 EUR at 6 % from 1 January to the end of July 2016, 210 days
    assert earned("10000.00", "2016-01-01", "2016-08-01", flat("6"), DayCount.THIRTY_E_360) == "350.00"


def test_monthly_interest_joins_on_the_day_of_the_month_it_began():
    terms = Terms(flat("12"), compounding=Compounding.MONTHLY)
    steps = interest_steps(money("1000.00"), day("2025-01-31"), day("2025-04-15"), terms, today=LATER)
    assert [(str(step.start), str(step.end)) for step in steps] == [
        ("2025-01-31", "2025-02-28"),
        ("2025-02-28", "2025-03-31"),
        ("2025-03-31", "2025-04-15"),
    ]
    assert [step.days for step in steps] == [28, 31, 15]
    assert steps[1].balance == steps[0].balance + steps[0].interest


def test_yearly_interest_that_began_on_a_leap_day_joins_on_the_last_of_february():
    terms = Terms(flat("10"), compounding=Compounding.YEARLY)
    steps = interest_steps(money("100.00"), day("2024-02-29"), day("2026-03-01"), terms, today=LATER)
    assert [str(step.end) for step in steps] == ["2025-02-28", "2026-02-28", "2026-03-01"]


def test_a_rate_change_within_a_month_does_not_compound():
    rates = plan(("2025-01-01", "12"), ("2025-01-16", "6"))
    monthly = earned("10000", "2025-01-01", "2025-02-01", rates, compounding=Compounding.MONTHLY)
    assert monthly == earned("10000", "2025-01-01", "2025-02-01", rates)


def test_the_steps_show_how_it_came_about():
    steps = interest_steps(money("3000.00"), day("2025-01-10"), day("2025-09-10"), Terms(STATUTORY), today=LATER)
    assert [(step.days, str(cents(step.interest).decimal)) for step in steps] == [
        (27, "28.29"),
        (91, "93.49"),
        (91, "91.62"),
        (34, "33.53"),
    ]


@pytest.mark.parametrize("count", DayCount)
@pytest.mark.parametrize("compounding", Compounding)
def test_a_rate_that_is_written_twice_changes_nothing(count, compounding):
    once, twice = plan(("2020-01-01", "7.3")), plan(("2020-01-01", "7.3"), ("2024-05-31", "7.3"))
    lent = ("98765.43", "2023-08-31", "2025-02-17")
    assert earned(*lent, once, count, compounding) == earned(*lent, twice, count, compounding)


@pytest.mark.parametrize("compounding", Compounding)
def test_paid_on_or_after_the_day_of_the_refund_bears_nothing(compounding):
    assert earned("100", "2025-01-01", "2025-01-01", flat("8"), compounding=compounding) == "0.00"
    assert earned("100", "2025-01-02", "2025-01-01", flat("8"), compounding=compounding) == "0.00"


def test_one_day_is_the_day_of_payment():
    assert earned("36500", "2025-01-01", "2025-01-02", flat("10")) == "10.00"


def test_a_total_below_zero_is_lifted_to_zero_and_says_by_how_much():
    found = overcharge_and_credit(credited="2000.00")
    assert [row.shown for row in found.rows] == [money("38.40"), money("-80.66")]
    assert (found.total, found.lifted) == (money("0"), money("42.26"))


def test_the_stages_may_differ_by_a_cent():
    capitals = [Capital(str(at), "A" if at < 2 else "B", money("1.00"), day("2025-01-01")) for at in range(3)]
    terms = Terms(flat("12.4"))
    totals = {
        stage: interest(
            capitals, currency="GBP", refund_on=day("2026-01-01"), terms=terms, today=LATER, stage=stage
        ).total
        for stage in Stage
    }
    assert totals == {Stage.LINE: money("0.36"), Stage.INVOICE: money("0.37"), Stage.END: money("0.37")}


def test_an_exact_half_goes_up_or_to_the_even_cent():
    capitals = [Capital("1", "A", money("12.50"), day("2025-01-01"))]
    found = {
        mode: interest(
            capitals, currency="GBP", refund_on=day("2026-01-01"), terms=Terms(flat("1")), today=LATER, rounding=mode
        ).total
        for mode in Rounding
    }
    assert found == {Rounding.HALF_UP: money("0.13"), Rounding.HALF_EVEN: money("0.12")}


def test_a_tie_survives_many_days():
    """Half a cent exactly, gathered over 365 days: adding up decimals of each day would end below it."""
    found = exact_interest(money("0.50"), day("2025-01-01"), day("2026-01-01"), Terms(flat("1")), today=LATER)
    assert found == Fraction(1, 200)
    assert cents(found) == money("0.01")


@pytest.mark.parametrize(("today", "estimate"), [("2026-01-18", True), ("2026-01-19", False), ("2026-01-20", False)])
def test_interest_is_an_estimate_while_a_day_of_it_lies_ahead(today, estimate):
    capital = [Capital("1", "A", money("1.00"), day("2025-01-20"))]
    found = interest(capital, currency="GBP", refund_on=day("2026-01-20"), terms=SIMPLE, today=day(today))
    assert found.estimate is estimate


def test_another_currency_is_refused():
    capital = [Capital("1", "A", money("1", "JPY"), day("2025-01-20"))]
    with pytest.raises(CurrencyMismatch):
        interest(capital, currency="GBP", refund_on=day("2026-01-20"), terms=SIMPLE, today=LATER)


def test_more_than_a_hundred_years_are_refused():
    with pytest.raises(RefundRefused, match="Check the days"):
        exact_interest(money("1.00"), date(1, 1, 1), day("2026-01-20"), SIMPLE, today=LATER)


@pytest.mark.parametrize("compounding", Compounding)
def test_interest_may_run_to_the_end_of_the_calendar(compounding):
    terms = Terms(flat("1"), DayCount.ACT_ACT, compounding)
    assert exact_interest(money("100.00"), date(9998, 12, 31), date.max, terms, today=LATER) >= Fraction("0.99")


def test_no_capital_bears_no_interest():
    found = interest([], currency="KWD", refund_on=day("2026-01-20"), terms=SIMPLE, today=LATER)
    assert (found.total, found.rows, found.estimate) == (money("0", "KWD"), (), False)
