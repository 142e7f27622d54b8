"""What the watch found becomes a mistake, and the mistake leads to the twelve others."""

import pytest
from playwright.sync_api import Page, expect

from incidents.models import Incident, IncidentFinding
from refunds.watch import watch
from tests import make, make_cases
from tests.journeys.test_every_page import look
from tests.refunds.make_rows import ITEM, agree, bill
from tests.servers import chromium

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def overcharged(customer, quantity="250"):
    agree(customer, ("2020-01-01", "11.40"), currency="USD")
    bill(customer, "INV-7", "2024-05-15", None, currency="USD", quantity=quantity)


def test_from_the_finding_to_the_mistake_and_to_the_others(live_server, page: Page, now):
    john, errors = make.cast().john, []
    overcharged(make_cases.halvorsen(john))
    watch(now=now)
    for number in range(12):
        overcharged(make.customer(f"Buyer {number}", account_manager=john), quantity=f"{(number + 1) * 10}")
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
    expect(page.get_by_role("link", name="Who else paid too much?")).to_be_visible()

    page.get_by_role("link", name="Who else paid too much?").click()
    expect(page.get_by_role("heading", name="12 more customers paid too much for the same thing")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(13)
    expect(page.get_by_text("$390.00").first).to_be_visible()
    found += look(page, "who else")
    assert (found, errors, IncidentFinding.objects.get().incident_id) == ([], [], Incident.objects.get().pk)
