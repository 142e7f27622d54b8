"""Rounding: once, half up or half even, to the minor units of the currency; parts that add up."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground.money.amounts import Money, total
from refunds.choices import Rounding, Stage
from refunds.interest import rounded_by_stage
from refunds.refusals import RefundRefused
from refunds.rounding import exact, in_units, rounded, rounded_together
from tests.refunds.make import money

UP, EVEN = Rounding.HALF_UP, Rounding.HALF_EVEN

# The modes are those of https://docs.python.org/3/library/decimal.html#rounding-modes, the decimals those of ISO 4217.
ROUNDED = [
    ("84.4520", "GBP", "84.45", "84.45"),
    ("0.125", "GBP", "0.13", "0.12"),
    ("0.135", "GBP", "0.14", "0.14"),
    ("0.005", "GBP", "0.01", "0.00"),
    ("0.004999999999", "GBP", "0.00", "0.00"),
    ("0.005000000001", "GBP", "0.01", "0.01"),
    ("2.675", "GBP", "2.68", "2.68"),
    ("1.005", "GBP", "1.01", "1.00"),
    ("-0.125", "GBP", "-0.13", "-0.12"),
    ("-7.255", "GBP", "-7.26", "-7.26"),
    ("-7.2551", "GBP", "-7.26", "-7.26"),
    ("1234.5", "JPY", "1235", "1234"),
    ("1235.5", "JPY", "1236", "1236"),
    ("0.4999", "KRW", "0", "0"),
    ("0.5", "CLP", "1", "0"),
    ("1.2345", "KWD", "1.235", "1.234"),
    ("1.2355", "BHD", "1.236", "1.236"),
    ("0.0005", "OMR", "0.001", "0.000"),
    ("0.0015", "JOD", "0.002", "0.002"),
    ("2.71828", "TND", "2.718", "2.718"),
    ("1.00005", "CLF", "1.0001", "1.0000"),
    ("0", "EUR", "0.00", "0.00"),
]


def test_the_example_of_the_docstring():
    assert rounded(Fraction(250000, 100) * 9 / 100 * 137 / 365, "GBP", UP) == money("84.45")
    assert rounded(Fraction(1, 8), "GBP", UP) == money("0.13")
    assert rounded(Fraction(1, 8), "GBP", EVEN) == money("0.12")


@pytest.mark.parametrize(("amount", "currency", "up", "even"), ROUNDED)
def test_an_amount_is_rounded_to_the_minor_units_of_its_currency(amount, currency, up, even):
    assert rounded(Fraction(amount), currency, UP) == money(up, currency)
    assert rounded(Fraction(amount), currency, EVEN) == money(even, currency)


def test_thirds_of_ten_cents_add_up_and_the_first_by_key_has_the_cent():
    third = Fraction(1, 30)
    assert rounded_together([("b", third), ("c", third), ("a", third)], "GBP", UP) == [
        money("0.03"),
        money("0.03"),
        money("0.04"),
    ]


def test_the_example_of_rounding_by_stage():
    parts = [("1", "A", Fraction("0.124")), ("2", "A", Fraction("0.124")), ("3", "B", Fraction("0.124"))]
    shown = {stage: [str(m.decimal) for m in rounded_by_stage(parts, "GBP", UP, stage)] for stage in Stage}
    assert shown[Stage.LINE] == ["0.12", "0.12", "0.12"]
    assert shown[Stage.INVOICE] == ["0.13", "0.12", "0.12"]
    assert shown[Stage.END] == ["0.13", "0.12", "0.12"]


def test_over_many_small_lines_the_stage_changes_the_total():
    parts = [(str(at), f"invoice {at // 10}", Fraction("0.004")) for at in range(1000)]
    sums = {stage: total(rounded_by_stage(parts, "GBP", UP, stage), "GBP") for stage in Stage}
    assert sums == {Stage.LINE: money("0"), Stage.INVOICE: money("4.00"), Stage.END: money("4.00")}


EXACT = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=10_000)


@given(st.lists(EXACT, min_size=1, max_size=30), st.sampled_from(["GBP", "JPY", "KWD"]), st.sampled_from(Rounding))
def test_what_is_rounded_together_adds_up_and_no_part_is_a_unit_away(amounts, currency, mode):
    parts = [(str(at), amount) for at, amount in enumerate(amounts)]
    shown = rounded_together(parts, currency, mode)
    assert total(shown, currency) == rounded(sum(amounts, Fraction(0)), currency, mode)
    unit = in_units(Money(1, currency))
    assert all(abs(in_units(part) - amount) < unit for part, amount in zip(shown, amounts, strict=True))


@given(EXACT, st.sampled_from(["GBP", "JPY", "KWD"]), st.sampled_from(Rounding))
def test_what_is_owed_and_what_is_credited_are_rounded_alike(amount, currency, mode):
    assert rounded(-amount, currency, mode) == -rounded(amount, currency, mode)


@pytest.mark.parametrize(
    "number",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e309",
        "1e999999999",
        "0.0000000000001",
        "1.0000000000001",
        "1e-999999999",
        "sNaN",
    ],
)
def test_what_is_no_exact_figure_is_refused_with_a_sentence(number):
    with pytest.raises(RefundRefused, match=r"\.$"):
        exact(Decimal(number))


def test_a_float_is_never_taken():
    with pytest.raises(TypeError, match="never a float"):
        exact(0.1)


def test_a_figure_is_taken_exactly():
    assert exact(Decimal("11.40")) == Fraction(57, 5)
    assert exact(Decimal("0.000000000001")) == Fraction(1, 10**12)
    assert exact(7) == 7
    assert exact(Decimal("0E-999999999")) == exact(Decimal("-0")) == 0
    assert exact(Decimal("12E3")) == 12000
