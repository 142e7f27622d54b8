"""Story 5: in mid-case somebody else takes over. Everything is on one page, and the customer tells nothing twice."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from customers.models import NeverAgain
from ground.outbox.models import Letter
from incidents.choices import How
from incidents.models import Incident
from incidents.promises import make_promise
from tests import make, make_cases, make_steps
from tests.journeys.walking import INGRID, Desk, plain, section
from tests.servers.chromium import assert_accessible_everywhere

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
LINE = "I have taken over from John Reyes and have read everything you told us."
LIST = "The list of all 44 invoices"
WORDS = "a computer error"


@pytest.fixture
def elena(house):
    return make.person("Elena Duarte", team=house.cast.john.team, email="elena@brightwater.example")


@pytest.fixture
def case(house):
    """Told an hour ago: how Ingrid feels, what she never wants to hear again, and a promise that is open."""
    now, john = house.now(), house.cast.john
    told = make_cases.told(house.halvorsen, now=now - HOUR, next_at=now + 5 * HOUR)
    make_steps.feelings(told, by=john, now=now)
    ingrid = told.speaker
    due = {"due_at": now + 30 * HOUR, "due_zone": make.ZONE}
    make_promise(told, text=LIST, how=How.WRITTEN, to=ingrid, by=john, now=now, **due)
    NeverAgain.objects.create(customer=house.halvorsen, words=WORDS, said_by=ingrid, added_by=john, added_at=now)
    house.move(minutes=1)
    return Incident.objects.get(pk=told.pk)


def hand_over(john, house):
    john.goto(f"{house.url}/c/{house.halvorsen.slug}")
    john.get_by_role("link", name="Hand over").click()
    expect(john.get_by_role("heading", name="What is taken over")).to_be_visible()
    john.get_by_label("To", exact=True).select_option("Elena Duarte")
    expect(john.get_by_label("One line in their first letter")).to_have_value(LINE)
    john.get_by_label("Only for whoever takes over").fill("She likes boats.")
    john.get_by_role("button", name="Hand over", exact=True).click()
    expect(john.locator(".done-note").first).to_contain_text("Elena Duarte is asked. Until the yes it is yours.")


def write(desk, heading):
    page = desk.open("/update")
    page.fill("#id_heading", heading)
    page.fill("#id_body", "All invoices are pulled. Nothing is missing.")
    desk.press("Send update and restart the clock", "The clock now runs to")


def test_elena_takes_over_in_mid_case(house, case, elena):
    john, hers = house.page_of(house.cast.john), house.page_of(elena)
    write(Desk(house, john, case), "What we know now")
    assert Letter.objects.filter(state="waiting", customer=True).count() == 2, "it may still be taken back"
    hand_over(john, house)

    house.work()
    assert [mail.message["Subject"] for mail in house.mail_to(elena.email)] == [
        "John Reyes asks you to take over Halvorsen Marine Supply"
    ]
    hers.goto(house.url)
    expect(hers.locator("main")).not_to_contain_text(case.title)
    hers.get_by_role("link", name="Read and answer").click()
    page = hers.locator("main")
    for words in (case.title, make_steps_felt(), LIST, WORDS, "She likes boats.", LINE, "Ingrid Halvorsen"):
        expect(page).to_contain_text(words)
    assert_accessible_everywhere(hers)
    hers.get_by_role("button", name="Yes, I take it over").click()
    expect(hers.locator(".done-note").first).to_contain_text("Halvorsen Marine Supply is yours now.")
    hers.goto(house.url)
    expect(hers.locator(".lead")).to_contain_text("Halvorsen Marine Supply")
    john.goto(house.url)
    expect(john.locator("main")).not_to_contain_text("Halvorsen")
    for gone in (f"/i/{case.reference}", f"/i/{case.reference}/update", f"/c/{house.halvorsen.slug}"):
        assert john.goto(house.url + gone).status == 404, gone

    house.move(minutes=1)
    waited = house.mail_to(INGRID)[-1].message
    assert waited["From"].startswith('"John Reyes'), "what John signed goes as he signed it"
    write(Desk(house, hers, case), "What comes next")
    house.move(minutes=1)
    write(Desk(house, hers, case), "The list is checked")
    house.move(minutes=1)
    letters = [mail.message for mail in house.mail_to(INGRID)]
    signed = [re.match(r'"([^,]+),', letter["From"])[1] for letter in letters]
    assert signed == ["John Reyes"] * 2 + ["Elena Duarte"] * 2
    assert [plain(letter).count("taken over from John Reyes") for letter in letters] == [0, 0, 1, 0]
    assert len({letter["Subject"] for letter in letters}) == 1
    for number, letter in enumerate(letters[1:], start=1):
        assert letter["References"].split() == [earlier["Message-ID"] for earlier in letters[:number]], "one thread"

    ingrid = house.page_of(None)
    ingrid.goto(re.search(r"http://\S+/s/[\w-]+", plain(letters[-1]))[0])
    expect(ingrid.locator("main")).to_contain_text("Elena Duarte")
    expect(ingrid.locator("main")).not_to_contain_text("John Reyes")
    expect(section(ingrid, "What we promised you")).to_contain_text(LIST)

    house.move_to(Incident.objects.get(pk=case.pk).next_update_due_at)
    assert not [m for m in house.mail_to(house.cast.john.email) if "waiting to hear" in m.message["Subject"]]
    assert [m for m in house.mail_to(elena.email) if "Halvorsen" in m.message["Subject"]][1:], "the ladder is hers"
    assert house.errors == []


def make_steps_felt():
    return "I felt like a fool in front of my own board."
