"""Tax as the invoice had it, tax on interest, fixed sums, goodwill apart: parts that add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground.money.amounts import CurrencyMismatch, Money, total
from refunds.choices import Rounding, TaxRounding
from refunds.refusals import RefundRefused
from refunds.sums import EUROPEAN_UNION, UNITED_KINGDOM, PartName, add_up, fixed_sum, withheld
from refunds.tax import Taxable, taxes
from tests.refunds.make import money

UP = Rounding.HALF_UP

# https://support.paidnice.com/en/articles/11600906-how-to-automatically-calculate-statutory-interest-in-the-uk and
# https://ycalculator.net/calculators/late-payment-penalty-calculator
FIXED = [
    ("0", "0"),
    ("0.01", "40"),
    ("850", "40"),
    ("999.99", "40"),
    ("1000", "70"),
    ("5000", "70"),
    ("6500", "70"),
    ("9999.99", "70"),
    ("10000", "100"),
    ("18000", "100"),
    ("75000", "100"),
]


def taxed(*nets: str, percent="20", per=TaxRounding.LINE, document="A", currency="GBP"):
    lines = [Taxable(str(at), document, money(net, currency), Decimal(percent), per) for at, net in enumerate(nets)]
    return [str(tax.decimal) for tax in taxes(lines, UP)]


def test_the_example_of_tax_by_line_and_by_document():
    assert taxed("0.13", "0.13", "0.13") == ["0.03", "0.03", "0.03"]
    assert taxed("0.13", "0.13", "0.13", per=TaxRounding.DOCUMENT) == ["0.03", "0.03", "0.02"]


@pytest.mark.parametrize(
    ("net", "percent", "currency", "tax"),
    [
        ("125.00", "20", "GBP", "25.00"),
        ("200.00", "20", "GBP", "40.00"),
        ("-5.00", "20", "GBP", "-1.00"),
        ("99.99", "19", "EUR", "19.00"),
        ("10.05", "7", "EUR", "0.70"),
        ("33.33", "5.5", "EUR", "1.83"),
        ("1005", "10", "JPY", "101"),
        ("1.005", "5", "KWD", "0.050"),
        ("100.00", "0", "USD", "0.00"),
        ("100.00", "8.875", "USD", "8.88"),
    ],
)
def test_tax_is_that_of_the_invoice(net, percent, currency, tax):
    assert taxed(net, percent=percent, currency=currency) == [tax]


def test_a_document_rounds_each_of_its_rates_once():
    full = [Taxable(str(at), "A", money("0.13"), Decimal(20), TaxRounding.DOCUMENT) for at in range(3)]
    low = [Taxable(str(at), "A", money("0.10"), Decimal(5), TaxRounding.DOCUMENT) for at in range(3, 6)]
    other = [Taxable("6", "B", money("0.13"), Decimal(20), TaxRounding.DOCUMENT)]
    found = taxes([*full, *low, *other], UP)
    assert [total(found[:3], "GBP"), total(found[3:6], "GBP"), found[6]] == [
        money("0.08"),
        money("0.02"),
        money("0.03"),
    ]


def test_rates_that_are_written_differently_are_one_rate():
    lines = [Taxable("1", "A", money("0.13"), Decimal("20"), TaxRounding.DOCUMENT)]
    lines += [Taxable(str(at), "A", money("0.13"), Decimal("20.00"), TaxRounding.DOCUMENT) for at in (2, 3)]
    assert total(taxes(lines, UP), "GBP") == money("0.08")


@pytest.mark.parametrize(("debt", "amount"), FIXED)
def test_the_fixed_sum_of_the_united_kingdom_follows_the_debt(debt, amount):
    assert fixed_sum(money(debt), UNITED_KINGDOM) == money(amount)


def test_the_fixed_sum_of_the_union_is_forty_euros():
    # https://beta.bailii.org/eu/cases/EUECJ/2022/C37021.html
    assert fixed_sum(money("0.01", "EUR"), EUROPEAN_UNION) == money("40", "EUR")
    assert fixed_sum(money("99999", "EUR"), EUROPEAN_UNION) == money("40", "EUR")


def test_a_fixed_sum_in_another_currency_is_refused():
    with pytest.raises(CurrencyMismatch, match="The debt is in EUR"):
        fixed_sum(money("5", "EUR"), UNITED_KINGDOM)


@pytest.mark.parametrize(
    ("interest", "percent", "tax"),
    [("73.59", "20", "14.72"), ("0.02", "20", "0.00"), ("0.03", "20", "0.01"), ("100", "0", "0"), ("1", "100", "1")],
)
def test_tax_is_withheld_from_the_interest_and_rounded_once(interest, percent, tax):
    assert withheld(money(interest), Decimal(percent)) == money(tax)


@pytest.mark.parametrize("percent", ["-1", "100.01"])
def test_more_than_everything_is_not_withheld(percent):
    with pytest.raises(RefundRefused, match="between 0 and 100"):
        withheld(money("1"), Decimal(percent))


def summed(**more):
    known = {"net": "525.00", "tax": "105.00", "credited": "0", "interest": "73.59"} | more
    percent = Decimal(known.pop("withholding_percent", "0"))
    set_off = known.pop("set_off", False)
    return add_up(**{k: money(v) for k, v in known.items()}, withholding_percent=percent, set_off=set_off)


def test_the_example_of_a_sum():
    assert summed().refund == money("703.59")
    assert summed(withholding_percent="20").refund == money("688.87")
    with_goodwill = summed(goodwill="50.00")
    assert (with_goodwill.refund, with_goodwill.payable) == (money("703.59"), money("753.59"))


# https://ycalculator.net/calculators/late-payment-penalty-calculator: 51.37 and 70.00 are 121.37
def test_a_fixed_sum_is_a_part_of_the_refund():
    found = summed(net="0", tax="0", interest="51.37", fixed="70.00")
    assert found.refund == money("121.37")
    assert [part.name for part in found.parts] == [PartName.INTEREST, PartName.FIXED]


def test_credits_beyond_the_overcharge_leave_no_refund_and_are_left_with_the_customer():
    found = summed(net="100.00", tax="20.00", credited="150.00", interest="5.00")
    assert (found.principal, found.excess, found.refund) == (money("0"), money("30.00"), money("5.00"))
    assert found.part(PartName.EXCESS) == money("30.00")


@pytest.mark.parametrize(("interest", "refund"), [("45.00", "15.00"), ("5.00", "0")])
def test_an_excess_is_set_off_as_far_as_the_interest_goes(interest, refund):
    found = summed(net="100.00", tax="20.00", credited="150.00", interest=interest, set_off=True)
    assert found.refund == money(refund)


def test_goodwill_is_never_set_off():
    found = summed(net="0", tax="0", credited="150.00", interest="0", goodwill="25.00", set_off=True)
    assert (found.refund, found.payable) == (money("0"), money("25.00"))


@pytest.mark.parametrize("part", ["credited", "interest", "fixed", "goodwill"])
def test_a_negative_part_is_refused(part):
    with pytest.raises(RefundRefused, match="never negative"):
        summed(**{part: "-0.01"})


def test_mixed_currencies_are_refused():
    with pytest.raises(CurrencyMismatch):
        add_up(net=money("1"), tax=money("1", "EUR"), credited=money("0"), interest=money("0"))


AMOUNT = st.integers(0, 10**9).map(lambda minor: Money(minor, "KWD"))
SIGNED = st.integers(-(10**9), 10**9).map(lambda minor: Money(minor, "KWD"))


@given(SIGNED, SIGNED, AMOUNT, AMOUNT, AMOUNT, AMOUNT, st.decimals(0, 100, places=2), st.booleans())
def test_the_parts_always_add_up_and_nobody_is_asked_to_pay(
    net, tax, credited, interest, fixed, goodwill, part, set_off
):
    found = add_up(
        net=net,
        tax=tax,
        credited=credited,
        interest=interest,
        fixed=fixed,
        goodwill=goodwill,
        withholding_percent=part,
        set_off=set_off,
    )
    assert total((one.amount for one in found.parts), "KWD") == found.payable
    assert found.refund == found.payable - goodwill
    assert found.principal.minor >= 0
    assert found.refund.minor >= 0
