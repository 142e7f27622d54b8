"""Ingrid on a telephone without script: she corrects, answers, asks, wants a call; John sees it at once."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from incidents.choices import Told
from incidents.models import Answer, Incident, Summary
from tests import make_cases
from tests.servers.chromium import assert_accessible_everywhere
from updates.links import address_of, link_for

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)


def told_and_summed_up(house):
    """Told yesterday; two hours ago the summary went to her, with the question whether we got it right."""
    now, john = house.now(), house.cast.john
    incident = make_cases.told(house.halvorsen, now=now - 24 * HOUR, next_at=now + 4 * HOUR)
    words = "We charged $46.50 a pallet for three years. Your board asked you why."
    letter = make_cases.tell(
        incident,
        now=now - 2 * HOUR,
        next_at=now + 20 * HOUR,
        heading="What happened, and what it did to you",
        body=words,
    )
    ingrid = house.halvorsen.contacts.get(speaks=True)
    Summary.objects.create(
        incident=incident, by=john, at=now, text=words, told_by=Told.UPDATE, told_id=letter.pk, told_to=ingrid,
        told_at=letter.sent_at,
    )  # fmt: skip
    house.work()
    return Incident.objects.get(pk=incident.pk), address_of(link_for(incident, ingrid, now=now))


def section(page, heading):
    return page.locator("section", has=page.get_by_role("heading", name=heading, exact=True))


def test_she_corrects_answers_and_asks_and_john_sees_it(house, settings):
    settings.SITE_URL = house.url
    incident, address = told_and_summed_up(house)
    phone = {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}
    ingrid, john = house.page_of(None, **phone), house.page_of(house.cast.john)

    ingrid.goto(address)
    assert ingrid.evaluate("document.documentElement.scrollWidth") <= 390
    right = section(ingrid, "Did we get this right?")
    expect(right).to_contain_text("Your board asked you why.")
    correction = right.get_by_label("What should we correct?")
    expect(correction).to_be_hidden()
    right.get_by_text("No, let me correct you").click()
    expect(correction).to_be_visible()
    correction.fill("It was $46.50 only since June 2023.")
    right.get_by_text("4", exact=True).click()
    right.get_by_text("Let down").click()
    right.get_by_role("button", name="Send to John").click()
    expect(ingrid.get_by_role("status")).to_contain_text(re.compile(r"John has it and will answer by Friday \d+ \w+\."))

    john.goto(house.url)
    waiting = section(john, "They answered")
    expect(waiting).to_contain_text("Ingrid answered 10:4")
    expect(waiting).to_contain_text("It was $46.50 only since June 2023.")
    expect(waiting).to_contain_text("Trust: 4 of 10")

    section(ingrid, "Ask a question").get_by_label("Your question").fill("Who checked it?")
    ingrid.get_by_role("button", name="Ask", exact=True).click()
    ingrid.get_by_role("link", name="Choose a time").click()
    ingrid.locator("label[for=call_at_2]").click()
    ingrid.get_by_role("button", name="Ask for this call").click()
    expect(ingrid.get_by_role("status")).to_contain_text(re.compile("John calls you: Friday"))

    john.goto(f"{house.url}/i/{incident.reference}")
    timeline = john.locator("#timeline")
    expect(timeline.locator(".event--in", has_text="Ingrid asked a question")).to_contain_text("Not answered")
    expect(timeline.locator(".event--in .said", has_text="since June 2023")).to_be_visible()
    house.work()
    assert [letter.message["Subject"] for letter in house.mail_to("ingrid@halvorsen.example")][-3:] == [
        "Brightwater Supply has your answer"
    ] * 3
    assert len(house.mail_to("john@brightwater.example")) >= 3

    section(ingrid, "Did we get this right?").get_by_text("Yes, that is what happened").click()
    ingrid.get_by_role("button", name="Send to John").click()
    expect(ingrid.get_by_role("status")).to_contain_text("Thank you. John has it.")
    assert Answer.objects.filter(question="summary", verdict="yes").count() == 1
    ingrid.get_by_role("link", name="Take it back").click()
    ingrid.get_by_role("button", name="Take it back").click()
    expect(ingrid.get_by_role("heading", level=1)).to_have_text("It is taken back")

    john.goto(house.url)
    section(john, "They answered").get_by_role("button").first.click()
    expect(john.locator(".done-note")).to_contain_text("Seen to.")
    for context in (ingrid.context, john.context):
        context.close()


def test_every_page_of_hers_is_accessible_light_and_dark_wide_and_narrow(house, settings):
    settings.SITE_URL = house.url
    incident, address = told_and_summed_up(house)
    incident.step_now = 8
    incident.save()
    ingrid = house.page_of(None)
    ingrid.goto(address)
    section(ingrid, "Ask a question").get_by_label("Your question").fill("Who checked it?")
    ingrid.get_by_role("button", name="Ask", exact=True).click()
    back = ingrid.get_by_role("link", name="Take it back").get_attribute("href")
    for page in (address, f"{address}/call", f"{house.url}{back}"):
        ingrid.goto(page)
        assert_accessible_everywhere(ingrid)
    ingrid.goto(address)
    section(ingrid, "Ask a question").get_by_role("button").click()
    expect(ingrid.locator(".error-summary")).to_be_visible()
    assert_accessible_everywhere(ingrid)
    ingrid.context.close()
