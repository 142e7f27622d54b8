"""What the watch found becomes a mistake, and the mistake leads to the twelve others."""

import pytest
from playwright.sync_api import Page, expect

from customers.models import Customer
from ground.jobs.running import run_due
from incidents.models import CampaignMember, Incident, IncidentFinding
from refunds.watch import watch
from tests import make, make_cases
from tests.journeys.test_every_page import look
from tests.refunds.make_rows import ITEM, agree, bill, eight_percent
from tests.servers import chromium

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def overcharged(customer, quantity="250", paid="2024-06-14"):
    agree(customer, ("2020-01-01", "11.40"), currency="USD")
    bill(customer, "INV-7", "2024-05-15", paid, currency="USD", quantity=quantity, tax="0")


def test_from_the_finding_to_the_mistake_and_to_the_others(live_server, page: Page, now):
    john, errors = make.cast().john, []
    overcharged(make_cases.halvorsen(john), paid=None)
    watch(now=now)
    for number in range(12):
        customer = make.customer(f"Buyer {number}", account_manager=john)
        make.contact(customer, f"Ann {number}", speaks=True)
        overcharged(customer, quantity=f"{(number + 1) * 10}")
    Customer.objects.get(name="Buyer 11").agreed_prices.all().delete()
    eight_percent()
    chromium.watch(page, errors)
    chromium.sign_in(page, live_server.url, john)

    page.goto(live_server.url)
    page.get_by_role("link", name="See to it").click()
    expect(page.get_by_role("heading", name="One of your customers was billed above the agreed price")).to_be_visible()
    found = look(page, "watch")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Log it as a mistake").click()
    expect(page.get_by_label("What did we get wrong?")).to_have_value(
        f"We billed you more than agreed for {ITEM}: $11.90, should be $11.40."
    )
    page.get_by_role("button", name="Log it, tell them later").click()
    page.get_by_role("link", name="Who else paid too much?").click()
    expect(page.get_by_label("Item (optional)", exact=True)).to_have_value(ITEM)
    page.get_by_label("Price of one piece where none is on file").fill("11.40")
    page.get_by_label("Interest until").fill("2026-03-13")
    found += look(page, "the rule")
    page.get_by_role("button", name="Look for them").click()

    expect(page.get_by_role("heading", name="Looking for everybody else")).to_be_visible()
    found += look(page, "how far it is")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert run_due(now=now) == 1
    expect(page.get_by_role("heading", name="12 more customers paid too much for the same thing")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(14)
    for sum_of in ("$390.00", "$54.45", "$444.45"):
        expect(page.get_by_text(sum_of).first).to_be_visible()
    expect(page.get_by_role("checkbox", name="Buyer 11, $68.38")).not_to_be_checked()
    page.get_by_role("row", name="Buyer 10").get_by_role("link", name="Leave out").click()
    page.get_by_label("Why?").fill("They agreed to this price.")
    page.get_by_role("button", name="Leave them out").click()
    expect(page.get_by_text("Buyer 10: They agreed to this price.")).to_be_visible()
    page.get_by_role("checkbox", name="Buyer 0, $5.70").uncheck()
    expect(page.get_by_role("heading", name="9 chosen")).to_be_visible()
    found += look(page, "who else")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Open 9 recoveries with drafts").click()
    expect(page.get_by_text("9 recoveries are being opened.")).to_be_visible()
    assert (found, errors, IncidentFinding.objects.get().incident_id) == ([], [], Incident.objects.get().pk)
    assert CampaignMember.objects.count() == 9
