"""The statement for the customer: what it says adds up, in each language, with any words, and with 500 lines."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from refunds.models import InvoiceLine
from refunds.statement import LANGUAGES, facts_of, statement
from tests import make, make_cases
from tests.refunds import make_rows

pytestmark = pytest.mark.django_db
HOSTILE = '#panic("now") = *bold* $x$ \\ ] } `raw` // <label> @ref "quoted" 50 %'


@pytest.fixture
def customer(john):
    customer = make_cases.halvorsen(john)
    make_rows.three_invoices(customer)
    return customer


def amount(words):
    return Decimal(re.sub(r"[^0-9.−]", "", words).replace("−", "-"))


def test_its_parts_add_up_to_what_is_owed(customer, john):
    make_rows.credit_note(customer, "CN-2", "2025-03-13", quantity="-10", price="8.50", tax="0")
    facts = facts_of(make_rows.sheet(customer, john), house="Brightwater", subject="Freight")
    sums = [(row["name"], amount(row["amount"]), row["strong"]) for row in facts["sums"]]
    owed = next(value for name, value, _strong in sums if name == "We owe you")
    assert sum(value for _name, value, strong in sums if not strong) == owed == Decimal("611.79")
    assert facts["total"][-1] == facts["sums"][-1]["amount"].removeprefix("£")


def test_it_names_the_rates_that_count(customer, john):
    facts = facts_of(make_rows.sheet(customer, john), house="Brightwater", subject="")
    assert facts["rates"] == [["1 January 2000", "8"]]
    assert facts["lead"] == "For Halvorsen Marine Supply. Interest until 13 March 2026."


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_passes_the_checks_of_its_compiler_in_every_language(customer, john, language):
    sheet = make_rows.sheet(customer, john)
    with override(language):
        made = statement(sheet, house="Brightwater", subject="Fracht für März: «ça», señor")
    assert made.startswith(b"%PDF-1.7")
    assert f"/Lang ({language})".encode() in made or f"/Lang({language})".encode() in made


def test_no_word_is_read_as_markup(customer, john):
    customer.name = HOSTILE
    customer.save()
    InvoiceLine.objects.update(item=HOSTILE)
    agreed = {"item": HOSTILE, "currency": "GBP"}
    make_rows.agree(customer, ("2020-01-01", "11.40"), **agreed)
    sheet = make_rows.sheet(customer, john, scope=make_rows.Scope((HOSTILE,)))
    assert statement(sheet, house=HOSTILE, subject=HOSTILE).startswith(b"%PDF-1.7")


def test_the_same_sheet_gives_the_same_bytes(customer, john):
    sheet = make_rows.sheet(customer, john)
    assert statement(sheet, house="B", subject="S") == statement(sheet, house="B", subject="S")


def test_five_hundred_lines_stand_on_it(customer, john):
    for at in range(497):
        issued = make.NOW.date() - timedelta(days=900 - at)
        make_rows.bill(customer, f"M-{at:03}", issued.isoformat(), issued.isoformat(), quantity="2")
    sheet = make_rows.sheet(customer, john)
    facts = facts_of(sheet, house="Brightwater", subject="Freight")
    assert len(facts["rows"]) == 500
    made = statement(sheet, house="Brightwater", subject="Freight")
    assert int(re.search(rb"/Count (\d+)", made)[1]) >= 10
