"""Promises in a real browser: picked while typing, ticked, counted, sent; without script as well; in every look."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from ground.worktime.now import now
from incidents.choices import How
from incidents.models import Promise
from incidents.promises import make_promise
from tests import make, make_cases
from tests.servers import chromium

pytestmark = [pytest.mark.doors, pytest.mark.django_db(transaction=True)]
FRIDAY = (now() + timedelta(days=10)).astimezone(ZoneInfo(make.ZONE)).replace(hour=12, minute=0)
DATED = f"You will have it by {FRIDAY:%-d %B %Y}, 12:00"
UNDATED = "Somebody outside my team will check next year’s prices"


@pytest.fixture
def incident(john):
    customer, instant = make_cases.halvorsen(john), now()
    return make_cases.told(customer, now=instant - 5 * make_cases.HOUR, next_at=instant + 2 * make_cases.HOUR)


@pytest.fixture
def promise(incident, john):
    known = {"due_at": now() + timedelta(days=3), "due_zone": make.ZONE, "how": How.WRITTEN, "by": john, "now": now()}
    return make_promise(incident, text="Check the Bellingham depot’s invoices too", to=incident.speaker, **known)


def made(incident):
    return list(Promise.objects.filter(incident=incident, kind="commitment").values_list("text", flat=True))


def test_what_is_typed_is_listed_confirmed_counted_and_sent(page, live_server, incident, john):
    chromium.sign_in(page, live_server.url, john)
    page.goto(f"{live_server.url}/i/{incident.reference}/update")
    page.get_by_label("Heading").fill("What is still to come")
    page.get_by_label("Message").fill(f"{DATED}. {UNDATED}.")
    listed = page.get_by_role("region", name="You are promising")
    expect(listed).to_contain_text("3 found, 1 without a date")
    send = page.locator("#send-button")
    expect(send).to_have_text("Send update with 2 promises")
    listed.get_by_role("checkbox", name=f"Keep track of it {DATED}").uncheck()
    expect(send).to_have_text("Send update and restart the clock")
    listed.get_by_role("checkbox", name=f"Keep track of it {DATED}").check()
    listed.get_by_label(f"By when? {UNDATED}").fill(f"{FRIDAY + timedelta(days=5):%Y-%m-%dT09:00}")
    listed.get_by_role("checkbox", name=f"Keep track of it {UNDATED}").check()
    expect(send).to_have_text("Send update with 3 promises")
    send.click()
    expect(page.get_by_text("The clock now runs to")).to_be_visible()
    assert made(incident) == [DATED, UNDATED]


def test_without_script_a_button_shows_them(page_without_script, live_server, incident, john):
    page = page_without_script
    chromium.sign_in(page, live_server.url, john)
    page.goto(f"{live_server.url}/i/{incident.reference}/update")
    page.get_by_label("Heading").fill("What is still to come")
    page.get_by_label("Message").fill(f"{DATED}. {UNDATED}.")
    page.get_by_role("button", name="Show what I promise").click()
    page.get_by_label(f"By when? {UNDATED}").fill(f"{FRIDAY + timedelta(days=5):%Y-%m-%dT09:00}")
    page.get_by_role("button", name=f"Add the date to the message {UNDATED}").click()
    expect(page.get_by_label("Message")).to_have_value(
        f"{DATED}. {UNDATED} by {FRIDAY + timedelta(days=5):%A %-d %B, 09:00}."
    )
    page.get_by_role("button", name="Send update with 3 promises").click()
    expect(page.get_by_text("The clock now runs to")).to_be_visible()
    assert len(made(incident)) == 2


def test_a_promise_shows_only_the_fields_of_the_chosen_answer(page, live_server, promise, john):
    chromium.sign_in(page, live_server.url, john)
    page.goto(f"{live_server.url}/i/{promise.incident.reference}/promise/{promise.pk}")
    expect(page.get_by_label("When was it done?")).to_be_visible()
    expect(page.get_by_label("The new date")).to_be_hidden()
    page.get_by_text("A new date, agreed with them").click()
    expect(page.get_by_label("The new date")).to_be_visible()
    expect(page.get_by_label("When was it done?")).to_be_hidden()
    expect(page.get_by_role("button", name="Tell them the new date by letter")).to_be_visible()
    chromium.assert_accessible_everywhere(page)


def test_the_ledger_and_the_composer_are_accessible_and_fit_every_screen(page, live_server, promise, john):
    chromium.sign_in(page, live_server.url, john)
    page.goto(f"{live_server.url}/i/{promise.incident.reference}/promises")
    expect(page.get_by_role("link", name="Check the Bellingham depot’s invoices too")).to_be_visible()
    chromium.assert_accessible_everywhere(page)
    page.goto(f"{live_server.url}/i/{promise.incident.reference}/update")
    page.get_by_label("Message").fill(f"{DATED}. {UNDATED}.")
    expect(page.get_by_role("region", name="You are promising")).to_contain_text("without a date")
    chromium.assert_accessible_everywhere(page)
