"""Who else? Asked from John's overcharge, by a rule or by a list; each person finds their own customers only."""

from html import unescape

import pytest
from django.urls import reverse

from ground.jobs.running import run_due
from recovery.telling import log_for_later
from refunds.models import CustomerPriceList, PriceList, Sweep
from tests import make, make_cases
from tests.refunds.make_rows import ITEM, agree, bill, eight_percent

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(john, now):
    customer = make_cases.halvorsen(john)
    overcharged(customer)
    return log_for_later(customer=customer, mistake=make_cases.mistake(customer, kind="overcharge"), by=john, now=now)


def overcharged(customer, *, quantity="250", number="A"):
    agree(customer, ("2020-01-01", "11.40"), currency="USD")
    bill(customer, number, "2024-05-15", "2024-06-14", currency="USD", quantity=quantity, tax="0")
    return customer


def words_of(answer):
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def posted(client, person, incident=None, **rule):
    """The answer to a good or bad form."""
    client.force_login(person)
    where = f"/i/{incident.reference}/who-else" if incident else "/who-else"
    return client.post(where, {"item": ITEM, **rule})


def asked(client, person, incident=None, **rule):
    """The page of what was found."""
    answer = posted(client, person, incident, **rule)
    assert answer.status_code == 302, words_of(answer)
    run_due(now=make.NOW)
    return words_of(client.get(answer["Location"]))


def test_it_says_whom_how_much_and_how_sure_and_leaves_out_who_asked(client, john, incident):
    overcharged(make.customer("Tidewater", account_manager=john))
    unsure = make.customer("Orchard", account_manager=john)
    bill(unsure, "A", "2024-05-15", "2024-06-14", currency="USD", quantity="10", tax="0")
    rates = str(eight_percent().pk)
    page = asked(client, john, incident, agreed="11.40", rates=rates, refund_on="2026-03-13")
    for words in (
        "Two more customers paid too much for the same thing",
        "Together we owe them $148.15.",
        "$130.00",
        "$18.15",
        "$17.45",
        "$142.45",
        "$5.70",
        "Certain",
        "Check first",
        "No agreed price on file for some days",
        "2 invoice lines of 2 customers",
        "By “8 %”, version 1, from the day they paid to 13 Mar 2026",
        "besides Halvorsen",
        "1 to check first",
    ):
        assert words in page, words
    assert "/c/tidewater" not in page and "Orchard" in asked(client, john, incident)


def test_each_finds_their_own_customers(client, cast, incident):
    overcharged(make.customer("Tidewater", account_manager=cast.john))
    overcharged(make.customer("Castellan", account_manager=cast.priya))
    for person, sees in ((cast.john, "T"), (cast.dana, "T"), (cast.top, "TC"), (cast.finance, "TC")):
        page = asked(client, person, incident)
        assert ("Tidewater" in page, "Castellan" in page) == ("T" in sees, "C" in sees), person
    everybody = Sweep.objects.get(asked_by=cast.top)
    client.force_login(cast.priya)
    page = words_of(client.get(f"/who-else/{everybody.pk}"))
    assert "Castellan" in page and "Tidewater" not in page and "Halvorsen" not in page and "Leave out" in page
    assert client.get(f"/who-else/{Sweep.objects.get(asked_by=cast.john).pk}").status_code == 404
    assert client.get(f"/i/{incident.reference}/who-else").status_code == 404


def test_nobody_else_is_said_with_how_much_was_looked_at(client, john, incident):
    page = asked(client, john, incident, item="Pallet wrap")
    assert "Nobody else" in page and "We looked at 0 lines" in page


