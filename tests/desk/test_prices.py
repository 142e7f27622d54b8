"""Agreed prices at the desk: lists, what a customer agreed to, corrected and taken away with a reason."""

from decimal import Decimal
from html import unescape

import pytest

from desk.price_forms import seen_of
from ground.history.models import Entry
from ground.jobs.models import Job
from refunds.models import AgreedPrice, CustomerPricing, PriceList
from refunds.price_lists import buy_by, make_price_list
from tests import make
from tests.refunds.make_rows import ITEM, agree, bill

pytestmark = pytest.mark.django_db
PRICE = {"item": ITEM, "unit_price": "11.40", "valid_from": "2024-01-01", "source": "Contract of 2 January."}


@pytest.fixture
def tidewater(john):
    return make.customer("Tidewater", account_manager=john, slug="tidewater", currency="GBP")


@pytest.fixture
def standard(john, now):
    return make_price_list(name="Standard 2024", currency="GBP", by=john, now=now)


@pytest.fixture
def john_in(client, john):
    client.force_login(john)
    return client


def seen(client, path):
    return unescape(client.get(path).content.decode())


def posted(client, path, data):
    return unescape(client.post(path, data, follow=True).content.decode())


def test_a_price_is_agreed_with_a_customer_and_looked_at(john_in, john, tidewater):
    assert "Nothing is agreed with them alone." in seen(john_in, "/c/tidewater/prices")
    page = posted(john_in, "/c/tidewater/prices/add", {**PRICE, "currency": "GBP"})
    for words in (
        ITEM,
        "£11.40",
        "1 Jan 2024",
        "Contract of 2 January.",
        "holds now",
        "Freight handling: 11.40 agreed",
    ):
        assert words in page
    price = AgreedPrice.objects.get()
    assert (price.customer, price.agreed_by, price.unit_price) == (tidewater, john, Decimal("11.4"))
    assert Job.objects.filter(kind="refunds.recheck").count() == 1


def test_what_overlaps_is_refused_with_a_sentence_and_nothing_typed_is_lost(john_in, tidewater):
    agree(tidewater, ("2024-01-01", "11.40"))
    page = posted(john_in, "/c/tidewater/prices/add", {**PRICE, "unit_price": "12", "currency": "GBP"})
    assert "Another price is agreed from this day on." in page and "Contract of 2 January." in page
    page = posted(john_in, "/c/tidewater/prices/add", {**PRICE, "valid_to": "2023-01-01", "currency": "GBP"})
    assert "This price ends before it begins." in page


def test_a_price_is_corrected_once_with_its_reason(john_in, tidewater):
    agree(tidewater, ("2024-01-01", "11.40"))
    price = AgreedPrice.objects.get()
    sent = {"unit_price": "11.10", "valid_to": "2025-01-01", "was": seen_of(price), "why": "Typed wrongly."}
    page = posted(john_in, f"/prices/one/{price.pk}", sent)
    assert "corrected to 11.10, before it was 11.40" in page and "Typed wrongly." in page and "1 Jan 2025" in page
    page = posted(john_in, f"/prices/one/{price.pk}", sent)
    assert "Somebody changed this price meanwhile." in page
    assert Entry.objects.filter(what="price.corrected").count() == 1


def test_a_price_is_taken_away_and_the_history_keeps_it(john_in, tidewater):
    agree(tidewater, ("2024-01-01", "11.40"))
    price = AgreedPrice.objects.get()
    page = posted(john_in, f"/prices/one/{price.pk}/away", {"why": "Another customer's."})
    assert "11.40 taken away" in page and "Another customer's." in page and not AgreedPrice.objects.exists()
    assert john_in.get(f"/prices/one/{price.pk}").status_code == 404


def test_a_list_is_made_filled_and_shows_who_buys_by_it(client, cast, tidewater, now):
    other = make.customer("Castellan", account_manager=cast.priya)
    client.force_login(cast.john)
    assert "No price list yet" in seen(client, "/prices/")
    posted(client, "/prices/new", {"name": "Standard", "currency": "GBP"})
    assert "There is a list of this name already." in posted(
        client, "/prices/new", {"name": "standard", "currency": "GBP"}
    )
    made = PriceList.objects.get()
    page = posted(client, f"/prices/{made.pk}/add", PRICE)
    assert "£11.40" in page and "None of your customers." in page
    for customer in (tidewater, other):
        buy_by(customer=customer, price_list=made, by=cast.top, now=now)
    page = seen(client, f"/prices/{made.pk}")
    assert "2 customers" in page and "Tidewater" in page and "Castellan" not in page
    row = seen(client, "/prices/")
    assert "Standard" in row and "1 Jan 2024" in row


def test_the_list_and_the_day_that_counts_are_chosen_for_a_customer(john_in, tidewater, standard):
    page = posted(john_in, "/c/tidewater/prices/list", {"price_list": standard.pk, "priced_by": "order"})
    assert "They buy by Standard 2024." in page and "Day of the order" in page
    page = posted(john_in, "/c/tidewater/prices/list", {"price_list": "", "priced_by": ""})
    assert "They buy by no list" in page and not CustomerPricing.objects.exists()
    page = posted(john_in, f"/prices/{standard.pk}/day", {"priced_by": "delivery"})
    assert "Day of delivery" in page


def test_who_only_reads_is_offered_nothing_to_change(client, cast, tidewater, standard):
    agree(tidewater, ("2024-01-01", "11.40"))
    for person in (cast.finance, cast.auditor):
        client.force_login(person)
        for path in ("/prices/", f"/prices/{standard.pk}", "/c/tidewater/prices"):
            page = seen(client, path)
            assert "/add" not in page and "/away" not in page and "/prices/new" not in page


def test_a_foreign_price_is_not_there(client, priya, tidewater):
    agree(tidewater, ("2024-01-01", "11.40"))
    client.force_login(priya)
    pk = AgreedPrice.objects.get().pk
    for path in ("/c/tidewater/prices", "/c/tidewater/prices/add", f"/prices/one/{pk}", f"/prices/one/{pk}/away"):
        assert client.get(path).status_code == 404


def test_many_prices_are_found_by_item_a_page_at_a_time(john_in, tidewater, django_assert_max_num_queries):
    for number in range(60):
        agree(tidewater, ("2024-01-01", "1"), item=f"Item {number:02}")
    with django_assert_max_num_queries(12):
        page = seen(john_in, "/c/tidewater/prices")
    assert "1 to 50 of 60" in page
    page = seen(john_in, "/c/tidewater/prices?q=item+57")
    assert "Item 57" in page and "Item 56" not in page
    for hostile in ("page=-1", "page=x", "q=%00", "q=" + "x" * 5_000):
        assert john_in.get(f"/c/tidewater/prices?{hostile}").status_code == 200


def test_a_list_and_its_page_ask_the_same_however_much_stands_on_it(
    john_in, john, standard, now, django_assert_max_num_queries
):
    for number in range(30):
        agree(customer := make.customer(f"Buyer {number}", account_manager=john), ("2024-01-01", "1"))
        bill(customer, "A", "2024-05-15", None)
        buy_by(customer=customer, price_list=standard, by=john, now=now)
        make_price_list(name=f"List {number}", currency="GBP", by=john, now=now)
    for path in ("/prices/", f"/prices/{standard.pk}"):
        with django_assert_max_num_queries(12):
            assert john_in.get(path).status_code == 200
