"""Letter and statement as pages: at the desk, in the letter's form, on their page and to print; in Japanese too."""

import pytest
from playwright.sync_api import expect

from ground.decisions.models import Decision
from ground.worktime.now import now
from recovery.deciding import approve
from recovery.refunding import ask_to_approve, calculate_refund, pay_back, set_refund_by
from refunds.conventions import Conventions
from refunds.rates import RatePlan
from refunds.stored import Scope
from tests import make_cases
from tests.journeys.test_every_page import look
from tests.refunds import make_rows
from tests.refunds.make import day, money
from tests.servers import chromium
from updates.links import link_for, token_of

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(john, dana):
    """In Japanese, approved, a part paid."""
    customer = make_cases.halvorsen(john)
    customer.language = "ja"
    customer.save()
    make_rows.agree(customer, ("2020-01-01", "11.40"), currency="USD")
    make_rows.bill(customer, "A", "2024-05-15", "2024-06-14", currency="USD")
    rates, at = make_rows.eight_percent(), now()
    told = make_cases.told(customer, now=at - make_cases.HOUR, next_at=at + 30 * make_cases.HOUR)
    how = {"conventions": Conventions("USD", RatePlan(rates.as_table())), "rates": rates, "by": john, "now": at}
    sheet = calculate_refund(told, scope=Scope((make_rows.ITEM,)), refund_on=day("2026-03-13"), **how)
    set_refund_by(told, sheet, by=john, now=at)
    ask_to_approve(told, reason="", by=john, now=at)
    approve(Decision.objects.waiting().get(), by=dana, now=at, amount=sheet.owed, version=1)
    paid = {"amount": money("70.94", "USD"), "value_on": at.date(), "reference": "W1"}
    pay_back(told, kind="payment", **paid, by=john, now=at)
    return told


def test_everybody_can_read_and_print_it(page, live_server, told, john):
    chromium.sign_in(page, live_server.url, john)
    case = f"{live_server.url}/i/{told.reference}"
    page.goto(f"{case}/refund/sheet")
    page.get_by_role("link", name="Letter and statement for the customer").click()
    expect(page.get_by_role("heading", name="お返しする金額")).to_be_visible()
    expect(page.get_by_role("link", name="Statement for the customer (PDF)")).to_have_count(0)
    found = look(page, "the statement at the desk")
    page.goto(f"{case}/update")
    page.get_by_label("Attach the statement of the refund (PDF)").check()
    expect(page.locator("#update-answer")).to_contain_text("ご返金の計算書は、お客様のページでご覧いただけます。")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/s/{token_of(link_for(told, told.speaker, now=now()))}")
    owed = page.get_by_role("region", name="お返しする金額")
    expect(owed).to_contain_text("100.00")
    expect(owed.get_by_role("link", name="PDF")).to_have_count(0)
    found += look(page, "their page")
    owed.get_by_role("link", name="閲覧・印刷用").click()
    expect(page.get_by_role("row", name="A/1")).to_contain_text("2024年6月14日")
    found += look(page, "the statement to print")
    assert found == []
