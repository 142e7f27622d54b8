"""Story 6: nobody answers. We ask, wait the days the rules say, pay all the same, and close without their word."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from incidents.choices import Ending, State
from incidents.models import Incident
from tests import make, make_cases, make_closings, make_steps
from tests.journeys.walking import INGRID, Desk, in_working_days, plain

pytestmark = [pytest.mark.doors, pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SUMMARY = "You paid 46.50 a pallet for freight since March 2023. Your contract says 38.00."
SORRY = "Ingrid, I am sorry. I put the wrong price into the table. We pay every cent back, and two people check now."
MOMENT = r"(today|tomorrow|\w{3} \d{1,2} \w{3}( \d{4})?)( at|,) \d\d:\d\d"
UNTIL_THEN = {"next": 6}


def begun(house):
    """Told an hour ago; what must stop has stopped."""
    now, john = house.now(), house.cast.john
    told = make_cases.told(house.halvorsen, now=now - timedelta(hours=1), next_at=in_working_days(house, 6))
    make_steps.finish(told, 1, by=john, now=now)
    house.move(minutes=1)
    return Desk(house, house.page_of(john), told)


def test_what_needs_their_word_ends_without_an_answer(house):
    desk = begun(house)
    get_the_facts(desk)
    find_the_feelings(desk)
    let_them_know(desk)
    dispute_nothing(desk)
    frame_the_problem(desk)
    apologise(desk)
    assert Incident.objects.get().step_now == 8
    assert house.errors == []


def test_it_is_paid_in_full_and_closed_without_their_word(house):
    """Steps 2 to 7 are finished; since then not a word."""
    desk, dana = begun(house), house.page_of(house.cast.dana)
    make_steps.frame(desk.incident, by=house.cast.john, now=house.now())
    make_closings.finished(desk.incident, at=house.now(), but=(8,))
    handle_the_problem(desk, dana)
    ask_for_a_number(desk)
    close_without_their_word(desk, dana)
    ask_after_closing(desk)
    assert house.errors == []


def wait(desk, days=5):
    """Nobody writes back. John hears of the next time beforehand, and his manager never has to."""
    before = len(desk.house.mail_to(desk.house.cast.john.email))
    desk.house.move_to(in_working_days(desk.house, days))
    assert len(desk.house.mail_to(desk.house.cast.john.email)) > before, "he was reminded"
    late = [m for m in desk.house.mail_to(desk.house.cast.dana.email) if "should have heard" in m.message["Subject"]]
    assert late == []


def refused(desk, number, missing, day):
    """“Finish” says what is missing, and from which day on silence is enough."""
    desk.press(f"Finish step {number}")
    finish = desk.page.locator(".finish")
    expect(finish.locator("h3")).to_contain_text("missing to finish step")
    expect(finish.locator(".is-missing").filter(has_text=missing)).to_contain_text(re.compile(day))
    assert desk.incident.steps.get(number=number).state == "todo"


def finish(desk, number):
    desk.open(f"/step/{number}")
    desk.press(f"Finish step {number}", f"Step {number} is finished.")


def write(desk, heading, body, end="/update"):
    page = desk.open(end)
    page.fill("#id_heading", heading)
    page.fill("#id_body", body)
    desk.next_in("next", UNTIL_THEN["next"])
    desk.press("Send update and restart the clock", "The clock now runs to")
    desk.house.move(minutes=1)


def get_the_facts(desk):
    page = desk.open("/step/2")
    page.get_by_text("Add a fact").click()
    page.get_by_label("When", exact=True).fill("12 Feb 2023")
    page.get_by_label("How we know").fill("Contract HMS-2023, signed")
    page.get_by_label("What happened").fill("Freight handling was agreed at 38.00 a pallet")
    desk.press("Add this fact", "The fact is kept.")
    for heading in ("How was it for you?", "We would still like to hear it from you"):
        write(desk, heading, "Tell us how you saw it, in your own words. A line is enough.")
        page = desk.open("/step/2")
        page.get_by_text("I asked them, and got no answer yet").click()
        desk.choose("Whom did you ask?", "Ingrid Halvorsen")
        page.get_by_label("Where did you ask?").select_option(index=1)
        desk.press("Note that I asked")
        refused(desk, 2, "Their version is here, or they were asked twice without an answer", MOMENT)
        wait(desk)
    finish(desk, 2)


def find_the_feelings(desk):
    desk.open("/step/3")
    desk.choose("Who", "Ingrid Halvorsen")
    desk.press("Asked, no answer")
    finish(desk, 3)


def let_them_know(desk):
    page = desk.open("/step/4")
    page.get_by_label("What happened, and how it was for them").fill(SUMMARY)
    page.get_by_label("The apology").fill("I am sorry that we charged you too much.")
    desk.next_in("letter-next", 6)
    desk.press("Send it to Ingrid and ask “Did we get this right?”", "Sent to Ingrid.")
    desk.house.move(minutes=1)
    desk.open("/step/4")
    refused(desk, 4, "Ingrid has confirmed it", f"A second question counts from {MOMENT}")
    wait(desk)
    ask_again(desk, 4, "Ingrid has confirmed it")
    finish(desk, 4)


def ask_again(desk, number, missing):
    page = desk.open(f"/step/{number}")
    page.get_by_text("Ask again in the same words").click()
    desk.next_in("letter-next", 6)
    desk.press("Send it again and ask", "Sent to Ingrid.")
    desk.house.move(minutes=1)
    assert "Did we get this right?" in said_last(desk) or "Is this what it comes down to?" in said_last(desk)
    desk.open(f"/step/{number}")
    refused(desk, number, missing, f"If no word comes until {MOMENT}, you may finish without an answer")
    wait(desk)


def said_last(desk):
    return plain(desk.house.mail_to(INGRID)[-1].message)


def dispute_nothing(desk):
    page = desk.open("/step/5")
    page.get_by_label("Why there is nothing to dispute").fill("The contract says 38.00. It was ours.")
    desk.press("Nothing to dispute", "Nothing to dispute. Step 5 is finished.")


def frame_the_problem(desk):
    page = desk.open("/step/6")
    page.get_by_label("The problem, in one sentence").fill("For 44 months you paid more than we agreed.")
    page.get_by_label("Where and when").fill("Tacoma, invoices of March 2023 to October 2026")
    page.locator("#id_frame-happened_cause").select_option("A price or table was wrong")
    page.locator("#id_frame-unnoticed_cause").select_option("Nobody was asked to check")
    desk.next_in("letter-next", 6)
    desk.press("Ask Ingrid if it is right", "Sent to Ingrid.")
    desk.house.move(minutes=1)
    wait(desk)
    ask_again(desk, 6, "Ingrid has accepted the sentence")
    finish(desk, 6)


def apologise(desk):
    page = desk.open("/step/7")
    page.get_by_label("What you will say").fill(SORRY)
    page.get_by_text("Say it by letter instead").click()
    desk.next_in("letter-next", 6)
    desk.press("Send the apology")
    desk.house.move(minutes=1)
    assert "I put the wrong price into the table" in said_last(desk)
    desk.open("/step/7")
    refused(desk, 7, "Their reaction is noted, or five working days passed without one", MOMENT)
    wait(desk)
    finish(desk, 7)


def handle_the_problem(desk, dana):
    """Paid in full, though nobody asked for it."""
    page = desk.open("/refund/sum")
    page.get_by_label("What do we owe them in all?").fill("21317.35")
    page.get_by_label("How did you come to this sum?").fill("44 invoices, 8.50 a pallet, and interest.")
    desk.press("Set the sum", "The sum is set.")
    page.get_by_role("link", name="Ask for approval").click()
    desk.press("Ask for approval", "Asked.")
    dana.goto(f"{desk.house.url}/board")
    dana.get_by_role("link", name=re.compile(r"21,317\.35")).first.click()
    dana.get_by_label("Your password").fill(make.PASSWORD)
    dana.get_by_role("button", name=re.compile("^Approve")).click()
    expect(dana.locator(".done-note").first).to_be_visible()
    page = desk.open("/refund/pay")
    page.get_by_label("How much?").fill("21317.35")
    page.get_by_label("Reference").fill("Wire 4417")
    desk.press("Note the payment", "$21,317.35 is noted as paid.")
    page = desk.open("/step/8")
    add(page, "remedy", "What puts it right for them?", "The right price on every order")
    page.get_by_role("link", name=re.compile("Mark done")).first.click()
    desk.press("Mark it done", "Marked as done.")
    for cause in ("A price or table was wrong", "Nobody was asked to check"):
        words = "Two people compare each price list"
        add(page, "prevention", "What keeps it from happening again?", words, cause=cause)
    finish(desk, 8)


def add(page, kind, label, words, cause=""):
    """The form stands open while it is what comes next."""
    form = page.locator(f"#form-{kind}")
    if not form.get_by_label(label).is_visible():
        form.locator("summary").click()
    form.get_by_label(label).fill(words)
    if cause:
        form.get_by_label("Against which cause?").select_option(cause)
    form.get_by_label("By when").fill("2027-02-01")
    form.get_by_role("button").click()
    expect(page.locator(".done-note").first).to_contain_text("is kept")


def ask_for_a_number(desk):
    """Everything is done. What is missing is their word, and it is asked for twice."""
    page = desk.open("/close")
    expect(page.locator("#h-answer")).to_have_text(
        "This cannot be closed yet. Ingrid has not said how much they trust us"
    )
    page.get_by_role("link", name="Ask in a letter").click()
    write(desk, "One question", "May I ask you how you see us now?", end="/update?ask=trust")
    assert "How much do you trust us right now?" in said_last(desk)
    page = desk.open("/close")
    expect(page.locator("main")).to_contain_text(re.compile(f"A second question counts from {MOMENT}"))
    expect(page.get_by_role("button", name="Ask to close without their word")).to_have_count(0)
    wait(desk)
    page = desk.open("/update?ask=trust")
    page.fill("#id_heading", "One question")
    page.fill("#id_body", "May I ask you again?")
    desk.press("Send update and restart the clock")
    expect(page.locator(".error-summary")).to_contain_text(re.compile(f"You may ask again from {MOMENT}"))
    write(desk, "Still here", "Your money is with you. Nothing else is open.")
    wait(desk)
    write(desk, "One question, again", "May I ask you once more?", end="/update?ask=trust")
    page = desk.open("/close")
    expect(page.locator("main")).to_contain_text(re.compile(f"Silence counts from {MOMENT}"))
    wait(desk)


def close_without_their_word(desk, dana):
    page = desk.open("/close")
    expect(page.locator("#h-answer")).to_have_text("Ingrid kept silent. This may be closed without their word")
    page.get_by_label("Your reason").fill("All is paid and mended. We asked twice, and they keep silent.")
    page.get_by_label("Heading of the last letter").fill("It is done")
    page.get_by_label("What they will read").fill("Today we close this. Write to us whenever you like.")
    desk.press("Ask to close without their word", "A manager was asked.")
    dana.goto(f"{desk.house.url}/board")
    dana.get_by_role("link", name=re.compile("without their word")).first.click()
    expect(dana.locator("main")).to_contain_text("Ingrid was asked two times")
    dana.get_by_label("A note, a question or a reason for John", exact=True).fill("I have read the letters. Agreed.")
    dana.get_by_role("button", name="Close without their word").click()
    expect(dana.locator(".done-note").first).to_be_visible()
    closed = Incident.objects.get()
    assert (closed.state, closed.ending, closed.closed_at_trust) == (State.CLOSED, Ending.WITHOUT_WORD, None)
    desk.house.move(minutes=1)
    assert "Today we close this." in said_last(desk)
    page = desk.open()
    expect(page.locator(".clock-band").first).to_contain_text("Closed without their word")


def ask_after_closing(desk):
    """By the clock, whether they answer or not."""
    for days in (8, 24, 61):
        desk.house.move(days=days)
    asked = [m for m in desk.house.mail_to(INGRID) if m.message["Subject"].startswith("Has it stayed right?")]
    assert len(asked) == 3, "after 7, 30 and 90 days"
    page = desk.open()
    expect(page.locator("main")).to_contain_text("No answer yet.")
