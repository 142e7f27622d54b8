"""Amounts: whole minor units of one currency, exact, never mixed."""

from decimal import Decimal

import pytest

from ground.money.amounts import AmountRefused, CurrencyMismatch, Money, total

TAKEN = [
    ("12.50", "USD", 1250),
    ("12.5", "USD", 1250),
    ("-12.50", "USD", -1250),
    ("−12.50", "USD", -1250),
    ("12.500000", "USD", 1250),
    ("0", "USD", 0),
    ("-0.00", "USD", 0),
    ("1500", "JPY", 1500),
    ("1500", "ISK", 1500),
    ("1500", "HUF", 150_000),
    ("1.234", "KWD", 1234),
    ("1.2345", "CLF", 12_345),
    (Decimal("1E+3"), "EUR", 100_000),
    (Decimal("0E-999999"), "EUR", 0),
    (7, "EUR", 700),
    ("92233720368547758.07", "USD", 2**63 - 1),
]


@pytest.mark.parametrize(("amount", "currency", "minor"), TAKEN)
def test_an_amount_is_taken_exactly(amount, currency, minor):
    assert Money.of(amount, currency) == Money(minor, currency)


REFUSED = [
    ("12.345", "USD", "USD has 2 decimals, not more"),
    ("0.5", "JPY", "JPY has no decimals"),
    ("1.23456", "CLF", "CLF has 4 decimals"),
    (Decimal("1E-999999999"), "USD", "decimals"),
    (Decimal("12345678901234567890.00000000000000001"), "USD", "decimals"),
    ("92233720368547758.08", "USD", "too large"),
    ("9" * 25, "USD", "too large"),
    (Decimal("1E+999999999"), "USD", "too large"),
    (Decimal("1E309"), "USD", "too large"),
    (Decimal("NaN"), "USD", "in figures"),
    (Decimal("sNaN"), "USD", "in figures"),
    (Decimal("-Infinity"), "USD", "in figures"),
    *[
        (text, "USD", "in figures")
        for text in [
            "",
            " ",
            "NaN",
            "1e309",
            "1e2",
            "Infinity",
            "1,234",
            "1_000",
            "+5",
            "--5",
            "0x10",
            ".5",
            "5.",
            "١٢",
        ]
    ],
    ("9" * 10_000, "USD", "in figures"),
    ("1", "XYZ", "not a currency"),
]


@pytest.mark.parametrize(("amount", "currency", "sentence"), REFUSED, ids=lambda value: str(value)[:30])
def test_what_is_no_amount_is_refused_in_a_sentence(amount, currency, sentence):
    with pytest.raises(AmountRefused, match=sentence):
        Money.of(amount, currency)


@pytest.mark.parametrize("amount", [1.5, True, None, b"1"])
def test_floats_and_other_things_are_no_amounts(amount):
    with pytest.raises(TypeError):
        Money.of(amount, "USD")
    with pytest.raises(TypeError):
        Money(amount, "USD")


def test_amounts_of_one_currency_are_reckoned():
    ten, three = Money(1000, "USD"), Money(300, "USD")
    assert ten + three == Money(1300, "USD")
    assert three - ten == Money(-700, "USD")
    assert 3 * three == three * 3 == Money(900, "USD")
    assert -three == Money(-300, "USD")
    assert abs(-three) == three
    assert three < ten
    assert max(three, ten) == ten
    assert not Money(0, "USD")
    assert ten


def test_the_decimal_has_exactly_the_decimals_of_its_currency():
    assert str(Money(1250, "USD").decimal) == "12.50"
    assert str(Money(-5, "KWD").decimal) == "-0.005"
    assert str(Money(1250, "JPY").decimal) == "1250"
    assert str(Money(2**63 - 1, "USD")) == "92233720368547758.07 USD"


def test_currencies_are_never_mixed():
    dollars, euros = Money(1, "USD"), Money(1, "EUR")
    assert dollars != euros
    for reckon in (lambda: dollars + euros, lambda: dollars - euros, lambda: dollars < euros):
        with pytest.raises(CurrencyMismatch, match="USD and EUR cannot be reckoned together"):
            reckon()
    with pytest.raises(CurrencyMismatch):
        total([dollars, euros], "USD")


@pytest.mark.parametrize("other", [1, 1.5, Decimal(1), "1"])
def test_money_is_only_reckoned_with_money(other):
    with pytest.raises(TypeError):
        Money(1, "USD") + other
    with pytest.raises(TypeError):
        Money(1, "USD") < other  # noqa: B015
    if other != 1 or not isinstance(other, int):
        with pytest.raises(TypeError):
            Money(1, "USD") * other


def test_a_sum_that_no_column_holds_is_refused():
    with pytest.raises(AmountRefused, match="too large"):
        Money(2**63 - 1, "USD") + Money(1, "USD")


def test_the_total_of_nothing_is_nothing():
    assert total([], "EUR") == Money(0, "EUR")
    assert total([Money(1, "EUR"), Money(2, "EUR")], "EUR") == Money(3, "EUR")
