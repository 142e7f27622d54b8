"""The conventions in words: every choice has its sentence."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from refunds.choices import Compounding, DayCount, InterestBase, PricingDate, Rounding, Stage
from refunds.conventions import in_words
from refunds.overcharge import LookBack
from refunds.rates import RatePlan
from tests.refunds.make import BANK_RATE, conventions, earned, flat


def test_the_example_of_the_docstring():
    words = in_words(conventions(zone="Europe/London"))
    assert words == [
        "The price agreed on the day of the invoice counts.",
        "Interest is paid on the sum with tax.",
        "The rate is 8 % a year.",
        "Interest is simple: it earns no interest itself.",
        "Days are counted as they are; a year has 365.",
        "The day of the payment counts, the day of the refund does not. Days are those of London.",
        "What was given back already counts against it from its own day. Interest is never below zero.",
        "Each line is rounded once, to 0.01 GBP; a half is rounded up.",
    ]
    assert earned("150.00", "2024-06-14", "2026-03-13", flat("8")) == "20.94"


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("pricing", PricingDate),
        ("interest_base", InterestBase),
        ("compounding", Compounding),
        ("day_count", DayCount),
        ("stage", Stage),
        ("rounding", Rounding),
    ],
)
def test_every_choice_reads_differently(name, choices):
    read = {tuple(in_words(conventions(**{name: choice}))) for choice in choices}
    assert len(read) == len(choices)


@pytest.mark.parametrize(("currency", "unit"), [("JPY", "1 JPY"), ("KWD", "0.001 KWD"), ("EUR", "0.01 EUR")])
def test_the_smallest_unit_is_that_of_the_currency(currency, unit):
    assert any(f"to {unit};" in sentence for sentence in in_words(conventions(currency=currency)))


def test_points_above_a_table_are_told():
    words = in_words(conventions(plan=RatePlan(BANK_RATE, Decimal(8))))
    assert "The rate is that of the table “Bank Rate” plus 8 percentage points." in words
    assert "A new rate counts from its day on. A rate below zero counts as zero." in words


def test_points_below_a_table_and_none_are_told():
    assert "The rate is that of the table “Bank Rate” less 0.5 percentage points." in in_words(
        conventions(plan=RatePlan(BANK_RATE, Decimal("-0.50")))
    )
    assert "The rate is that of the table “Bank Rate”." in in_words(conventions(plan=RatePlan(BANK_RATE)))


def test_a_rate_that_is_held_is_told():
    words = in_words(conventions(plan=RatePlan(BANK_RATE, Decimal(8), fixed=True)))
    assert "The rate of the first day holds for the whole time." in words


def test_limits_and_tax_on_interest_are_told_when_there_are_any():
    words = in_words(conventions(look_back=LookBack(6, date(2026, 3, 13)), withholding_percent=Decimal("20.0")))
    assert words[-2:] == [
        "Invoices older than 6 years on 13 March 2026 were asked about.",
        "20 % tax is withheld from the interest alone, rounded once.",
    ]


def test_figures_are_in_the_notation_of_the_reader():
    with translation.override("de"):
        assert any("12,75" in sentence for sentence in in_words(conventions("12.75")))


def test_sentences_are_short():
    many = in_words(conventions(look_back=LookBack(6, date(2026, 3, 13)), withholding_percent=Decimal(20)))
    for sentence in (part for words in many for part in words.split(". ")):
        assert len(sentence.split()) <= 20
