"""Amounts as readers write them: separators and symbol by locale, decimals by ISO 4217, a true minus sign."""

import pytest
from django.template import Context, Template
from django.utils import translation

from ground.money.amounts import Money
from ground.money.formatting import format_money

WRITTEN = [
    (1_000_000, "USD", "en", "$10,000.00"),
    (1_000_000, "USD", "de", "10.000,00\u00a0$"),
    (123_456, "EUR", "fr", "1\u202f234,56\u00a0€"),
    (123_456, "CHF", "de-ch", "CHF\u00a01’234.56"),
    (123_456_789, "INR", "en_IN", "₹12,34,567.89"),
    (123_456, "BRL", "pt-br", "R$\u00a01.234,56"),
    (123_456, "JPY", "ja", "￥123,456"),
    (123_456, "HUF", "hu", "1\u00a0234,56\u00a0Ft"),
    (123_456, "ISK", "is", "123.456\u00a0kr."),
    (123_456, "KWD", "en", "KWD\u00a0123.456"),
    (123_456, "CLF", "es", "12,3456\u00a0CLF"),
    (123_456, "IDR", "en", "IDR\u00a01,234.56"),
    (-123_456, "IDR", "en", "−IDR\u00a01,234.56"),
    (-5, "USD", "en", "−$0.05"),
    (-5, "EUR", "de", "−0,05\u00a0€"),
    (-5, "EUR", "nl", "€\u00a0−0,05"),
    (-5, "SEK", "sv", "−0,05\u00a0kr"),
    (0, "EUR", "en", "€0.00"),
    (2**63 - 1, "USD", "en", "$92,233,720,368,547,758.07"),
    (1250, "USD", "xx", "$12.50"),
    (1250, "EUR", "de-XX", "12,50\u00a0€"),
    (1250, "EUR", "", "€12.50"),
    (1250, "EUR", "../../etc", "€12.50"),
]


@pytest.mark.parametrize(("minor", "currency", "locale", "text"), WRITTEN)
def test_an_amount_is_written_as_its_reader_would(minor, currency, locale, text):
    assert format_money(Money(minor, currency), locale) == text


@pytest.mark.parametrize("locale", ["en", "de", "sv", "ar", "he", "fa", "nl", "hi", "lt", "de-ch"])
def test_a_negative_amount_has_one_true_minus_and_no_hyphen(locale):
    text = format_money(Money(-1250, "USD"), locale)
    assert text.count("−") == 1
    assert "-" not in text


def test_a_template_writes_amounts_in_the_language_of_the_page():
    page = Template("{% load money %}{{ amount|money }}|{{ nothing|money }}")
    context = Context({"amount": Money(123_456, "EUR"), "nothing": None})
    with translation.override("de"):
        assert page.render(context) == "1.234,56\u00a0€|"
    with translation.override("en"):
        assert page.render(context) == "€1,234.56|"
