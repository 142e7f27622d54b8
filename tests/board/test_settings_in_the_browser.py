"""Reminders, settings and mail in a real browser: for everybody's eyes, by keyboard, and without script."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ground.accounts.models import Person
from ground.outbox.models import Letter
from ground.worktime.models import SpecialDay
from ground.worktime.now import now
from incidents.models import Incident
from tests import make, make_cases
from tests.servers import chromium
from updates.models import Cadence
from updates.nightly import look_over
from updates.reminders import tick

pytestmark = pytest.mark.doors
PAGES = (
    *("/reminders", "/reminders?view=coming", "/reminders?view=nobody", "/settings", "/settings/customers"),
    *(
        "/settings/customers/kessler",
        "/settings/company",
        "/settings/working-time",
        "/settings/working-time/open",
        "/mail",
    ),
)


@pytest.fixture
def people(transactional_db):
    """A house in which every part of the pages has something to show."""
    people = make.cast()
    customer = make_cases.halvorsen(people.john)
    at = now()
    make_cases.told(customer, now=at - timedelta(days=3), next_at=at - timedelta(days=1))
    make_cases.told(customer, now=at, next_at=at + timedelta(days=2), title="Another")
    tick(now=at)
    Letter.objects.filter(customer=True).update(
        state="failed", finished_at=at, last_error="550 5.1.1 user unknown", call_at=None
    )
    Incident.objects.filter(title="Another").update(clock_started_at=at - timedelta(hours=5))
    make.customer("Kessler Foundry", account_manager=people.priya, slug="kessler")
    Person.objects.filter(pk=people.priya.pk).update(is_active=False)
    kessler = {"customer": people.priya.customers.get(), "severity": "high", "first_unit": "hours", "gap_unit": "hours"}
    Cadence.objects.create(first_amount=1, gap_amount=4, **kessler)
    SpecialDay.objects.create(calendar=make.calendar(), on=(at + timedelta(days=9)).date(), label="Stocktaking")
    look_over(now=at)
    return people


def test_every_page_is_for_everybodys_eyes(live_server, page, people):
    chromium.sign_in(page, live_server.url, people.administrator)
    calendar = make.calendar().pk
    more = [f"/settings/working-time/{calendar}/{end}" for end in ("week", "place", "days")]
    for address in (*PAGES, *more):
        page.goto(live_server.url + address)
        chromium.assert_accessible_everywhere(page)


def test_what_a_manager_reads_is_for_everybodys_eyes(live_server, page, people):
    chromium.sign_in(page, live_server.url, people.top)
    for address in ("/reminders", "/settings", "/settings/working-time", "/settings/company"):
        page.goto(live_server.url + address)
        chromium.assert_accessible_everywhere(page)


def test_a_refused_save_leads_to_its_field(live_server, page, people):
    chromium.sign_in(page, live_server.url, people.administrator)
    page.goto(f"{live_server.url}/settings")
    page.get_by_label("First notice, High").select_option("2:working_hours")
    page.get_by_role("button", name="Save the rhythm").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    chromium.assert_accessible_everywhere(page)
    page.get_by_role("link", name="Say in a sentence why you change this.").press("Enter")
    expect(page.get_by_label("Why are you changing this?")).to_be_focused()
    page.keyboard.type("Customers asked to hear sooner")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved. It holds from the next notice or update on.")).to_be_visible()
    expect(page.get_by_label("First notice, High")).to_have_value("2:working_hours")


def test_working_time_is_changed_and_tried_without_script(live_server, page_without_script, people):
    page = page_without_script
    chromium.sign_in(page, live_server.url, people.administrator)
    page.goto(f"{live_server.url}/settings/working-time")
    page.get_by_role("link", name="Change the hours").click()
    page.get_by_label("Friday").fill("08:00-12:00")
    page.get_by_label("Why are you changing this?").fill("Short Fridays")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("08:00–12:00", exact=True)).to_be_visible()
    page.get_by_label("Something happens on").fill("2026-11-19T16:00")
    page.get_by_label("And we have").select_option("4:working_hours")
    page.get_by_role("button", name="When is it due?").click()
    expect(page.get_by_text("Fri 20 Nov: 3 h")).to_be_visible()


def test_mail_is_paused_and_a_letter_sent_again_without_script(live_server, page_without_script, people):
    page = page_without_script
    chromium.sign_in(page, live_server.url, people.administrator)
    page.goto(f"{live_server.url}/mail")
    page.get_by_label("Why?").fill("The wrong price went into every letter")
    page.get_by_role("button", name="Pause all mail").click()
    expect(page.get_by_text("The mail is paused. Letters wait, and none is lost.")).to_be_visible()
    page.get_by_role("button", name="Send it again").first.click()
    expect(page.locator(".done-note")).to_contain_text("waits again")
