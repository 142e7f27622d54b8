"""The shell in a real browser: accessible in both schemes and at every width, by keyboard, and without script."""

from collections.abc import Callable

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from ground.accounts.models import Person
from tests.servers import chromium

pytestmark = [pytest.mark.doors, pytest.mark.django_db(transaction=True)]
WIDTHS = (320, 390, 640, 768, 991, 1024, 1199, 1280, 1440, 1920)


@pytest.fixture
def house(live_server, john: Person):
    with override_settings(ROOT_URLCONF="tests.shell.urls", DEMO=True):
        yield live_server


@pytest.fixture
def signed_in(house, page: Page, john: Person) -> Callable[[str], Page]:
    chromium.sign_in(page, house.url, john)

    def visit(path: str) -> Page:
        page.goto(house.url + path)
        return page

    return visit


def test_every_part_in_every_state_is_accessible(signed_in) -> None:
    chromium.assert_accessible_everywhere(signed_in("/parts"))


@pytest.mark.parametrize("path", ["/sign-in/", "/password/forgotten/"])
def test_the_pages_of_signing_in_are_accessible(house, page: Page, path: str) -> None:
    page.goto(house.url + path)
    chromium.assert_accessible_everywhere(page)


def test_no_page_scrolls_sideways(signed_in) -> None:
    page = signed_in("/parts")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_the_account_menu_is_accessible_and_closes_on_escape(signed_in) -> None:
    page = signed_in("/parts")
    page.get_by_text("Account menu").locator("..").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    chromium.assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).not_to_be_visible()
    expect(page.locator("details.menu > summary")).to_be_focused()


def test_the_theme_is_chosen_from_the_menu_and_stays(signed_in) -> None:
    page = signed_in("/parts")
    page.get_by_text("Account menu").locator("..").click()
    page.get_by_role("button", name="Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 20, 20)"
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_single_keys_go_places_and_never_while_typing(signed_in, house) -> None:
    page = signed_in("/parts")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    chromium.assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("nj?")
    expect(page.get_by_role("searchbox")).to_have_value("nj?")
    page.locator("main").focus()
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url(house.url + "/board")


def test_single_keys_can_be_switched_off(signed_in) -> None:
    page = signed_in("/parts")
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn shortcuts off").click()
    page.wait_for_load_state()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(signed_in) -> None:
    page = signed_in("/parts")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_confirmation_opens_asks_and_gives_focus_back(signed_in) -> None:
    page = signed_in("/parts")
    page.get_by_role("button", name="Ask before sending").click()
    expect(page.get_by_role("heading", name="Send to 2 people?")).to_be_visible()
    chromium.assert_accessible(page)
    page.get_by_role("button", name="Keep editing").click()
    expect(page.get_by_role("button", name="Ask before sending")).to_be_focused()


def test_a_failed_sign_in_puts_focus_on_the_summary(house, page: Page) -> None:
    page.goto(house.url + "/sign-in/")
    page.get_by_label("Work email").fill("john@brightwater.example")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("Error:")
    chromium.assert_accessible(page)


def test_a_button_says_that_it_is_sending(signed_in) -> None:
    page = signed_in("/parts")
    page.route("**/demo/clock", lambda route: None)
    press_and_look = """button => new Promise(done => {
        button.click();
        setTimeout(() => done([button.disabled, button.textContent]), 50);
    })"""
    said = page.get_by_role("button", name="4 h").evaluate(press_and_look)
    assert said == [True, "Sending"]


def test_without_a_connection_nothing_is_lost(signed_in, console_errors: list[str]) -> None:
    page = signed_in("/parts")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("button", name="4 h").click()
    expect(page.locator("#offline")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("in this demo.")).to_be_visible()
    console_errors[:] = [line for line in console_errors if "ERR_INTERNET_DISCONNECTED" not in line]


def test_it_all_works_without_script(house, page_without_script: Page, john: Person) -> None:
    page = page_without_script
    chromium.sign_in(page, house.url, john)
    page.goto(house.url + "/parts")
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Dark", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="1 h", exact=True).click()
    expect(page.get_by_text("in this demo.")).to_be_visible()
