"""Story 7: a wrong order number, put right and told in two minutes; settled by a yes or by silence, or grown."""

import re

import pytest
from playwright.sync_api import expect

from incidents.choices import Ending, Size, State
from incidents.models import CheckIn, Incident
from tests.journeys.walking import INGRID, links_of, plain, section

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SLOW_HAND, A_PRESS = 2.5, 5
"""Letters a second, and seconds a press with a look at what comes next."""
FIVE = {
    "Which customer?": "Halvorsen Marine Supply",
    "What went wrong?": "Your order 4711 went out under the number 4171",
    "What did it do to them?": "You had to search for it in your warehouse",
    "What did we do about it?": "The number is corrected on the note and the invoice",
    "Why did it happen?": "I typed it by hand",
}


def log_small(house, page):
    """From Today to done; returns how many presses it took. Typing the customer and four sentences is all there is."""
    page.goto(house.url)
    page.get_by_role("link", name=re.compile("^Log a mistake")).first.click()
    page.get_by_role("link", name="A small one? One page does it").click()
    for label, words in FIVE.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Write the letter from these").click()
    expect(page.get_by_label("What we tell them")).to_have_value(re.compile("4171. You had to search"))
    page.get_by_role("button", name="Tell them and be done").click()
    expect(page.locator(".done-note").first).to_contain_text("Told.")
    return 4


def log_it(house):
    john = house.page_of(house.cast.john)
    presses = log_small(house, john)
    house.move(minutes=1)
    return john, Incident.objects.get(), presses


def test_five_fields_one_letter_and_their_yes(house):
    john, incident, presses = log_it(house)
    typed = sum(map(len, FIVE.values()))
    assert (len(FIVE), presses) == (5, 4), "five fields and four presses, the letter is written from the fields"
    assert typed / SLOW_HAND + presses * A_PRESS <= 120, "two minutes for somebody who types slowly"
    assert (incident.size, incident.state) == (Size.SMALL, State.OPEN)
    expect(john.get_by_role("heading", name="A small mistake")).to_be_visible()
    letter = house.mail_to(INGRID)[-1].message
    assert "4711" in plain(letter)
    assert "If this is not right, tell us by" in plain(letter)

    _page, yes, _no = links_of(letter)
    ingrid = house.page_of(None, java_script_enabled=False, viewport={"width": 390, "height": 844})
    ingrid.goto(yes)
    assert Incident.objects.get().state == State.OPEN, "a link in a letter presses nothing"
    settled = section(ingrid, "Is it settled for you?")
    expect(settled.get_by_label("Yes, it is settled")).to_be_checked()
    settled.get_by_role("button", name="Send to John").click()
    expect(ingrid.get_by_role("status")).to_contain_text("Thank you. John has it.")

    closed = Incident.objects.get()
    assert (closed.state, closed.ending) == (State.CLOSED, Ending.SMALL)
    john.reload()
    expect(john.locator(".clock-band").first).to_contain_text("A small mistake, settled.")
    assert [check_in.day for check_in in CheckIn.objects.all()] == [30]
    house.move(days=35)
    assert "Has it stayed right?" in house.mail_to(INGRID)[-1].message["Subject"]
    assert house.errors == []


def test_an_objection_makes_it_a_full_recovery_with_everything_kept(house):
    john, incident, _presses = log_it(house)
    _page, _yes, no = links_of(house.mail_to(INGRID)[-1].message)
    ingrid = house.page_of(None)
    ingrid.goto(no)
    settled = section(ingrid, "Is it settled for you?")
    expect(settled.get_by_label("No, it is not settled")).to_be_checked()
    settled.get_by_label("What is still open?").fill("It is the third time, and nobody rang us.")
    settled.get_by_role("button", name="Send to John").click()
    expect(ingrid.get_by_role("status")).to_contain_text("John has it and will answer by")

    grown = Incident.objects.get()
    assert (grown.size, grown.state) == (Size.FULL, State.OPEN)
    assert grown.next_update_due_at is not None, "the clock of its severity runs"
    john.goto(house.url)
    expect(section(john, "They answered")).to_contain_text("nobody rang us")
    john.goto(f"{house.url}/i/{incident.reference}")
    expect(john.locator("#timeline")).to_contain_text("nobody rang us")
    kept = {
        2: "Your order 4711 went out under the number 4171",
        4: "You had to search for it in your warehouse",
        6: "I typed it by hand",
        8: "The number is corrected on the note and the invoice",
    }
    for number, words in kept.items():
        john.goto(f"{house.url}/i/{incident.reference}/step/{number}")
        text = john.locator(f"#step-{number}").inner_text()
        fields = john.locator(f"#step-{number} textarea, #step-{number} input[type=text]")
        assert words in text or any(words in one.input_value() for one in fields.all()), f"step {number}"
    house.work()
    assert len(house.mail_to(INGRID)) == 2, "one letter, one receipt"
    assert house.errors == []


def test_silence_settles_it_after_five_working_days_and_not_before(house):
    _john, incident, _presses = log_it(house)
    until = Incident.objects.get().next_update_due_at
    house.move_to(until - (until - house.now()) / 100)
    assert Incident.objects.get().state == State.OPEN
    house.move_to(until)
    house.move(minutes=1)
    closed = Incident.objects.get(pk=incident.pk)
    assert (closed.state, closed.ending) == (State.CLOSED, Ending.SMALL)
    assert closed.ending_reason == "Nobody objected within five working days."
    assert not [mail for mail in house.mail_to(house.cast.dana.email) if "should have heard" in mail.message["Subject"]]
