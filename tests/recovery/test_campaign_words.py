"""The drafted first notice in every language a customer is written to in: plain, whole, and a sound apology."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from ground.money.amounts import Money
from incidents.apologies.languages import FILES
from incidents.apology import check
from recovery.campaign_words import Billed, notice_words
from updates.instants import Reader, locale_for

LANGUAGES = ("en", "de", "fr", "es", "nl", "ja")
FIRST, LAST = date(2023, 3, 31), date(2026, 10, 31)


def words_in(language, **fields):
    known = {"thing": "FRT-1 pallet", "invoices": 39, "first": FIRST, "last": LAST, "owed": Money(970918, "USD")}
    reader = Reader(ZoneInfo("UTC"), locale_for(language, ""), language)
    with override(language):
        return notice_words(Billed(**known | fields), reader)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_since_when_how_many_and_how_much(language):
    heading, body = words_in(language, until=date(2026, 11, 27))
    assert "FRT-1 pallet" in heading and "FRT-1 pallet" in body
    assert "39" in body and "2023" in body and "2026" in body and "709" in body
    assert "%" not in body and len(body.split("\n\n")) == 3


@pytest.mark.parametrize("language", sorted(FILES))
@pytest.mark.parametrize("fields", [{}, {"owed": None}, {"invoices": 1, "last": FIRST}, {"until": LAST}])
def test_the_apology_check_finds_it_sound(language, fields):
    _heading, body = words_in(language, **fields)
    found = check(body, language=language)
    assert found.sound and not found.findings, (found.findings, found.missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_invoice_and_no_sum_are_said_as_such(language):
    _heading, body = words_in(language, invoices=1, last=FIRST, owed=None)
    assert "39" not in body and "709" not in body and "2026" not in body


def test_a_reader_in_america_reads_their_own_dates():
    reader = Reader(ZoneInfo("UTC"), "en_US", "en")
    _heading, body = notice_words(Billed("Freight", 2, FIRST, LAST), reader)
    assert "2 invoices, from March 31, 2023 to October 31, 2026." in body
