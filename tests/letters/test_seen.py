"""Every letter fits a phone and a desk, in light and dark, in a real browser."""

import pytest
from playwright.sync_api import Page

from tests import make
from tests.servers.chromium import assert_accessible
from tests.updates.letters_made import as_received, html

from .catalogue import BY_NAME, made

pytestmark = [pytest.mark.django_db, pytest.mark.doors]


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_it_fits_and_reads_in_light_and_dark(page: Page, language):
    make.house()
    seen = {kind: html(as_received(made(kind, language))) for kind in BY_NAME}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (320, 600):
            page.set_viewport_size({"width": width, "height": 800})
            for kind, text in seen.items():
                page.set_content(text)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (kind, width)
        page.set_content(seen["receipt"])
        assert_accessible(page)
