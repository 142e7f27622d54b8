"""The page of rates: who reads, who changes, and that every change is a version of its own."""

import pytest

from refunds.models import RateTable
from refunds.rate_examples import add_examples
from refunds.rate_tables import latest_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, cast):
    client.force_login(cast.finance)
    add_examples(make.NOW)

    def act(end="", **data):
        address = f"/settings/rates{end}"
        return (client.post(address, data, follow=True) if data else client.get(address)).content.decode()

    return act


def base():
    return RateTable.objects.get(name="Bank of England base rate")


def test_shipped_examples_say_what_they_are(page):
    shown = page()
    assert shown.count("Shipped example, to be checked") == 2
    assert "https://www.bankofengland.co.uk/boeapps/database/Bank-Rate.asp" in page(f"/{base().pk}")


def test_a_rate_is_added_as_a_new_version(page):
    good = {"valid_from": "2026-02-05", "percent": "3.5", "why": "Letter of the bank"}
    shown = page(f"/{base().pk}", **good)
    assert "Saved as a new version." in shown
    assert "3.5 % from 5 February 2026: Letter of the bank" in shown
    assert (latest_of(base()).number, latest_of(base()).rates.count()) == (2, 27)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"percent": "3,5"}, "Write a figure like 12.75"),
        ({"percent": "1000"}, "A rate is at most 100 per cent a year."),
        ({"valid_from": "2025-12-18", "percent": "3.75"}, "This rate stands there already."),
        ({"why": ""}, "Say where this rate stands."),
        ({"valid_from": "30.2.2026"}, "Write the day like"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(page, change, sentence):
    good = {"valid_from": "2026-02-05", "percent": "3.5", "why": "Letter of the bank"}
    assert sentence in page(f"/{base().pk}", **{**good, **change})
    assert latest_of(base()).number == 1


def test_a_table_of_ones_own_is_made_once(page):
    good = {"name": "Our contract", "source": "Page 9", "valid_from": "2023-01-01", "percent": "6"}
    assert "The table is there." in page("/new", **good)
    assert "There is a table of this name already." in page("/new", **{**good, "name": "our contract"})


def test_whoever_reads_sees_no_form(page, client, john):
    client.force_login(john)
    assert "Save as a new version" not in page(f"/{base().pk}")
    assert client.post(f"/settings/rates/{base().pk}", {"percent": "1"}).status_code == 404
