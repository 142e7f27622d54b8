"""The overcharge watch as its people see it: whose findings, what they say, what becomes of them."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from ground.jobs import running
from incidents.models import Incident, IncidentFinding
from recovery.telling import log_for_later
from refunds.models import Finding, FindingState
from refunds.watch import watch
from tests import make, make_cases
from tests.refunds import bring
from tests.refunds.make_rows import ITEM, agree, bill

BROUGHT = [
    (1, "Freight handling", "11,90"),
    (2, "Freight handling", "11,80"),
    (3, "Freight handling", "11,30"),
    (4, "Unknown", "1"),
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def halvorsen(john, now):
    customer = make_cases.halvorsen(john)
    agree(customer, ("2020-01-01", "11.40"), currency="USD")
    bill(customer, "INV-7", "2024-05-15", None, currency="USD")
    bill(customer, "INV-8", "2024-06-15", "2024-07-01", currency="USD")
    watch(now=now)
    return customer


@pytest.fixture
def theirs(priya, now):
    customer = make.customer("Castellan", account_manager=priya)
    agree(customer, ("2020-01-01", "0.0125"), item="<b>Pallet & wrap</b>")
    bill(customer, "C-1", "2024-05-15", "2024-06-01", item="<b>Pallet & wrap</b>", price="0.0375", quantity="10000")
    watch(now=now)
    return customer


def seen(client, person, path="/watch"):
    client.force_login(person)
    return unescape(client.get(path).content.decode())


def last():
    return Finding.objects.latest("pk")


def test_it_says_who_what_where_and_how_much(client, john, halvorsen):
    page = seen(client, john)
    for words in (
        "One of your customers was billed above the agreed price",
        "Halvorsen Marine Supply",
        "$11.90, should be $11.40",
        "2 lines on 2 invoices",
        "$250.00",
        "A part is not paid yet",
    ):
        assert words in page


def test_prices_finer_than_money_and_hostile_names_stand_as_they_are(client, priya, theirs):
    client.force_login(priya)
    page = client.get("/watch").content.decode()
    assert "0.0375 GBP, should be 0.0125 GBP" in page and "1 line on C-1" in page
    assert "&lt;b&gt;Pallet &amp; wrap&lt;/b&gt;" in page and "<b>Pallet" not in page


def test_each_sees_their_own_customers_and_managers_their_teams(client, cast, halvorsen, theirs):
    for person, sees in ((cast.john, "H"), (cast.dana, "H"), (cast.priya, "C"), (cast.tomas, "C"), (cast.top, "HC")):
        page = seen(client, person)
        assert ("Halvorsen" in page, "Castellan" in page) == ("H" in sees, "C" in sees), person
    client.force_login(cast.priya)
    pk = Finding.objects.filter(customer=halvorsen).latest("pk").pk
    assert client.get(f"/watch/{pk}/changed").status_code == 404
    assert client.post(f"/watch/{pk}/changed", {"why": "Raised."}).status_code == 404


def test_today_counts_the_customers_and_leads_there(client, john, priya, halvorsen):
    page = seen(client, john, "/")
    assert "One of your customers was billed above the agreed price" in page and 'href="/watch"' in page
    assert 'href="/watch"' not in seen(client, priya, "/")


def test_a_changed_price_is_noted_with_its_reason_and_not_shown_again(client, john, halvorsen):
    client.force_login(john)
    address = f"/watch/{last().pk}/changed"
    assert "Say why." in client.post(address, {"why": " "}).content.decode()
    assert client.post(address, {"why": "The new price holds from May."}).status_code == 302
    assert "Nobody was billed above their agreed price" in seen(client, john)
    assert set(Finding.objects.values_list("state", "why")) == {("dismissed", "The new price holds from May.")}
    assert "Somebody has seen to this meanwhile" in client.post(address, {"why": "Again."}).content.decode()


def test_logged_as_a_mistake_the_form_knows_what_was_found_and_the_findings_go_with_it(client, john, halvorsen):
    page = seen(client, john)
    address = page.split('href="/log?')[1].split('"')[0]
    form = seen(client, john, f"/log?{address}")
    known = {name: values[0] for name, values in parse_qs(urlsplit(f"?{address}").query).items()}
    assert "We billed you more than agreed for Freight handling: $11.90, should be $11.40." in form
    assert known["started"] == "2024-05-15" and f'value="{last().pk}"' in form
    sent = {**known, "customer": halvorsen.name, "severity": "", "act": "later"}
    assert client.post("/log", sent).status_code == 302
    incident = Incident.objects.get()
    assert set(Finding.objects.values_list("state", flat=True)) == {FindingState.LOGGED}
    assert IncidentFinding.objects.filter(incident=incident).count() == 2
    assert "What the overcharge watch found belongs to it" in seen(client, john, f"/i/{incident.reference}?all")


def test_it_is_added_to_a_mistake_that_is_open_once(client, john, halvorsen, now):
    mistake = make_cases.mistake(halvorsen, kind="overcharge")
    incident = log_for_later(customer=halvorsen, mistake=mistake, by=john, now=now)
    assert f"Add it to {incident.reference}" in seen(client, john)
    address = f"/watch/{last().pk}/add/{incident.reference}"
    for _again in range(2):
        assert client.post(address).status_code == 302
    assert IncidentFinding.objects.filter(incident=incident).count() == 2


def test_what_was_found_elsewhere_is_not_added(client, cast, halvorsen, theirs, now):
    incident = log_for_later(customer=halvorsen, mistake=make_cases.mistake(halvorsen), by=cast.john, now=now)
    client.force_login(cast.top)
    pk = Finding.objects.filter(customer=theirs).get().pk
    page = client.post(f"/watch/{pk}/add/{incident.reference}", follow=True).content.decode()
    assert "This was found at another customer." in page and not IncidentFinding.objects.exists()


@pytest.mark.parametrize("typed", ["x", "-1", "9" * 30, "1 OR 1=1", "²", "99999"])
def test_a_hostile_finding_in_the_log_form_is_left_out(client, john, halvorsen, typed):
    client.force_login(john)
    sent = {"customer": halvorsen.name, "kind": "other", "what": "A mistake.", "noticed": "us", "act": "later"}
    assert client.post("/log", {**sent, "finding": typed}).status_code in (200, 302)
    assert not IncidentFinding.objects.exists()


def test_the_page_asks_the_same_however_many_there_are(client, john, now, django_assert_max_num_queries):
    for number in range(12):
        customer = make.customer(f"Buyer {number}", account_manager=john)
        agree(customer, ("2020-01-01", "11.40"))
        bill(customer, "A", "2024-05-15", None, item=ITEM)
    watch(now=now)
    client.force_login(john)
    with django_assert_max_num_queries(12):
        assert client.get("/watch").content.decode().count("Log it as a mistake") == 12


def test_it_says_what_the_last_import_came_to_for_my_customers_alone(client, cast):
    for name, person in (("Tidewater", cast.john), ("Castellan", cast.priya)):
        customer = make.customer(name, account_manager=person, reference=name[0])
        agree(customer, ("2020-01-01", "11.40"), currency="EUR")
    rows = [f"T;{n};15.05.2024;{item};1;{price};EUR;20;" for n, item, price in BROUGHT]
    upload = bring.keep(cast.john, bring.lines(*rows))
    bring.land(bring.check(upload))
    running.run_due(now=make.NOW)
    page = seen(client, cast.john)
    figures = re.findall(r"<dd>([0-9]+)", page.split("How this was found")[1])
    assert figures == ["4", "2", "1", "1"]
    assert "New lines" not in seen(client, cast.priya) and "New lines" in seen(client, cast.dana)
    assert "One of your customers" in page
    prices = "customer;item;price;currency;valid from\nT;Freight handling;12,00;EUR;01.05.2024\n"
    bring.land(bring.check(bring.keep(cast.john, prices, kind="prices")))
    running.run_due(now=make.NOW)
    page = seen(client, cast.john)
    assert "Nobody was billed above their agreed price" in page and "How this was found" in page
