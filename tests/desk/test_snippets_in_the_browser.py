"""A snippet in a real browser: where the cursor stands, or without script at the end; nothing is sent by either."""

import pytest
from playwright.sync_api import expect

from ground.worktime.now import now
from tests import make_cases
from tests.servers import chromium
from updates.models import Update
from updates.snippets import Words, add_snippet

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ON_IT = "I am on it."


@pytest.fixture
def composer(live_server, john):
    instant = now()
    told = make_cases.told(make_cases.halvorsen(john), now=instant - make_cases.HOUR, next_at=instant + make_cases.HOUR)
    add_snippet(Words("On it", ON_IT, "en"), owner=john, by=john, now=instant)
    return f"{live_server.url}/i/{told.reference}/update"


def test_it_goes_where_the_cursor_stands_and_is_read_in_the_preview(page, live_server, composer, john):
    chromium.sign_in(page, live_server.url, john)
    page.goto(composer)
    message = page.get_by_label("Message")
    message.fill("Dear Ingrid,  Yours")
    message.evaluate("field => field.setSelectionRange(13, 13)")
    page.get_by_label("Snippet").select_option(label="On it")
    page.get_by_role("button", name="Insert").click()
    expect(message).to_have_value(f"Dear Ingrid, {ON_IT} Yours")
    expect(message).to_be_focused()
    expect(page.locator("#update-answer")).to_contain_text(ON_IT)
    assert Update.objects.count() == 1


def test_without_script_it_goes_to_the_end_and_what_was_typed_stays(page_without_script, live_server, composer, john):
    page = page_without_script
    chromium.sign_in(page, live_server.url, john)
    page.goto(composer)
    page.get_by_label("Heading").fill("What we found")
    page.get_by_label("Message").fill("Dear Ingrid,")
    page.get_by_role("button", name="Insert").click()
    expect(page.get_by_label("Message")).to_have_value(f"Dear Ingrid,\n\n{ON_IT}")
    expect(page.get_by_label("Heading")).to_have_value("What we found")
    expect(page.locator("#update-answer")).to_contain_text(ON_IT)
    assert Update.objects.count() == 1
