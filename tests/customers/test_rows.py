"""One row of a list becomes a draft, or every wrong cell of it is named."""

import pytest

from customers.headings import recognise
from customers.reading_csv import read_table
from customers.rows import Otherwise, read_rows

OTHERWISE = Otherwise(zone="America/Los_Angeles", language="en", currency="USD")


def read(heading, *rows):
    table = read_table("\n".join([heading, *rows]).encode(), separator=";")
    return read_rows(table, recognise(table.headings), OTHERWISE)


def draft(heading, row):
    drafts, problems = read(heading, row)
    assert not problems
    return drafts[0]


@pytest.mark.parametrize(
    ("country", "zone", "currency", "locale"),
    [
        ("Deutschland", "Europe/Berlin", "EUR", "en-DE"),
        ("ch", "Europe/Zurich", "CHF", "en-CH"),
        ("Neuseeland", "Pacific/Auckland", "NZD", "en-NZ"),
        ("UK", "Europe/London", "GBP", "en-GB"),
        ("USA", "America/Los_Angeles", "USD", "en-US"),
        ("", "America/Los_Angeles", "USD", "en"),
    ],
)
def test_a_country_says_zone_currency_and_locale(country, zone, currency, locale):
    read = draft("name;country", f"Bayside;{country}")
    assert (read.zone, read.currency, read.locale) == (zone, currency, locale)


def test_what_the_row_says_itself_wins():
    read = draft("name;country;zone;currency;language", "Bayside;AU;australia/perth;€;Deutsch")
    assert (read.zone, read.currency, read.language, read.locale) == ("Australia/Perth", "EUR", "de", "de-AU")


def test_a_country_of_several_zones_needs_one_said():
    _drafts, problems = read("name;country", "Bayside;Australia")
    assert [(p.line, p.column, p.heading, p.says) for p in problems] == [(2, 2, "country", "Australia")]
    assert "like Australia/Sydney" in problems[0].why


def test_first_and_last_name_make_a_name_and_an_address_alone_bears_the_customers():
    assert draft("Firma;Vorname;Nachname", "Bayside;Anna;Weiß").contacts[0].name == "Anna Weiß"
    assert draft("Firma;E-Mail", "Bayside;info@BAYSIDE.example").contacts[0].email == "info@bayside.example"
    assert draft("Firma;E-Mail", "Bayside;info@bayside.example").contacts[0].name == "Bayside"
    assert draft("Firma;E-Mail;Funktion", "Bayside;;Einkauf").contacts == ()


def test_yes_and_no_are_read_in_several_languages():
    contact = draft("name;contact;prefers call;receives updates;speaks", "Bayside;Ann;ja;nein;x").contacts[0]
    assert (contact.prefers_call, contact.receives_updates, contact.speaks) == (True, False, True)


def test_every_wrong_cell_of_a_row_is_named():
    _drafts, problems = read("name;email;currency", ";nobody;US$")
    assert [(p.column, p.says) for p in problems] == [(1, ""), (2, "nobody"), (3, "US$")]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("Bay\u202eside", ""),
        ("Bay\x1bside", "hidden control character"),
        ("Bay\ufffdside", "could not be read"),
        ("a" + "\u0301" * 40, "too many marks"),
        ("x" * 121, "At most 120 fit"),
        ("x" * 100_000, "At most 120 fit"),
        ('"two\nlines"', "on one line"),
        ("<script>alert(1)</script>{{ 7*7 }}", ""),
        ("=HYPERLINK(A1)", ""),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_letters_that_harm_are_refused_or_cleaned(cell, why):
    drafts, problems = read("name;note", f"{cell};x")
    if why:
        assert why in problems[0].why
    else:
        assert drafts[0].name == cell.replace("\u202e", "")
