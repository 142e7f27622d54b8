"""The apology check in a real browser: while typing, by its buttons, without script, in every look."""

import pytest
from playwright.sync_api import expect

from ground.worktime.now import now
from tests import make_cases
from tests.servers import chromium

pytestmark = [pytest.mark.doors, pytest.mark.django_db(transaction=True)]
SHOT = (
    "You asked why nobody checked. In March 2023 a new price list was applied to your account by mistake. It was meant "
    "for another customer. Nobody compared it with your contract, and I did not look again for three years. I had got "
    "too comfortable. That is on me.\n\nI am sorry for any inconvenience this has caused.\n\n"
    "The remaining $11,317.35, with interest, is with Dana Whitfield for approval today."
)


@pytest.fixture
def incident(john):
    customer = make_cases.halvorsen(john)
    instant = now()
    return make_cases.told(customer, now=instant - 5 * make_cases.HOUR, next_at=instant + 2 * make_cases.HOUR)


def test_it_follows_the_typing_and_its_buttons_change_the_letter(page, live_server, incident, john):
    chromium.sign_in(page, live_server.url, john)
    page.goto(f"{live_server.url}/i/{incident.reference}/update")
    page.get_by_label("Heading").fill("Why nobody checked, and what is still to come")
    page.get_by_label("Message").press_sequentially("I am sorry for any inconvenience.")
    check = page.get_by_role("region", name="Apology check")
    expect(check).to_contain_text("“any inconvenience” sounds like a form letter")
    expect(page.locator(".preview mark")).to_have_text("any inconvenience")
    page.get_by_label("Message").fill(SHOT)
    expect(check).to_contain_text("2 to consider")
    check.get_by_role("button", name="Leave it (“was applied” hides who did it)").click()
    expect(check).not_to_contain_text("hides who did it")
    expect(page.get_by_role("heading", name="Apology check")).to_be_focused()
    check.get_by_role("button", name="Use this (“any inconvenience”").click()
    expect(page.get_by_label("Message")).to_have_value(SHOT.replace("any inconvenience", "the trouble"))
    expect(check).to_contain_text("Nothing to consider")


def test_the_saved_draft_is_said_beside_the_letter_and_leaves_the_check_where_it_is(page, live_server, incident, john):
    chromium.sign_in(page, live_server.url, john)
    page.goto(f"{live_server.url}/i/{incident.reference}/update")
    page.get_by_label("Message").press_sequentially("I am sorry for any inconvenience.")
    expect(page.locator("#draft-saved")).to_contain_text("Saved")
    expect(page.get_by_role("region", name="Apology check")).to_be_visible()


def test_it_works_without_script(page_without_script, live_server, incident, john):
    page = page_without_script
    chromium.sign_in(page, live_server.url, john)
    page.goto(f"{live_server.url}/i/{incident.reference}/update?kind=apology")
    page.get_by_label("Message").fill("Mistakes were made.")
    page.get_by_label("Heading").fill("What happened")
    page.get_by_role("button", name="Send it to me first").click()
    page.get_by_role("button", name="Use this").click()
    expect(page.get_by_label("Message")).to_have_value("We made mistakes.")


def test_it_is_accessible_and_fits_every_screen(page, live_server, incident, john):
    chromium.sign_in(page, live_server.url, john)
    page.goto(f"{live_server.url}/i/{incident.reference}/update")
    page.get_by_label("Message").fill(SHOT)
    expect(page.get_by_role("region", name="Apology check")).to_contain_text("2 to consider")
    chromium.assert_accessible_everywhere(page)
