"""A price was wrong on file, not on the invoice: corrected, and the watch's finding goes by itself."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from ground.jobs.running import run_due
from refunds.watch import watch
from tests import make, make_cases
from tests.refunds.make_rows import ITEM, agree, bill
from tests.servers import chromium

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_the_finding_to_the_invoice_and_the_corrected_price(live_server, page: Page, now):
    john, errors = make.cast().john, []
    customer = make_cases.halvorsen(john)
    agree(customer, ("2020-01-01", "11.40"), currency="USD")
    bill(customer, "INV-7", "2024-05-15", None, currency="USD", tax="0")
    watch(now=now)
    chromium.watch(page, errors)
    chromium.sign_in(page, live_server.url, john)

    page.goto(f"{live_server.url}/watch")
    page.get_by_role("link", name="1 line on INV-7").click()
    expect(page.get_by_role("heading", name="Invoice INV-7")).to_be_visible()
    page.get_by_role("link", name="Note when they paid").click()
    page.get_by_label("They paid on").fill("2024-06-14")
    page.get_by_label("Where does this day stand?").fill("Bank statement 112.")
    page.get_by_role("button", name="Note the day").click()
    expect(page.get_by_text("2024-06-14, before unknown")).to_be_visible()

    page.get_by_role("navigation").get_by_role("link", name="Customers").first.click()
    page.get_by_role("link", name=customer.name).click()
    page.get_by_role("link", name="Agreed prices").click()
    page.get_by_role("table").get_by_role("link", name="Correct").click()
    page.get_by_label("Price of one piece, without tax").fill("11.90")
    page.get_by_label("Why?").fill("Their mail of 12 May says 11.90.")
    page.get_by_role("button", name="Correct it").click()
    expect(page.get_by_text(f"{ITEM}: corrected to 11.90, before it was 11.40")).to_be_visible()
    assert customer.agreed_prices.get().unit_price == Decimal("11.9")

    assert run_due(now=now) == 1
    page.goto(f"{live_server.url}/watch")
    expect(page.get_by_role("heading", name="Nobody was billed above their agreed price")).to_be_visible()
    assert errors == []
