"""Invoices and payments of a customer, and the day one was paid, noted at its source."""

from datetime import timedelta
from html import unescape

import pytest

from ground.history.models import Entry
from ground.money.amounts import Money
from incidents.models import IncidentRefund
from recovery.refunding import set_refund
from refunds.models import Invoice, ReceivedPayment
from tests import make, make_cases
from tests.refunds import make_rows
from tests.refunds.make import day
from tests.refunds.make_rows import bill, credit_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def tidewater(john):
    return make.customer("Tidewater", account_manager=john, slug="tidewater", currency="GBP")


@pytest.fixture
def john_in(client, john):
    client.force_login(john)
    return client


def seen(client, path):
    return unescape(client.get(path).content.decode())


def received(customer, amount, on, invoice=None, reference=""):
    money = Money.of(amount, "GBP")
    ReceivedPayment.objects.create(
        customer=customer,
        invoice=invoice,
        amount_minor=money.minor,
        currency="GBP",
        received_on=day(on),
        reference=reference,
    )


def test_invoices_credit_notes_and_money_that_names_no_invoice(john_in, tidewater):
    bill(tidewater, "A-1", "2024-05-15", "2024-06-14")
    bill(tidewater, "A-2", "2024-06-15", None)
    credit_note(tidewater, "A-1", "2024-07-01", quantity="-10")
    received(tidewater, "500", "2024-08-01", reference="ON ACCOUNT")
    page = seen(john_in, "/c/tidewater/invoices")
    for words in ("A-1", "15 May 2024", "£2,975.00", "£595.00", "£3,570.00", "14 Jun 2024", "credit note", "142.80"):
        assert words in page, words
    assert "ON ACCOUNT" in page and "£500.00" in page and "not known" in page
    page = seen(john_in, "/c/tidewater/invoices?paid=unknown")
    assert "A-2" in page and "A-1" not in page
    page = seen(john_in, "/c/tidewater/invoices?q=a-1")
    assert "A-1" in page and "A-2" not in page


def test_one_invoice_with_its_lines_payments_and_credit_note(john_in, tidewater):
    invoice = bill(tidewater, "A-1", "2024-05-15", None, ordered_on=day("2024-05-01"))
    credit = credit_note(tidewater, "A-1", "2024-07-01", quantity="-10")
    received(tidewater, "100.50", "2024-06-01", invoice, "Part")
    page = seen(john_in, f"/c/tidewater/invoices/{invoice.pk}")
    for words in ("Invoice A-1", "1 May 2024", "Freight handling", "250", "£11.90", "£100.50", "Part", "not known"):
        assert words in page
    assert f"/c/tidewater/invoices/{credit.pk}" in page
    assert "Credit note A-1" in seen(john_in, f"/c/tidewater/invoices/{credit.pk}")


def test_a_payment_date_is_noted_by_one_and_corrected_by_another(client, cast, tidewater):
    invoice = bill(tidewater, "A-1", "2024-05-15", None)
    address = f"/c/tidewater/invoices/{invoice.pk}/paid"
    client.force_login(cast.finance)
    sent = {"paid_on": "2024-06-14", "was": "", "why": "Bank statement 112."}
    assert client.post(address, sent).status_code == 302
    invoice.refresh_from_db()
    assert invoice.paid_on == day("2024-06-14")
    client.force_login(cast.john)
    assert "Somebody noted another day meanwhile." in client.post(address, sent).content.decode()
    sent |= {"was": "2024-06-14", "paid_on": "2024-06-15"}
    client.post(address, sent)
    page = seen(client, f"/c/tidewater/invoices/{invoice.pk}")
    assert "2024-06-15, before 2024-06-14" in page and "Bank statement 112." in page
    told = Entry.objects.about("customer", tidewater.pk).filter(what="invoice.paid_noted")
    assert [(one.by, one.facts["before"]) for one in told] == [(cast.finance, None), (cast.john, "2024-06-14")]


@pytest.mark.parametrize(
    ("paid_on", "why", "says"),
    [
        ("2031-01-01", "So.", "still to come"),
        ("2024-06-14", " ", "Say where this day stands"),
        ("", "So.", "Choose a day"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(john_in, tidewater, paid_on, why, says):
    invoice = bill(tidewater, "A-1", "2024-05-15", None)
    sent = {"paid_on": paid_on, "why": why, "was": ""}
    assert says in john_in.post(f"/c/tidewater/invoices/{invoice.pk}/paid", sent).content.decode()
    assert Invoice.objects.get().paid_on is None


def test_a_foreign_invoice_is_not_there(client, cast, tidewater):
    invoice = bill(tidewater, "A-1", "2024-05-15", None)
    theirs = make.customer("Castellan", account_manager=cast.priya, slug="castellan")
    client.force_login(cast.priya)
    for path in ("/c/tidewater/invoices", f"/c/tidewater/invoices/{invoice.pk}", f"/c/castellan/invoices/{invoice.pk}"):
        assert client.get(path).status_code == 404
    client.force_login(cast.auditor)
    assert client.get(f"/c/tidewater/invoices/{invoice.pk}/paid").status_code == 404
    assert theirs.slug not in seen(client, f"/c/tidewater/invoices/{invoice.pk}")


def test_the_sheet_leads_to_its_invoices_and_an_unknown_day_to_where_it_is_noted(john_in, john, now):
    customer = make_cases.halvorsen(john)
    story = make_cases.told(customer, now=now, next_at=now + timedelta(days=2))
    set_refund(story, amount=Money.of("120.50", "USD"), words="One invoice.", by=john, now=now)
    make_rows.reckoned(story, by=john, now=now)
    page = seen(john_in, f"/i/{story.reference}/refund/sheet")
    paid, unknown = Invoice.objects.filter(customer=customer).order_by("issued_on")
    assert f'/c/{customer.slug}/invoices/{paid.pk}"' in page and f"/invoices/{paid.pk}/paid" not in page
    assert f"/c/{customer.slug}/invoices/{unknown.pk}/paid" in page and "Note it on the invoice" in page
    assert IncidentRefund.objects.filter(incident=story).exists()


def test_the_pages_ask_the_same_however_many_there_are(john_in, tidewater, django_assert_max_num_queries):
    for number in range(60):
        invoice = bill(tidewater, f"N-{number}", "2024-05-15", None)
        received(tidewater, "1", "2024-06-01")
    for path in ("/c/tidewater/invoices", f"/c/tidewater/invoices/{invoice.pk}", "/c/tidewater/invoices?page=2"):
        with django_assert_max_num_queries(12):
            assert john_in.get(path).status_code == 200
