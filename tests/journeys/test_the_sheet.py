"""The calculated refund in a real browser: reckoned, a line left out, approved, paid to zero, seen by the customer."""

import pytest
from playwright.sync_api import expect

from ground.worktime.now import now
from tests import make, make_cases
from tests.refunds import make_rows
from tests.servers import chromium
from updates.links import link_for, token_of

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(john):
    customer = make_cases.halvorsen(john)
    make_rows.agree(customer, ("2020-01-01", "11.40"), ("2024-07-01", "11.10"), currency="USD")
    for number, issued, paid in (
        ("A", "2024-05-15", "2024-06-14"),
        ("B", "2024-08-15", "2024-09-13"),
        ("C", "2024-11-15", "2024-12-13"),
    ):
        make_rows.bill(customer, number, issued, paid, currency="USD")
    make_rows.eight_percent()
    instant = now()
    return make_cases.told(customer, now=instant - make_cases.HOUR, next_at=instant + 30 * make_cases.HOUR)


def test_from_the_invoices_to_a_balance_of_zero(page, live_server, told, john, dana):
    case = f"{live_server.url}/i/{told.reference}/refund"
    chromium.sign_in(page, live_server.url, john)
    page.goto(f"{case}/sheet/calculate")
    page.get_by_label(make_rows.ITEM).check()
    page.get_by_label("Interest until").fill("2026-03-13")
    page.get_by_role("button", name="Reckon it").click()
    expect(page.locator(".figures")).to_contain_text("$703.59")
    page.get_by_role("link", name="Leave out A/1").click()
    page.get_by_label("Why?").fill("It was never paid.")
    page.get_by_role("button", name="Leave it out").click()
    expect(page.locator(".figures")).to_contain_text("$532.65")
    page.get_by_role("link", name="Compare with version 1").click()
    expect(page.get_by_role("row", name="A/1")).to_contain_text("It is left out: It was never paid.")
    page.goto(f"{case}/sheet")
    page.get_by_role("link", name="Make this the sum").click()
    page.get_by_role("button", name="Set the sum").click()
    page.get_by_role("link", name="Ask for approval").click()
    page.get_by_role("button", name="Ask for approval").click()
    decision = page.get_by_role("link", name="Approve $532.65").get_attribute("href")
    approve(page, live_server, dana, decision)
    chromium.sign_in(page, live_server.url, john)
    page.goto(f"{case}/pay")
    page.get_by_label("How much?").fill("532.65")
    page.get_by_label("Reference").fill("Wire 4502")
    page.get_by_role("button", name="Note the payment").click()
    expect(page.locator(".figures")).to_contain_text("$0.00")
    page.goto(f"{live_server.url}/s/{token_of(link_for(told, told.speaker, now=now()))}")
    expect(page.get_by_role("region", name="What we owe you")).to_contain_text("Paid in full on")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Statement (PDF)").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF-1.7")


def approve(page, live_server, dana, decision):
    page.context.clear_cookies()
    chromium.sign_in(page, live_server.url, dana)
    page.goto(f"{live_server.url}{decision}")
    expect(page.get_by_text("John Reyes reckoned it from their invoices")).to_be_visible()
    page.get_by_label("Your password").fill(make.PASSWORD)
    page.get_by_role("button", name="Approve $532.65").click()
    expect(page.locator(".done-note").first).to_be_visible()
    page.context.clear_cookies()
