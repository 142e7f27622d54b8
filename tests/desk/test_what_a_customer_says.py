"""Trust on the pages of the desk: recorded about a mistake, told on Today, and words never to say again."""

from datetime import timedelta

import pytest

from customers.models import NeverAgain
from ground.history.models import Entry
from ground.worktime.now import now
from tests import make, make_cases
from trust.models import Declined, ElementsAnswer, Reading

DAY = timedelta(days=1)


@pytest.fixture
def halvorsen(cast):
    customer = make_cases.halvorsen(cast.john)
    customer.slug = "halvorsen"
    customer.save()
    return customer


@pytest.fixture
def ingrid(halvorsen):
    return halvorsen.contacts.get(speaks=True)


def said(ingrid, **fields):
    known = {"value": "5", "whose": str(ingrid.pk), "occasion": "feelings", "how": "phone", "why": ""}
    return {**known, "said_at": "2026-01-19T10:30", **fields}


def test_a_number_about_a_mistake_leads_back_to_it_and_stands_in_its_story(client, halvorsen, ingrid, john):
    incident = make_cases.told(halvorsen, now=now() - DAY, next_at=now() + DAY)
    client.force_login(john)
    asked = client.get(f"/c/halvorsen/trust?about={incident.reference}").content.decode()
    assert f'<option value="{incident.pk}" selected>' in asked
    sent = said(ingrid, about=incident.pk, why="You called before I had to.")
    answer = client.post("/c/halvorsen/trust", sent, follow=True)
    assert answer.redirect_chain == [(f"/i/{incident.reference}", 302)]
    assert "They trust us 5 of 10" in answer.content.decode()
    assert "You called before I had to." in answer.content.decode()
    assert Reading.objects.get().incidents.get() == incident


def test_a_mistake_of_another_customer_cannot_be_meant(client, halvorsen, ingrid, john):
    bayside = make.customer("Bayside", account_manager=john)
    make.contact(bayside, "Mei Tanaka", speaks=True)
    other = make_cases.told(bayside, now=now() - DAY, next_at=now() + DAY)
    client.force_login(john)
    page = client.post("/c/halvorsen/trust", said(ingrid, about=other.pk)).content.decode()
    assert "error-summary" in page
    assert not Reading.objects.exists()
    for reference in (other.reference, "TR-1000", "TR-99999999999999", "x", "../../etc/passwd"):
        assert client.get("/c/halvorsen/trust", {"about": reference}).status_code == 200, reference


def test_the_button_repeats_what_is_chosen_also_without_script(client, halvorsen, ingrid, john):
    client.force_login(john)
    fresh = client.get("/c/halvorsen/trust").content.decode()
    assert "Record this number" in fresh
    assert 'data-words="said by Ingrid"' in fresh
    again = client.post("/c/halvorsen/trust", said(ingrid, occasion="")).content.decode()
    assert "Record 5, said by Ingrid" in again
    ours = client.post("/c/halvorsen/trust", said(ingrid, occasion="", whose="ours")).content.decode()
    assert "Record 5, our own estimate" in ours


def test_a_fall_shows_on_today_until_they_say_another_number(client, halvorsen, ingrid, john, cast):
    client.force_login(john)
    at = now() - DAY
    client.post("/c/halvorsen/trust", said(ingrid, value="3", said_at=at.strftime("%Y-%m-%dT%H:%M")))
    for person, shown in ((cast.john, True), (cast.dana, True), (cast.auditor, True), (cast.priya, False)):
        client.force_login(person)
        assert ("Ingrid said 3 on" in client.get("/").content.decode()) is shown
    client.force_login(cast.finance)
    assert "Ingrid said 3" not in client.get("/").content.decode()
    client.force_login(john)
    client.post("/c/halvorsen/trust", said(ingrid, value="4", said_at=(at + DAY / 3).strftime("%Y-%m-%dT%H:%M")))
    assert "Ingrid said" not in client.get("/").content.decode()


