"""Who else? From John's overcharge to the others, each person finding their own customers only."""

from html import unescape
from urllib.parse import quote

import pytest

from recovery.telling import log_for_later
from refunds.models import CustomerPriceList, PriceList
from tests import make, make_cases
from tests.refunds.make_rows import ITEM, agree, bill

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(john, now):
    customer = make_cases.halvorsen(john)
    overcharged(customer)
    return log_for_later(customer=customer, mistake=make_cases.mistake(customer, kind="overcharge"), by=john, now=now)


def overcharged(customer, *, quantity="250"):
    agree(customer, ("2020-01-01", "11.40"), currency="USD")
    bill(customer, "A", "2024-05-15", None, currency="USD", quantity=quantity)
    return customer


def asked(client, person, incident, **rule):
    client.force_login(person)
    answer = client.get(f"/i/{incident.reference}/who-else", {"item": ITEM, **rule} if rule is not None else {})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_it_says_whom_how_much_and_how_sure_and_leaves_out_who_asked(client, john, incident):
    overcharged(make.customer("Tidewater", account_manager=john))
    unsure = make.customer("Orchard", account_manager=john)
    bill(unsure, "A", "2024-05-15", None, currency="USD", quantity="10")
    page = asked(client, john, incident, agreed="11.40")
    for words in (
        "Two more customers paid too much for the same thing",
        "$130.00",
        "$125.00",
        "Certain",
        "Check first",
    ):
        assert words in page
    assert "No agreed price on file for some days" in page and "2 invoice lines of 2 customers" in page
    assert "/c/tidewater" not in page and page.count("Halvorsen") <= 3
    assert "Orchard" in asked(client, john, incident)


def test_each_finds_their_own_customers(client, cast, incident):
    overcharged(make.customer("Tidewater", account_manager=cast.john))
    overcharged(make.customer("Castellan", account_manager=cast.priya))
    for person, sees in ((cast.john, "T"), (cast.dana, "T"), (cast.top, "TC"), (cast.finance, "TC")):
        page = asked(client, person, incident)
        assert ("Tidewater" in page, "Castellan" in page) == ("T" in sees, "C" in sees), person
    client.force_login(cast.priya)
    assert client.get(f"/i/{incident.reference}/who-else").status_code == 404


def test_nobody_else_is_said_with_how_much_was_looked_at(client, john, incident):
    assert "Nobody else" in asked(client, john, incident, item="Pallet wrap")
    assert "We looked at 0 lines" in asked(client, john, incident, item="Pallet wrap")


def test_without_anything_known_the_form_waits_for_an_item(client, john, incident):
    client.force_login(john)
    page = client.get(f"/i/{incident.reference}/who-else").content.decode()
    assert "Name the item" in page and "Nobody else" not in page
    assert "Name an item, or choose a price list." in asked(client, john, incident, item="")


def test_a_price_list_names_its_customers(client, john, incident):
    prices = PriceList.objects.create(name="2024 list", currency="USD", created_at=make.NOW)
    listed = overcharged(make.customer("Tidewater", account_manager=john))
    overcharged(make.customer("Bayside", account_manager=john))
    CustomerPriceList.objects.create(customer=listed, price_list=prices)
    page = asked(client, john, incident, price_list=str(prices.pk))
    assert "One more customer" in page and "Tidewater" in page and "Bayside" not in page


@pytest.mark.parametrize(
    "rule",
    [
        {"item": "<script>alert(1)</script>"},
        {"item": "x" * 5000},
        {"item": "a\0b"},
        {"price_list": "9" * 30},
        {"price_list": "1 OR 1=1"},
        {"since": "0000-00-00"},
        {"since": "2025-01-02", "until": "2025-01-01"},
        {"agreed": "1e999"},
        {"agreed": "-1"},
        {"agreed": "0.00000001"},
    ],
)
def test_hostile_rules_are_refused_with_a_sentence_or_find_nothing(client, john, incident, rule):
    page = asked(client, john, incident, **rule)
    assert (
        "<script>alert"
        not in client.get(f"/i/{incident.reference}/who-else?item={quote('<script>alert')}").content.decode()
    )
    assert "Nobody else" in page or "error" in page


def test_the_page_asks_the_same_however_many_there_are(client, john, incident, django_assert_max_num_queries):
    for number in range(12):
        overcharged(make.customer(f"Buyer {number}", account_manager=john))
    client.force_login(john)
    with django_assert_max_num_queries(12):
        page = client.get(f"/i/{incident.reference}/who-else", {"item": ITEM}).content.decode()
    assert "12 more customers" in page or "Twelve more customers" in page


def test_the_mistake_leads_there_when_it_is_about_money(client, john, incident, now):
    client.force_login(john)
    assert "Who else paid too much?" in client.get(f"/i/{incident.reference}").content.decode()
    other = log_for_later(
        customer=incident.customer, mistake=make_cases.mistake(incident.customer, kind="outage"), by=john, now=now
    )
    assert "Who else paid too much?" not in client.get(f"/i/{other.reference}").content.decode()
    assert client.get(f"/i/{other.reference}/who-else").status_code == 404
