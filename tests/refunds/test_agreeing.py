"""Agreed prices: each from its day, never two for one day, a customer's own before those of its list."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from refunds.agreeing import agree_price, price_on
from refunds.models import AgreedPrice, PriceList
from refunds.refusals import RefundRefused
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(john):
    return make.customer("Harbor Tools", account_manager=john, reference="K1")


@pytest.fixture
def agree(shop, john, now):
    def agreed(price, begins, ends=None, owner=None):
        days = {"valid_from": date.fromisoformat(begins), "valid_to": ends and date.fromisoformat(ends)}
        return agree_price(
            owner=owner or shop, item="FRT", unit_price=Decimal(price), currency="USD", by=john, now=now, **days
        )

    return agreed


def prices(shop, *days):
    found = [price_on(shop, "FRT", date.fromisoformat(day), "USD") for day in days]
    return [price and f"{price.unit_price.normalize():f}" for price in found]


def test_a_price_holds_from_its_day_until_the_next_one_begins(shop, agree):
    agree("11.40", "2024-01-01")
    agree("11.10", "2024-07-01")
    agree("11.20", "2024-03-01")
    days = ("2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01", "2024-06-30", "2024-07-01", "2030-01-01")
    assert prices(shop, *days) == [None, "11.4", "11.4", "11.2", "11.2", "11.1", "11.1"]
    assert price_on(shop, "FRT", date(2024, 2, 1), "EUR") is None


def test_the_same_again_is_the_same_row(agree):
    assert agree("11.40", "2024-01-01") == agree("11.40", "2024-01-01")


@pytest.mark.parametrize(
    ("price", "begins", "ends"),
    [
        ("12", "2024-01-01", None),
        ("12", "2024-02-01", None),
        ("12", "2023-12-01", "2024-01-02"),
        ("-1", "2025-01-01", None),
        ("1", "2025-01-02", "2025-01-02"),
    ],
)
def test_overlaps_and_absurd_prices_are_refused(agree, price, begins, ends):
    agree("11.40", "2024-01-01", "2024-06-01")
    with pytest.raises(RefundRefused):
        agree(price, begins, ends)
    assert AgreedPrice.objects.count() == 1


def test_a_price_has_one_owner(shop, now):
    row = {"item": "A", "unit_price": 1, "currency": "USD", "valid_from": now.date(), "created_at": now}
    owner = PriceList.objects.create(name="West", currency="USD", created_at=now)
    with pytest.raises(IntegrityError):
        AgreedPrice.objects.create(customer=shop, price_list=owner, **row)


def test_a_list_is_made_and_bought_by_and_a_price_of_their_own_goes_before_it(shop, agree, john):
    def run(*arguments):
        said = io.StringIO()
        call_command("price_list", *arguments, "--as", john.email, stdout=said)
        return said.getvalue()

    assert run("West 2024", "--currency", "usd", "--customer", "K1") == "West 2024: 1 customers.\n"
    assert "1 customers" in run("west 2024", "--currency", "USD")
    agree("10", "2024-01-01", owner=PriceList.objects.get())
    assert prices(shop, "2024-05-01") == ["10"]
    agree("9", "2024-01-01", "2024-06-01")
    assert prices(shop, "2024-05-01", "2024-07-01") == ["9", "10"]
    for wrong in (["West 2024", "--currency", "EUR"], ["East", "--currency", "USD", "--customer", "K9"]):
        with pytest.raises(CommandError):
            run(*wrong)
    assert PriceList.objects.count() == 1
