"""Customers in a real browser: every page in light and dark, wide and narrow; the import with and without script."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from customers.models import Customer
from customers.never_again import add_never_again
from ground.worktime.now import now
from tests import make_cases
from tests.make_csv import messy_list
from tests.servers import chromium
from trust.readings import record_reading

pytestmark = [pytest.mark.doors, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)


def trusted(customer, john, instant, *numbers):
    """Their words and one estimate, the oldest first, each so many days ago."""
    ingrid = customer.contacts.first()
    for days, value, whose in numbers:
        record_reading(
            customer=customer,
            value=value,
            whose=whose,
            contact=ingrid if whose == "theirs" else None,
            occasion="review",
            why="It is not the money. My accountant found it, not you.",
            said_at=instant - days * DAY,
            by=john,
            now=instant,
        )


@pytest.fixture
def halvorsen(john):
    instant = now()
    customer = make_cases.halvorsen(john)
    customer.slug, customer.reference = "halvorsen", "40017"
    customer.save()
    add_never_again(customer, words="It was only a rounding error.", by=john, now=instant)
    known = [(700, 8, "theirs"), (400, 9, "theirs"), (120, 9, "theirs"), (60, 6, "ours"), (11, 3, "theirs")]
    trusted(customer, john, instant, *known, (2, 4, "theirs"))
    made = make_cases.told(customer, now=instant - 12 * DAY, next_at=instant + timedelta(hours=3))
    type(made).objects.filter(pk=made.pk).update(found_at=instant - 12 * DAY)
    return customer


def test_every_page_of_a_customer_is_accessible(page, live_server, halvorsen, john):
    chromium.sign_in(page, live_server.url, john)
    ingrid = halvorsen.contacts.first().pk
    for path in (
        "/customers",
        "/c/halvorsen",
        "/c/halvorsen?zoom=90",
        "/c/halvorsen/change",
        "/c/halvorsen/trust",
        "/c/halvorsen/elements",
        "/c/halvorsen/self-check",
        "/c/halvorsen/never-again",
        "/me/self-checks/",
        "/me/self-checks/delete",
        "/c/halvorsen/contacts/add",
        f"/c/halvorsen/contacts/{ingrid}",
        f"/c/halvorsen/contacts/{ingrid}/left",
        "/customers/add",
        "/customers/import",
    ):
        page.goto(live_server.url + path)
        chromium.assert_accessible_everywhere(page)
    page.goto(live_server.url + "/c/halvorsen")
    expect(page.get_by_role("heading", name="Trust fell from 9 to 3")).to_be_visible()
    page.get_by_text("Show as a table").click()
    expect(page.get_by_role("cell", name="our estimate")).to_be_visible()


def test_errors_of_a_form_are_said_on_top_and_lead_to_their_field(page, live_server, halvorsen, john):
    chromium.sign_in(page, live_server.url, john)
    page.goto(live_server.url + "/c/halvorsen/trust")
    page.get_by_role("button", name="Record this number").click()
    expect(page.get_by_role("alert")).to_be_focused()
    chromium.assert_accessible_everywhere(page)
    page.goto(live_server.url + "/customers/add")
    page.get_by_role("button", name="Add the customer").click()
    page.get_by_role("link", name="Write the customer’s name.").click()
    expect(page.get_by_label("Name of the customer")).to_be_focused()


def test_a_list_without_customers_says_what_to_do(page, live_server, john, priya):
    chromium.sign_in(page, live_server.url, priya)
    page.goto(live_server.url + "/customers")
    expect(page.get_by_role("heading", name="No customers yet")).to_be_visible()
    chromium.assert_accessible_everywhere(page)


def brought(page, live_server, data):
    page.goto(live_server.url + "/customers")
    page.get_by_role("link", name="Import a CSV").first.click()
    page.get_by_label("The file").set_input_files({"name": "Kunden.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Look at the file").click()


def test_a_messy_list_is_imported_after_a_look(page, live_server, john):
    messy = messy_list()
    chromium.sign_in(page, live_server.url, john)
    brought(page, live_server, messy.data)
    expect(page.get_by_role("heading", name="Which column is what?")).to_be_visible()
    expect(page.get_by_label("Firma is")).to_have_value("name")
    expect(page.get_by_label("Umsatz is")).to_have_value("")
    expect(page.get_by_text("Möbelhaus").first).to_be_visible()
    chromium.assert_accessible_everywhere(page)

    page.get_by_role("button", name="Check every row").click()
    expect(page.get_by_role("heading", name="11 rows cannot be used")).to_be_visible()
    expect(page.get_by_role("cell", name="We do not know this country", exact=False)).to_be_visible()
    chromium.assert_accessible_everywhere(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="These rows as CSV").click()
    assert download.value.suggested_filename == "rows-to-mend.csv"

    page.get_by_role("button", name="Import 220").click()
    expect(page.get_by_role("alert")).to_be_focused()
    chromium.assert_accessible_everywhere(page)
    page.get_by_text("Leave them out, with a reason").click()
    page.get_by_role("textbox", name="Reason").fill("Typing errors, checked with Rosa in accounts.")
    page.get_by_role("button", name="Import 220").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    chromium.assert_accessible_everywhere(page)
    assert Customer.objects.count() == 200

    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    page.get_by_role("link", name="Go to the customers").click()
    chromium.assert_accessible_everywhere(page)
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("51 to 100 of 200")).to_be_visible()
    assert Customer.objects.count() == 200


def test_the_import_works_without_script(page_without_script, live_server, john):
    page = page_without_script
    chromium.sign_in(page, live_server.url, john)
    brought(page, live_server, b"Company;Contact;Email\nBayside;Ann;ann@b.example\n")
    page.get_by_role("button", name="Check every row").click()
    page.get_by_role("button", name="Import one row").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    assert Customer.objects.get().name == "Bayside"