def test_the_form_begins_with_what_is_known_and_with_an_earlier_rule(client, john, incident):
    client.force_login(john)
    page = words_of(client.get(f"/i/{incident.reference}/who-else"))
    assert "Name the item" in page and "Looked for before" not in page
    assert "Name an item, choose a price list, or list the customers." in words_of(
        posted(client, john, incident, item="")
    )
    asked(client, john, incident, since="2024-01-01", agreed="11.5")
    pk = Sweep.objects.get().pk
    page = words_of(client.get(f"/i/{incident.reference}/who-else?like={pk}"))
    assert "2024-01-01" in page and 'value="11.5"' in page and "Looked for before" in page
    for foreign in ("9" * 17, "9" * 50, "x", "-1"):
        assert client.get(f"/who-else?like={foreign}").status_code == 200


def test_a_price_list_names_its_customers(client, john, incident):
    prices = PriceList.objects.create(name="2024 list", currency="USD", created_at=make.NOW)
    listed = overcharged(make.customer("Tidewater", account_manager=john))
    overcharged(make.customer("Bayside", account_manager=john))
    CustomerPriceList.objects.create(customer=listed, price_list=prices)
    page = asked(client, john, incident, price_list=str(prices.pk))
    assert "One more customer" in page and "Tidewater" in page and "Bayside" not in page
    assert "of who buys by “2024 list”" in page


@pytest.mark.parametrize(
    "rule",
    [
        {"item": "x" * 5000},
        {"item": "a\0b"},
        {"price_list": "9" * 30},
        {"price_list": "1 OR 1=1"},
        {"since": "0000-00-00"},
        {"since": "2025-01-02", "until": "2025-01-01"},
        {"agreed": "1e999"},
        {"agreed": "-1"},
        {"agreed": "0.00000001"},
        {"rates": "9" * 30},
        {"refund_on": "2026-02-30"},
        {"names": "Nobody of ours"},
        {"names": "a\0b"},
        {"names": "x" * 300_000},
    ],
)
def test_hostile_rules_are_refused_with_a_sentence_and_nothing_is_kept(client, john, incident, rule):
    page = words_of(posted(client, john, incident, **rule))
    assert "error-summary" in page and not Sweep.objects.exists()


def test_interest_needs_its_last_day(client, john, incident):
    page = words_of(posted(client, john, incident, rates=str(eight_percent().pk)))
    assert "Name the day until which interest is paid." in page and not Sweep.objects.exists()


def test_markup_in_an_item_stays_text(client, john, incident):
    page = client.get(f"/who-else/{kept(client, john, item='<script>alert(1)</script>').pk}").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def kept(client, person, incident=None, **rule):
    asked(client, person, incident, **rule)
    return Sweep.objects.latest("pk")


def test_the_page_asks_the_same_however_many_there_are(client, john, incident, django_assert_max_num_queries):
    for number in range(12):
        overcharged(make.customer(f"Buyer {number}", account_manager=john))
    pk = kept(client, john, incident).pk
    with django_assert_max_num_queries(12):
        page = words_of(client.get(f"/who-else/{pk}"))
    assert "12 more customers" in page and page.count("Leave out<") == 13


def test_the_mistake_leads_there_when_it_is_about_money(client, john, incident, now):
    client.force_login(john)
    assert "Who else paid too much?" in client.get(f"/i/{incident.reference}").content.decode()
    other = log_for_later(
        customer=incident.customer, mistake=make_cases.mistake(incident.customer, kind="outage"), by=john, now=now
    )
    assert "Who else paid too much?" not in client.get(f"/i/{other.reference}").content.decode()
    assert client.get(f"/i/{other.reference}/who-else").status_code == 404


def test_a_pasted_list_limits_it_or_stands_alone(client, john, incident):
    overcharged(make.customer("Smith, Jones & Co", account_manager=john), number="INV-1")
    overcharged(make.customer("Bayside", account_manager=john, reference="K-77"), number="INV-2")
    overcharged(make.customer("Tidewater", account_manager=john), number="INV-3")
    page = asked(client, john, names="smith,  jones & co\r\n\r\nk-77")
    assert "Two customers paid too much" in page and "2 customers named on a list" in page and "Tidewater" not in page
    page = asked(client, john, item="", names="INV-3\tBayside;K-77, INV-1")
    assert "Three customers are named" in page and "Not known yet" in page and "Download" not in page
    page = asked(client, john, item="", names="\n".join(["INV-3"] * 1500 + ["Halvorsen Marine Supply"]))
    assert "Two customers are named" in page


