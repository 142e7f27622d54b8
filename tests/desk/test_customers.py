"""The pages of customers: who sees what, in few statements, and nothing that harms gets in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers.models import Contact, Customer
from customers.never_again import add_never_again
from ground.worktime.now import now
from tests import make, make_cases
from trust.readings import record_reading

HARMLESS = [
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% debug %}",
    '=HYPERLINK("http://evil.example")',
    "Robert'); DROP TABLE customers;--",
    "../../etc/passwd",
]
REFUSED = [
    "Bay\r\nBcc: evil@x.example",
    "Bay\x00side",
    "x" * 100_000,
    "a" + "\u0301" * 5000,
    "Bay\x1b[31mside",
    "Bay\ufffdside",
]


@pytest.fixture
def halvorsen(john):
    customer = make.customer("Halvorsen Marine Supply", account_manager=john, slug="halvorsen", reference="40017")
    make.contact(customer, "Ingrid Halvorsen", email="ingrid@halvorsen.example", speaks=True, role="Owner")
    return customer


def typed(**fields):
    return {"name": "Bayside", "zone": "Europe/London", "language": "en", "currency": "GBP", **fields}


PAGES = ["desk:customer", "desk:change_customer", "desk:record_trust", "desk:add_contact"]


@pytest.mark.parametrize("page", PAGES)
def test_a_customer_of_another_team_is_not_there(page, client, halvorsen, cast):
    for person, status in [
        (cast.john, 200),
        (cast.dana, 200),
        (cast.top, 200),
        (cast.priya, 404),
        (cast.tomas, 404),
        (cast.administrator, 404),
        (make.person(role="colleague"), 404),
        (cast.finance, 200 if page == "desk:customer" else 404),
        (cast.auditor, 200 if page == "desk:customer" else 404),
    ]:
        client.force_login(person)
        assert client.get(reverse(page, args=["halvorsen"])).status_code == status, (page, person)
        if page != "desk:customer" and status == 404:
            assert client.post(reverse(page, args=["halvorsen"]), typed()).status_code == 404


def test_a_contact_is_reached_only_by_its_own_customer(client, halvorsen, john, priya):
    other = make.contact(make.customer("Bayside", account_manager=priya, slug="bayside"), "Ann")
    client.force_login(john)
    for page in ("desk:change_contact", "desk:contact_left"):
        assert client.get(reverse(page, args=["halvorsen", other.pk])).status_code == 404
        assert client.post(reverse(page, args=["halvorsen", other.pk])).status_code == 404
        assert client.get(reverse(page, args=["bayside", other.pk])).status_code == 404
        assert client.get(f"/c/halvorsen/contacts/{10**30}").status_code == 404


def test_nobody_sees_anything_without_signing_in(client, halvorsen):
    for url in ("/customers", "/c/halvorsen", "/customers/add", "/customers/import", "/customers/names?q=halv"):
        answer = client.get(url)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


def test_the_page_shows_what_is_known(client, halvorsen, john):
    client.force_login(john)
    page = client.get("/c/halvorsen").content.decode()
    for words in ("Halvorsen Marine Supply", "40017", "Ingrid Halvorsen", "Speaks for them", "You have not asked them"):
        assert words in page


def test_finance_sees_no_feelings(client, halvorsen, cast):
    add_never_again(halvorsen, words="It fell off the truck", by=cast.john, now=now())
    for person, shown in [(cast.john, True), (cast.auditor, True), (cast.finance, False)]:
        client.force_login(person)
        assert ("It fell off the truck" in client.get("/c/halvorsen").content.decode()) is shown


def test_everybody_finds_names_and_only_names(client, halvorsen, cast):
    for person in (cast.priya, cast.administrator, make.person(role="colleague")):
        client.force_login(person)
        page = client.get("/customers/names", {"q": "halv"}).content.decode()
        assert '<option value="Halvorsen Marine Supply">' in page
        assert "ingrid" not in page.lower()
        assert "option" not in client.get("/customers/names", {"q": "h"}).content.decode()


def test_a_customer_is_added_by_hand(client, john):
    client.force_login(john)
    answer = client.post("/customers/add", typed(reference="77"), follow=True)
    assert answer.redirect_chain == [("/c/bayside", 302)]
    assert "Bayside is here, with John Reyes." in answer.content.decode()
    made = Customer.objects.get()
    assert (made.account_manager, made.locale, made.reference) == (john, "en-GB", "77")


def test_extra_fields_are_not_heard(client, john, priya):
    client.force_login(john)
    client.post(
        "/customers/add", typed(account_manager=priya.pk, slug="mine", team=priya.team_id, created_at="2001-01-01")
    )
    made = Customer.objects.get()
    assert (made.account_manager, made.team, made.slug) == (john, john.team, "bayside")


def test_an_administrator_adds_and_is_shown_the_list(client, cast):
    client.force_login(cast.administrator)
    answer = client.post("/customers/add", typed(account_manager=cast.priya.pk), follow=True)
    assert answer.redirect_chain == [("/customers", 302)]
    assert "Bayside is here, with Priya Nair." in answer.content.decode()


def test_those_who_only_read_add_nothing(client, cast):
    for person in (cast.finance, cast.auditor, make.person(role="colleague")):
        client.force_login(person)
        for url in ("/customers/add", "/customers/import"):
            assert client.get(url).status_code == 404
            assert client.post(url, typed()).status_code == 404
    assert not Customer.objects.exists()


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(client, halvorsen, john):
    client.force_login(john)
    page = client.post("/customers/add", typed(name="HALVORSEN Marine Supply", reference="77")).content.decode()
    assert "Halvorsen Marine Supply is here already, with John Reyes." in page
    assert "<title>Error:" in page
    assert 'value="77"' in page


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text)[:20])
@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("/customers/add", "name"),
        ("/customers/add", "reference"),
        ("/c/halvorsen/contacts/add", "name"),
        ("/c/halvorsen/contacts/add", "email"),
        ("/c/halvorsen/contacts/add", "phone"),
        ("/c/halvorsen/contacts/add", "note"),
    ],
)
def test_input_that_harms_is_refused_with_a_sentence(url, field, text, client, halvorsen, john):
    client.force_login(john)
    before = (Customer.objects.count(), Contact.objects.count())
    fields = typed(email="a@b.example") | {field: text}
    answer = client.post(url, fields)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert (Customer.objects.count(), Contact.objects.count()) == before


@pytest.mark.parametrize("text", HARMLESS)
def test_markup_and_formulas_are_words_like_others(text, client, halvorsen, john):
    client.force_login(john)
    page = client.post("/customers/add", typed(name=text), follow=True).content.decode()
    made = Customer.objects.get(name=text)
    assert "<script>alert" not in page
    assert "49" not in page.split("<h1>")[1].split("</h1>")[0]
    client.post(f"/c/{made.slug}/contacts/add", {"name": text, "email": "a@b.example"})
    assert "<script>alert" not in client.get(f"/c/{made.slug}").content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"zone": "Mars/Base"},
        {"zone": "../../etc/passwd"},
        {"currency": "XXQ"},
        {"language": "<b>"},
        {"deputy": "999999"},
        {"deputy": "-1"},
        {"name": ""},
    ],
)
def test_what_is_not_offered_cannot_be_chosen(fields, client, john):
    client.force_login(john)
    answer = client.post("/customers/add", typed(**fields))
    assert (answer.status_code, Customer.objects.count()) == (200, 0)


@pytest.mark.parametrize(
    "email", ["a@x.example, b@x.example", "a@x.example\nBcc: c@x.example", "a b@x.example", "@", "a"]
)
def test_one_address_fits_into_the_field_for_one(email, client, halvorsen, john):
    client.force_login(john)
    answer = client.post("/c/halvorsen/contacts/add", {"name": "Ann", "email": email})
    assert (answer.status_code, halvorsen.contacts.count()) == (200, 1)


def test_a_contact_is_added_changed_and_leaves(client, halvorsen, john):
    client.force_login(john)
    tomas = {"name": "Tomas Reed", "email": "tomas@halvorsen.example", "receives_updates": "on"}
    client.post("/c/halvorsen/contacts/add", tomas)
    made = halvorsen.contacts.get(name="Tomas Reed")
    client.post(f"/c/halvorsen/contacts/{made.pk}", {**tomas, "speaks": "on", "role": "Accounts payable"})
    made.refresh_from_db()
    assert (made.speaks, made.role) == (True, "Accounts payable")
    assert client.get(f"/c/halvorsen/contacts/{made.pk}/left").status_code == 200
    made.refresh_from_db()
    assert made.left_at is None
    client.post(f"/c/halvorsen/contacts/{made.pk}/left")
    made.refresh_from_db()
    assert made.left_at is not None
    assert halvorsen.contacts.here().get(speaks=True).name == "Ingrid Halvorsen"


@pytest.mark.parametrize(
    "query",
    [
        "?page=-1",
        "?page=99999999999999999999",
        "?page=x",
        "?order=password",
        "?q=%00",
        "?q=" + "a" * 5000,
        "?q=%F0%28",
        "?q=%25_%27",
    ],
)
def test_a_strange_query_is_answered_calmly(query, client, halvorsen, john):
    client.force_login(john)
    assert client.get(f"/customers{query}").status_code == 200
    assert client.get(f"/customers/names{query}").status_code == 200
    assert client.get(f"/c/halvorsen{query}").status_code == 200


def test_the_list_finds_by_name_and_goes_in_pages(client, john):
    for number in range(60):
        make.customer(f"Company {number:02}", account_manager=john)
    client.force_login(john)
    first, second = client.get("/customers"), client.get("/customers?page=2")
    assert (len(first.context["page"].object_list), len(second.context["page"].object_list)) == (50, 10)
    found = client.get("/customers", {"q": "company 5"})
    assert found.context["page"].paginator.count == 10
    assert "10 customers match “company 5”." in found.content.decode()


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_statements_of_the_list_do_not_grow(client, john):
    client.force_login(john)
    for number in range(10):
        make.customer(f"Company {number}", account_manager=john)
    few = statements(client, "/customers")
    for number in range(10, 100):
        make.contact(make.customer(f"Company {number}", account_manager=john))
    assert statements(client, "/customers") == few
    assert few <= 12


def test_get_changes_nothing(client, halvorsen, john):
    client.force_login(john)
    with CaptureQueriesContext(connection) as captured:
        for url in (
            "/customers",
            "/c/halvorsen",
            "/c/halvorsen/change",
            "/c/halvorsen/trust",
            "/c/halvorsen/contacts/add",
            "/customers/import",
        ):
            assert client.get(url).status_code == 200
            assert client.head(url).status_code == 200
    assert not [q["sql"] for q in captured if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_statements_of_a_page_do_not_grow_with_its_story(client, halvorsen, john):
    client.force_login(john)
    instant = now()
    told(halvorsen, instant)
    few = statements(client, "/c/halvorsen")
    for _number in range(9):
        told(halvorsen, instant)
    assert statements(client, "/c/halvorsen") == few
    assert few <= 12


def told(customer, instant):
    """A mistake, told, and a reading of trust beside it."""
    make_cases.told(customer, now=instant - timedelta(days=1), next_at=instant + timedelta(hours=3))
    record_reading(
        customer=customer,
        value=4,
        whose="theirs",
        contact=customer.contacts.first(),
        occasion="other",
        said_at=instant,
        by=customer.account_manager,
        now=instant,
    )
