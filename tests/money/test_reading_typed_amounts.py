"""Amounts as people type them: read by locale, never guessed, refused in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ground.money.amounts import AmountRefused, CurrencyMismatch, Money
from ground.money.currencies import minor_units
from ground.money.formatting import format_money
from ground.money.typed import example, parse_money

READ = [
    ("1.234,56", "EUR", "de", 123_456),
    ("1234,56", "EUR", "de", 123_456),
    ("1.234", "EUR", "de", 123_400),
    ("12,5", "EUR", "de", 1250),
    ("1,234.56", "USD", "en", 123_456),
    ("1234.56", "USD", "en", 123_456),
    ("  12  ", "USD", "en", 1200),
    ("$12.50", "USD", "en", 1250),
    ("$ 12.50", "CAD", "en", 1250),
    ("12.50 USD", "USD", "en", 1250),
    ("usd 12.50", "USD", "en", 1250),
    ("€ 12,50", "EUR", "nl", 1250),
    ("12,50€", "EUR", "de", 1250),
    ("1 234,56", "EUR", "fr", 123_456),
    ("1\u202f234,56\u00a0€", "EUR", "fr", 123_456),
    ("1'234.56", "CHF", "de-ch", 123_456),
    ("1’234’567.89", "CHF", "de-ch", 123_456_789),
    ("12,34,567.89", "INR", "en-in", 123_456_789),
    ("1.234", "KWD", "en", 1234),
    ("1,234", "JPY", "en", 1234),
    ("0", "USD", "en", 0),
    ("007.50", "USD", "en", 750),
]


@pytest.mark.parametrize(("text", "currency", "locale", "minor"), READ)
def test_a_typed_amount_is_read_in_the_notation_of_its_locale(text, currency, locale, minor):
    assert parse_money(text, currency, locale) == Money(minor, currency)


@pytest.mark.parametrize("text", ["-12.50", "−12.50", "- $12.50", "$-12.50", "12.50-", "−$12.50", "USD -12.50"])
def test_a_minus_is_read_only_where_it_may_be(text):
    assert parse_money(text, "USD", "en", negative=True) == Money(-1250, "USD")
    with pytest.raises(AmountRefused, match="must not be negative"):
        parse_money(text, "USD", "en")


REFUSED = [
    ("1.234,56", "en"),
    ("1,234.56", "de"),
    ("12,5", "en"),
    ("12.50", "de"),
    ("1,23,456.00", "en"),
    ("1,2345", "en"),
    (",123", "en"),
    ("1234,567.00", "en"),
    ("1,234 567.00", "en"),
    ("1.2.3", "en"),
    ("12.", "en"),
    (".50", "en"),
    *[(text, "en") for text in ["", " ", "-", "$", "NaN", "nan", "inf", "-Infinity", "1e309", "1e2", "0x10", "1_000"]],
    *[
        (text, "en")
        for text in ["twelve", "12 apples", "+12", "--12", "(12)", "12%", "=12", "12;13", "12/13", "½", "١٢"]
    ],
    *[(text, "en") for text in ["<b>12</b>", "{{ 12 }}", "12\x00", "12\n13", "\ud800", "1" * 61, "9" * 10_000, "-1-"]],
]


@pytest.mark.parametrize(("text", "locale"), REFUSED, ids=lambda value: ascii(value)[:30])
def test_what_is_no_amount_is_refused_with_an_example(text, locale):
    shown = "1,234.50" if locale == "en" else "1.234,50"
    with pytest.raises(AmountRefused, match=f"in figures, such as {shown}"):
        parse_money(text, "USD", locale, negative=True)


@pytest.mark.parametrize(
    ("text", "currency", "sentence"),
    [
        ("1.234", "USD", "USD has 2 decimals, not more"),
        ("12.345", "USD", "USD has 2 decimals, not more"),
        ("12.5", "JPY", "JPY has no decimals. Write a whole amount"),
        ("12.3456", "KWD", "KWD has 3 decimals"),
        ("99999999999999999999", "USD", "too large"),
        ("12", "XYZ", "XYZ is not a currency we know"),
    ],
)
def test_an_amount_the_currency_cannot_hold_is_refused(text, currency, sentence):
    with pytest.raises(AmountRefused, match=sentence):
        parse_money(text, currency, "en")


@pytest.mark.parametrize(
    ("text", "found"), [("€12", "€"), ("12 EUR", "EUR"), ("12 eur", "eur"), ("£ 12", "£"), ("¥12", "¥")]
)
def test_another_currency_beside_the_figures_is_refused(text, found):
    with pytest.raises(CurrencyMismatch, match=f"in USD, not in {found}"):
        parse_money(text, "USD", "en")


LOCALES = [
    "en",
    "de",
    "de-ch",
    "fr",
    "sv",
    "nl",
    "ar",
    "he",
    "fa",
    "hi",
    "pt-br",
    "es",
    "pl",
    "ja",
    "hu",
    "lt",
    "en-in",
]


@given(
    st.integers(-(10**15), 10**15),
    st.sampled_from(["USD", "EUR", "HUF", "ISK", "JPY", "KWD", "CLF", "CHF", "INR"]),
    st.sampled_from(LOCALES),
)
def test_what_we_write_we_can_read(minor, currency, locale):
    amount = Money(minor, currency)
    assert parse_money(format_money(amount, locale), currency, locale, negative=True) == amount


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
def test_the_example_we_give_is_one_we_take(currency, locale):
    decimals = minor_units(currency)
    expected = 1234 * 10**decimals + (5 * 10 ** (decimals - 1) if decimals else 0)
    assert parse_money(example(currency, locale), currency, locale).minor == expected


@given(st.text(max_size=80), st.sampled_from(LOCALES))
def test_whatever_is_typed_is_an_amount_or_refused(text, locale):
    try:
        amount = parse_money(text, "USD", locale)
    except AmountRefused as refusal:
        assert str(refusal)
    else:
        assert amount.minor >= 0