def test_what_is_not_found_or_not_clear_on_the_list_is_said_and_the_list_kept(client, cast, incident):
    john = cast.john
    for name in ("Bayside", "Tidewater"):
        overcharged(make.customer(name, account_manager=john), number="2041")
    overcharged(make.customer("Castellan", account_manager=cast.priya), number="P-1")
    names = "Bayside\nCastellan, P-1\n2041\n<b>Nobody</b>"
    page = words_of(posted(client, john, item="", names=names))
    for words in (
        "1 customer was found.",
        "Not found: Castellan, P-1, <b>Nobody</b>.",
        "2041 may mean Bayside, Tidewater.",
    ):
        assert words in page, words
    assert names in page.replace("\r", "") and not Sweep.objects.exists()
    page = asked(client, john, item="", names=names, without="on")
    assert "One customer is named" in page and "Bayside" in page and "Tidewater" not in page
    many = words_of(posted(client, john, item="", names="\n".join(f"N{n}" for n in range(10_000))))
    assert "10000 lines are too many. Paste at most 2000 at once." in many and "N9999" in many


def test_how_far_it_is_and_stopping_and_going_on(client, cast, incident):
    overcharged(make.customer("Tidewater", account_manager=cast.john))
    where = posted(client, cast.john)["Location"]
    assert "Looking for everybody else" in words_of(client.get(where))
    assert 'hx-trigger="every 1s"' in words_of(client.get(where, headers={"HX-Request": "true"}))
    client.force_login(cast.dana)
    assert client.get(where).status_code == 404 and client.post(f"{where}/stop").status_code == 404
    client.force_login(cast.john)
    client.post(f"{where}/stop")
    assert run_due(now=make.NOW) == 0 and "You stopped it." in words_of(client.get(where))
    assert client.get(where, headers={"HX-Request": "true"})["HX-Redirect"] == where
    client.post(where)
    assert run_due(now=make.NOW) == 1 and "Two customers paid too much" in words_of(client.get(where))
    assert client.get(where, headers={"HX-Request": "true"})["HX-Redirect"] == where
    client.force_login(cast.dana)
    assert "Tidewater" in words_of(client.get(where)) and client.post(where).status_code == 404


def test_a_customer_is_left_out_for_a_reason_and_taken_in_again(client, cast, incident):
    overcharged(make.customer("Tidewater", account_manager=cast.john))
    sweep = kept(client, cast.john, incident)
    row = sweep.rows.get()
    out, back = (f"/who-else/{sweep.pk}/rows/{row.pk}/{way}" for way in ("out", "in"))
    assert "Leave out Tidewater" in words_of(client.get(out))
    assert "Say why." in words_of(client.post(out, {"why": " "}))
    client.post(out, {"why": "They agreed to $46.50."})
    page = words_of(client.get(f"/who-else/{sweep.pk}"))
    assert "Nobody else" in page and "Tidewater: They agreed to $46.50." in page and "Take in again" in page
    client.force_login(cast.finance)
    assert client.post(back).status_code == 404 and client.get(out).status_code == 404
    client.force_login(cast.john)
    client.post(back)
    assert "One more customer" in words_of(client.get(f"/who-else/{sweep.pk}"))
    assert client.post(f"/who-else/{sweep.pk}/rows/{row.pk + 1}/in").status_code == 404


def test_customers_lead_there(client, john, incident):
    client.force_login(john)
    assert 'href="/who-else"' in words_of(client.get(reverse("desk:customers")))
