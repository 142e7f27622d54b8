"""The main job in a browser that runs no script: a mistake logged, told, rung about, and its first step finished."""

import re

import pytest
from playwright.sync_api import expect

from incidents.models import Incident
from updates.models import Conversation

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]

INGRID = "ingrid@halvorsen.example"
LOGGED = re.compile(r"/i/TR-\d+")


@pytest.fixture
def desk(house):
    return house.page_of(house.cast.john, java_script_enabled=False)


def log_it(desk, house):
    desk.goto(house.url)
    desk.get_by_role("link", name="Log a mistake").first.click()
    desk.fill("#id_customer", "Halvorsen Marine Supply")
    desk.get_by_role("button", name="Show who can hear from us").click()
    expect(desk.locator("#id_customer")).to_have_value("Halvorsen Marine Supply")
    desk.locator("label[for=id_kind_0]").click()
    desk.fill("#id_what", "We charged you more for freight handling than your contract says.")
    desk.fill("#id_started", "March 2023")
    desk.locator("label[for=id_noticed_0]").click()
    desk.locator("label[for=id_severity_1]").click()
    desk.get_by_role("button", name="Log it and tell the customer").click()
    desk.wait_for_url(LOGGED)
    expect(desk.get_by_text("You did the right thing.", exact=False)).to_be_visible()
    return Incident.objects.get()


def write_an_update(desk, house, incident):
    desk.goto(f"{house.url}/i/{incident.reference}/update")
    desk.fill("#id_heading", "What we know now")
    desk.fill("#id_body", "We have pulled every invoice since March 2023.")
    desk.get_by_role("button", name="Send update and restart the clock").click()
    expect(desk.get_by_text("The clock now runs to", exact=False)).to_be_visible()


def note_a_call(desk, house, incident):
    desk.goto(f"{house.url}/i/{incident.reference}")
    desk.get_by_role("link", name="Ring them, and note the call").click()
    desk.fill("#id_their_words", "I wondered whether you had forgotten us.")
    desk.fill("#id_our_words", "All invoices are pulled. The list comes on Monday.")
    desk.get_by_role("button", name="Note it").click()
    expect(desk.get_by_text("Noted. It counts as told.")).to_be_visible()


def finish_the_first_step(desk, house, incident):
    desk.goto(f"{house.url}/i/{incident.reference}/step/1")
    desk.get_by_label("Who steps in when you are away").select_option("Dana Whitfield")
    desk.get_by_label("What could make it worse").fill("A second wrong invoice.")
    for item in incident.containment.all():
        desk.locator(f"label[for=id_stop_{item.code}-state_0]").click()
    desk.get_by_role("button", name="Finish step 1").click()
    expect(desk.get_by_text("Step 1 is finished.")).to_be_visible()


def test_the_main_job_works_without_script(desk, house):
    incident = log_it(desk, house)
    house.move(minutes=1)
    assert len(house.mail_to(INGRID)) == 1

    write_an_update(desk, house, incident)
    house.move(minutes=1)
    assert len(house.mail_to(INGRID)) == 2

    note_a_call(desk, house, incident)
    assert Conversation.objects.get().gave_facts

    finish_the_first_step(desk, house, incident)
    incident.refresh_from_db()
    assert incident.step_now == 2
    assert house.errors == []