def test_words_they_must_never_hear_are_added_and_taken_away_with_a_reason(client, halvorsen, ingrid, john):
    client.force_login(john)
    words = "It must have been a system error."
    page = client.post(
        "/c/halvorsen/never-again", {"words": words, "said_by": ingrid.pk, "said_on": "2026-01-19"}, follow=True
    ).content.decode()
    assert words in page
    assert "Ingrid, " in page
    incident = make_cases.told(halvorsen, now=now() - DAY, next_at=now() + DAY)
    assert words in client.get(f"/i/{incident.reference}/talk").content.decode()
    row = NeverAgain.objects.get()
    refused = client.post(f"/c/halvorsen/never-again/{row.pk}", {"reason": ""}).content.decode()
    assert "Write down why." in refused
    client.post(f"/c/halvorsen/never-again/{row.pk}", {"reason": "She laughed about it herself."})
    assert "Take it away" not in client.get("/c/halvorsen").content.decode()
    again = client.post(f"/c/halvorsen/never-again/{row.pk}", {"reason": "Twice."}, follow=True).content.decode()
    assert "It was taken away already." in again
    told = Entry.objects.about("customer", halvorsen.pk).filter(what__startswith="never_again")
    assert [(entry.what, entry.text) for entry in told] == [
        ("never_again.added", words),
        ("never_again.removed", "She laughed about it herself."),
    ]


@pytest.mark.parametrize("day", ["2999-01-01", "1815-06-18"])
def test_a_day_that_cannot_be_is_refused(client, halvorsen, john, day):
    client.force_login(john)
    page = client.post("/c/halvorsen/never-again", {"words": "A rounding error", "said_on": day}).content.decode()
    assert "Check the day" in page
    assert not NeverAgain.objects.exists()


def test_the_same_words_stand_once(client, halvorsen, john):
    client.force_login(john)
    for _again in range(2):
        page = client.post("/c/halvorsen/never-again", {"words": "A rounding error"})
    assert "These words are here already." in page.content.decode()
    assert NeverAgain.objects.count() == 1


def test_the_five_elements_are_recorded_and_shown(client, halvorsen, ingrid, john):
    client.force_login(john)
    sent = {
        "contact": ingrid.pk,
        "dependability": "4",
        "truth": "3",
        "said_at": "2026-01-19T10:30",
        "words": "Ring me.",
    }
    page = client.post("/c/halvorsen/elements", sent, follow=True).content.decode()
    assert "What Ingrid says is recorded." in page
    assert "Ring me." in page
    assert "Easy to deal with" in page
    answer = ElementsAnswer.objects.get()
    assert (answer.dependability, answer.truth, answer.rapport, answer.recorded_by) == (4, 3, None, john)
    again = client.post("/c/halvorsen/elements", sent).content.decode()
    assert "Once in 90 days is enough." in again


def test_who_does_not_want_to_be_asked_is_left_alone(client, halvorsen, ingrid, john):
    client.force_login(john)
    address = f"/c/halvorsen/contacts/{ingrid.pk}/elements"
    page = client.post(address, follow=True).content.decode()
    assert "They do not want to be asked this again." in page
    sent = {"contact": ingrid.pk, "truth": "3", "said_at": "2026-01-19T10:30"}
    assert "does not want to be asked" in client.post("/c/halvorsen/elements", sent).content.decode()
    client.post(address, {"again": "1"})
    assert not Declined.objects.exists()


def test_those_who_look_after_the_money_see_no_trust(client, halvorsen, ingrid, john, cast):
    client.force_login(john)
    client.post("/c/halvorsen/trust", said(ingrid, value="3", why="I felt like a fool."))
    client.force_login(cast.finance)
    page = client.get("/c/halvorsen").content.decode()
    for words in ("I felt like a fool.", "Trust now", "Trust was 3", "How they see us", "Never say again"):
        assert words not in page
    assert "Contact rhythm" in page
    assert "of 10" not in client.get("/customers").content.decode()


def test_the_zoom_of_90_days_shows_what_we_wrote(client, halvorsen, ingrid, john):
    make_cases.told(halvorsen, now=now() - 3 * DAY, next_at=now() + DAY)
    client.force_login(john)
    client.post("/c/halvorsen/trust", said(ingrid, value="9"))
    at = (now() - 2 * DAY).strftime("%Y-%m-%dT%H:%M")
    client.post("/c/halvorsen/trust", said(ingrid, value="3", said_at=at))
    page = client.get("/c/halvorsen?zoom=90").content.decode()
    assert "In 90 days trust fell once, from 9 to 3" in page
    assert "We wrote, on time" in page
    assert "We made a mistake with your freight" in page
    assert "What we wrote and paid" not in client.get("/c/halvorsen").content.decode()
