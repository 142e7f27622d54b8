"""John brings the ledger's lines: chooses, watches, says why two stay out, and reads what came of it."""

import pytest
from playwright.sync_api import Page, expect

from ground.jobs.running import run_due
from refunds.agreeing import agree_price
from refunds.models import InvoiceLine
from tests import make
from tests.journeys.test_every_page import look
from tests.refunds.bring import lines
from tests.servers import chromium

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ROWS = [f"K1;R-{n};12.01.2023;FRT;{n};46,50;USD;20;" for n in range(1, 40)]


def test_from_the_file_to_the_invoices(live_server, page: Page, now, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    john, errors = make.cast().john, []
    shop = make.customer("Harbor Tools", account_manager=john, reference="K1")
    first = now.date().replace(year=2020)
    agree_price(owner=shop, item="FRT", unit_price=46, currency="USD", valid_from=first, by=john, now=now)
    chromium.watch(page, errors)
    chromium.sign_in(page, live_server.url, john)

    page.goto(f"{live_server.url}/customers")
    page.get_by_role("link", name="Import invoice lines").click()
    text = lines(*ROWS, "K1;R-99;31.02.2023;FRT;1;46,50;USD;20;", "K9;R-98;12.01.2023;FRT;1;46,50;USD;20;")
    page.get_by_label("The file").set_input_files(
        {"name": "ledger.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("heading", name="Which column is what?")).to_be_visible()
    page.get_by_role("button", name="Check every row").click()
    expect(page.get_by_role("heading", name="Checking ledger.csv")).to_be_visible()
    found = look(page, "progress")
    page.set_viewport_size({"width": 1440, "height": 900})

    run_due(now=now)
    expect(page.get_by_role("heading", name="2 rows cannot be used")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("This day does not exist.")).to_be_visible()
    page.get_by_label("Leave them out, with a reason").check()
    page.get_by_label("Reason, when they are left out").fill("Typing errors.")
    page.get_by_role("button", name="Import 39 rows").click()
    expect(page.get_by_role("heading", name="All rows go in at once")).to_be_visible()

    run_due(now=now)
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible(timeout=10_000)
    page.reload()
    expect(page.get_by_text("39 lines are above the agreed price.")).to_be_visible()
    found += look(page, "done")
    assert (found, errors, InvoiceLine.objects.count()) == ([], [], 39)
