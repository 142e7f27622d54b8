"""The pages of signing in, people and settings in a real browser: by keyboard, without script, for everybody's eyes."""

import re
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import expect

from ground.accounts.models import Person, Team
from ground.outbox.models import Letter
from tests import make
from tests.servers import chromium

pytestmark = pytest.mark.doors


@pytest.fixture
def people(transactional_db):
    return make.cast()


def link_of(letter):
    text = message_from_bytes(bytes(letter.raw), policy=policy.default).get_body(["plain"]).get_content()
    return re.search(r"https?://[^/]+(/\S+)", text)[1]


def test_signing_in_and_out_by_keyboard(live_server, page, people):
    page.goto(f"{live_server.url}/me/")
    assert "/sign-in/?next=" in page.url
    page.get_by_label("Work email").focus()
    page.keyboard.type("john@brightwater.example")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("That email and password do not match.")
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("Password", exact=True).focus()
    page.keyboard.type(make.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your settings")
    page.locator("details.menu summary").press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_somebody_is_invited_chooses_a_password_and_comes_in_without_script(live_server, page_without_script, people):
    page = page_without_script
    chromium.sign_in(page, live_server.url, people.administrator)
    page.goto(f"{live_server.url}/people/invite/")
    page.get_by_label("Name").fill("Noor Aziz")
    page.get_by_label("Work email").fill("noor@brightwater.example")
    page.get_by_label("Role").select_option("account_manager")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator(".done-note")).to_contain_text("A letter with a link is on its way")
    page.context.clear_cookies()
    page.goto(live_server.url + link_of(Letter.objects.get()))
    page.get_by_label("New password", exact=True).fill("vier Möwen auf dem Dach")
    page.get_by_label("The new password once more").fill("vier Möwen auf dem Dach")
    page.get_by_role("button", name="Keep this password").click()
    page.goto(f"{live_server.url}/sign-in/?next=/me/")
    page.get_by_label("Work email").fill("noor@brightwater.example")
    page.get_by_label("Password", exact=True).fill("vier Möwen auf dem Dach")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your settings")


def test_every_page_is_for_everybodys_eyes(live_server, page, people, console_errors):
    west = Team.objects.get(name="West").pk
    for address in ("/sign-in/", "/password/forgotten/", "/password/forgotten/asked/", "/password/choose/1-a-b/"):
        page.goto(live_server.url + address)
        chromium.assert_accessible_everywhere(page)
    assert console_errors.pop().endswith("404 (Not Found)")  # the dead link
    chromium.sign_in(page, live_server.url, people.administrator)
    dana = people.dana.pk
    for address in (
        *("/people/", "/people/?q=nobody", "/people/invite/", f"/people/{dana}/", f"/people/{dana}/disable/"),
        *("/people/teams/", f"/people/teams/{west}/", "/me/", "/password/"),
    ):
        page.goto(live_server.url + address)
        chromium.assert_accessible_everywhere(page)


def test_a_form_with_errors_keeps_what_was_typed_and_leads_to_the_field(live_server, page, people):
    chromium.sign_in(page, live_server.url, people.administrator)
    page.goto(f"{live_server.url}/people/{people.john.pk}/")
    page.get_by_label("Name").fill("")
    page.get_by_label("Phone (optional)").fill("+1 253 555 0142")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".error-summary")).to_be_focused()
    chromium.assert_accessible_everywhere(page)
    page.get_by_role("link", name="Say who it is.").click()
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_label("Phone (optional)")).to_have_value("+1 253 555 0142")
    assert Person.objects.get(pk=people.john.pk).name == "John Reyes"
