"""Chromium as people use it: started once, a fresh context a test, watched for errors, checked for accessibility."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

LOOKS = (("light", 1440), ("dark", 390))
"""How a page is looked at: each scheme and each width once; `make audit` sets EVERY_LOOK, for each with each."""
if os.environ.get("EVERY_LOOK"):
    LOOKS = (*LOOKS, ("light", 390), ("dark", 1440))
NARROWEST = 320
MISSING = (
    "The browser tests need Chromium, and it is not here."
    " Run scripts/test_parts.sh as root, or install the package chromium."
)


@contextmanager
def running() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


REPLACED = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx calls an error when a newer request takes the place of an older one; a failure has a name of its own."""


def watch(page: Page, errors: list[str]) -> None:
    """Add errors of the console, of scripts and of the server to `errors`, as they happen."""

    def note(line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith(REPLACED):
            errors.append(f"console: {line.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(f"script: {error}"))
    page.on("response", lambda answer: errors.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)


def sign_in(page: Page, base_url: str, person) -> None:
    """Skip the form: give the browser a session of this person."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])


def assert_accessible(page: Page) -> None:
    """axe finds nothing on this page as it stands now."""
    results = Axe().run(page)
    assert not results.violations_count, results.generate_report()


def assert_accessible_everywhere(page: Page) -> None:
    """axe finds nothing in light and dark, on a desk and on a phone, and the page never scrolls sideways."""
    before = page.viewport_size
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{page.url} is wider than {width} pixels"
        )
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)
