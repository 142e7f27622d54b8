"""Story 2: the clock runs out. Nobody is left waiting without somebody being told, and the lateness stays on record."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ground.accounts.models import Absence
from incidents.models import Incident
from tests import make_cases
from updates.models import Nudge

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

INGRID = "ingrid@halvorsen.example"
LINK = re.compile(r"http://\S+/s/[\w-]+")


@pytest.fixture
def incident(house):
    """Told now, to be told again by Friday 12:00."""
    now = house.now()
    made = make_cases.told(house.halvorsen, now=now, next_at=now + timedelta(hours=25, minutes=20))
    house.move(minutes=1)
    return made


def page_for_ingrid(house):
    """The link of her latest letter, in a browser without cookies."""
    body = house.mail_to(INGRID)[-1].message.get_body(("plain",)).get_content()
    page = house.page_of(None)
    page.goto(LINK.search(body)[0])
    return page


def subjects(house, person):
    return [letter.message["Subject"] for letter in house.mail_to(person.email)]


def test_the_clock_runs_out_and_john_rings(house, incident):
    john, dana = house.cast.john, house.cast.dana
    due = incident.next_update_due_at
    ingrid = page_for_ingrid(house)
    expect(ingrid.get_by_role("heading", level=1)).to_contain_text("We made a mistake with your freight")
    expect(ingrid.locator("body")).to_contain_text("You will hear from us by")

    house.move_to(due - timedelta(hours=20))
    assert len(subjects(house, john)) == 1, "half of the working time"
    house.move_to(due - timedelta(minutes=20))
    assert len(subjects(house, john)) == 2, "nine tenths"
    assert subjects(house, dana) == []
    house.move_to(due)
    assert len(subjects(house, john)) == 3, "due"
    assert subjects(house, dana) == ["Halvorsen Marine Supply should have heard from John by 12:00"]

    board = house.page_of(dana)
    board.goto(f"{house.url}/board")
    expect(board.locator("tbody tr").first).to_contain_text("Overdue by")
    ingrid.reload()
    expect(ingrid.locator("body")).to_contain_text("we are late")

    house.move(minutes=10)
    desk = house.page_of(john)
    desk.goto(f"{house.url}/i/{incident.reference}/talk")
    desk.fill("#id_their_words", "I wondered whether you had forgotten us.")
    desk.fill("#id_our_words", "All invoices are pulled. The list comes on Monday.")
    desk.get_by_role("button", name="Note it").click()
    expect(desk.get_by_text("Noted. It counts as told.")).to_be_visible()
    house.move(hours=1)
    assert len(subjects(house, dana)) == 1, "told once"
    assert len(subjects(house, john)) == 3, "calm"
    expect(desk.locator(".promise--late")).to_contain_text("Kept late")
    ingrid.reload()
    expect(ingrid.locator("body")).not_to_contain_text("we are late")
    board.reload()
    expect(board.locator(".lead")).to_contain_text("Nobody waits longer than we promised.")
    assert house.errors == []


def test_when_john_is_away_his_deputy_hears(house, incident):
    now = house.now()
    Absence.objects.create(
        person=house.cast.john, deputy=house.cast.priya, starts_at=now, ends_at=now + timedelta(days=14)
    )
    house.move_to(incident.next_update_due_at - timedelta(minutes=20))
    assert subjects(house, house.cast.john) == []
    assert subjects(house, house.cast.priya) == ["Halvorsen Marine Supply is waiting to hear from John by 12:00"]
    desk = house.page_of(house.cast.priya)
    desk.goto(f"{house.url}/i/{incident.reference}")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Freight handling overcharged")


def test_a_told_time_is_moved_before_it_and_after_it(house, incident):
    desk = house.page_of(house.cast.john)
    desk.goto(f"{house.url}/i/{incident.reference}")
    desk.get_by_role("link", name="Move the time").click()
    expect(desk.locator("#id_body")).to_contain_text("I need longer, because")
    desk.fill("#id_body", "I need longer, because the archive is slow.")
    desk.locator("label[for=id_next_2]").click()
    desk.get_by_role("button", name="Send update and restart the clock").click()
    expect(desk.get_by_text("The clock now runs to", exact=False)).to_be_visible()
    first = incident.promises.filter(kind="next_update").earliest("pk")
    assert first.state == "renegotiated"
    house.move(minutes=1)
    assert "You were to hear from us by" in house.mail_to(INGRID)[-1].message.get_body(("plain",)).get_content()

    moved = Incident.objects.get(pk=incident.pk)
    house.move_to(moved.next_update_due_at + timedelta(minutes=2))
    desk.goto(f"{house.url}/i/{incident.reference}/update?kind=moved")
    desk.fill("#id_body", "I said I would write by now, and I need one more day. I am sorry.")
    desk.get_by_role("button", name="Send update and restart the clock").click()
    expect(desk.get_by_text("The clock now runs to", exact=False)).to_be_visible()
    states = list(incident.promises.filter(kind="next_update").order_by("pk").values_list("state", flat=True))
    assert states == ["renegotiated", "broken", "open"]
    assert Nudge.objects.filter(rung="above_1").count() == 1, "after it, it is late, and Dana is told"
