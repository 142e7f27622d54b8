"""The statement for the customer: what it says adds up, in each language, with any words, and with 500 lines."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from refunds.cover import Cover
from refunds.line_choices import choose_line
from refunds.models import InvoiceLine
from refunds.sheet_files import as_csv
from refunds.statement import LANGUAGES, NotInOurLetters, facts_of, statement
from tests import make, make_cases
from tests.refunds import make_rows

pytestmark = pytest.mark.django_db
HOSTILE = '#panic("now") = *bold* $x$ \\ ] } `raw` // <label> @ref "quoted" 50 %'


def cover(words="Freight"):
    """A letter in front that says these words everywhere."""
    return Cover(words, (words,), (words,), words, words, words, (words, words), (words,))


@pytest.fixture
def customer(john):
    customer = make_cases.halvorsen(john)
    make_rows.three_invoices(customer)
    return customer


def amount(words):
    return Decimal(re.sub(r"[^0-9.−]", "", words).replace("−", "-"))


def test_its_parts_add_up_to_what_is_owed(customer, john):
    make_rows.credit_note(customer, "CN-2", "2025-03-13", quantity="-10", price="8.50", tax="0")
    facts = facts_of(make_rows.sheet(customer, john), cover=cover())
    sums = [(row["name"], amount(row["amount"]), row["strong"]) for row in facts["sums"]]
    owed = next(value for name, value, _strong in sums if name == "We owe you")
    assert sum(value for _name, value, strong in sums if not strong) == owed == Decimal("611.79")
    assert facts["total"][-1] == facts["sums"][-1]["amount"].removeprefix("£")


def test_it_names_the_rates_that_count(customer, john):
    facts = facts_of(make_rows.sheet(customer, john), cover=cover())
    assert facts["rates"] == [["1 January 2000", "8"]]
    assert facts["lead"] == "For Halvorsen Marine Supply. Interest until 13 March 2026."


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_passes_the_checks_of_its_compiler_in_every_language(customer, john, language):
    sheet = make_rows.sheet(customer, john)
    with override(language):
        made = statement(sheet, cover=cover("Fracht für März: «ça», señor"))
    assert made.startswith(b"%PDF-1.7")
    assert f"/Lang ({language})".encode() in made or f"/Lang({language})".encode() in made


def test_no_word_is_read_as_markup(customer, john):
    customer.name = HOSTILE
    customer.save()
    InvoiceLine.objects.update(item=HOSTILE)
    agreed = {"item": HOSTILE, "currency": "GBP"}
    make_rows.agree(customer, ("2020-01-01", "11.40"), **agreed)
    sheet = make_rows.sheet(customer, john, scope=make_rows.Scope((HOSTILE,)))
    assert statement(sheet, cover=cover(HOSTILE)).startswith(b"%PDF-1.7")


def test_the_same_sheet_gives_the_same_bytes(customer, john):
    sheet = make_rows.sheet(customer, john)
    assert statement(sheet, cover=cover()) == statement(sheet, cover=cover())


def test_five_hundred_lines_stand_on_it(customer, john):
    for at in range(497):
        issued = make.NOW.date() - timedelta(days=900 - at)
        make_rows.bill(customer, f"M-{at:03}", issued.isoformat(), issued.isoformat(), quantity="2")
    sheet = make_rows.sheet(customer, john)
    facts = facts_of(sheet, cover=cover())
    assert len(facts["rows"]) == 500
    made = statement(sheet, cover=cover())
    assert int(re.search(rb"/Count (\d+)", made)[1]) >= 10


def test_letters_our_fonts_have_not_are_said_to_be_missing(customer, john):
    with pytest.raises(NotInOurLetters):
        statement(make_rows.sheet(customer, john), cover=cover("北野"))


def test_why_a_line_was_left_out_is_not_told_to_the_customer(customer, john):
    first = make_rows.sheet(customer, john)
    sheet = choose_line(first, key="A/1", included=False, why="Canary: their lawyer wrote.", by=john, now=make.NOW)
    theirs = [repr(facts_of(sheet, cover=cover())), as_csv(sheet, ours=False).decode()]
    assert [("Canary" in one, "Not part of this refund" in one) for one in theirs] == [(False, True)] * 2
    assert "Canary" in as_csv(sheet, ours=True).decode()
