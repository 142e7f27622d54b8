"""How much they trust us is asked in a letter or a call, seldom enough, and silence counts from a day we can name."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from ground.outbox.models import Letter
from ground.worktime.now import now as clock
from incidents.choices import Question, Told
from incidents.closing_picture import picture_of
from incidents.models import Asking, Incident
from tests import make, make_cases, make_closings
from tests.desk.walk import fields_of
from updates.sending import SendRefused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def at():
    return clock()


@pytest.fixture
def incident(john, at):
    return make_closings.ready(john, now=at, value=None)


@pytest.fixture
def desk(client: Client, john):
    client.force_login(john)
    return client


def post(client, address, act="", **fields):
    form = "talk-form" if address.endswith("/talk") else "letter-form"
    known = fields_of(client.get(address), form)
    return client.post(address, {**known, "act": act, **fields}, follow=True).content.decode()


def test_the_closing_page_leads_to_a_letter_that_asks(desk, incident):
    here = f"/i/{incident.reference}"
    page = desk.get(f"{here}/close").content.decode()
    assert f'href="{here}/update?ask=trust"' in page
    form = fields_of(desk.get(f"{here}/update?ask=trust"), "letter-form")
    assert form["question"] == [Question.TRUST]
    said = post(desk, f"{here}/update", "send", heading="One question", body="May I ask you?", question="trust")
    assert "Update sent to Ingrid" in said
    assert {asking.contact.name for asking in Asking.objects.filter(question=Question.TRUST)} >= {"Ingrid Halvorsen"}
    letter = Letter.objects.filter(recipient="ingrid@halvorsen.example").latest("pk")
    assert b"How much do you trust us right now?" in bytes(letter.raw)
    waits = desk.get(f"{here}/close").content.decode()
    assert "Asked once for a number" in waits
    assert re.search(r"A second question counts from [^<]*\d\d:\d\d; in a letter, 14 days after the first", waits)


def test_nobody_is_asked_in_writing_twice_within_14_days_and_the_refusal_names_the_day(incident, at):
    ask = {"heading": "One question", "question": Question.TRUST}
    make_cases.tell(incident, now=at, next_at=at + 4 * DAY, **ask)
    with pytest.raises(SendRefused, match=r"less than 14 days ago\. You may ask again from .*\d\d:\d\d\."):
        make_cases.tell(incident, now=at + 14 * DAY - timedelta(minutes=1), next_at=at + 20 * DAY, **ask)
    make_cases.tell(incident, now=at + 14 * DAY, next_at=at + 20 * DAY, **ask)
    assert Asking.objects.filter(contact=incident.speaker, question=Question.TRUST).count() == 2


def test_a_number_asked_for_in_a_call_that_brought_none_counts_as_asked(desk, incident):
    here = f"/i/{incident.reference}"
    said = post(desk, f"{here}/talk", their_words="I would rather not say.", promised="", asked_trust="on")
    assert "Noted." in said
    asking = Asking.objects.get(question=Question.TRUST)
    assert (asking.told_by, asking.contact) == (Told.CONVERSATION, incident.speaker)
    picture = picture_of(incident, hours=incident.customer.our_hours(), now=clock())
    assert (picture.asked, picture.silent) == (1, False)
    assert picture.again_from is not None


def test_a_first_notice_offers_no_question_and_only_the_last_step_whether_it_is_settled(desk, john, at):
    customer = make.customer(account_manager=john)
    make.contact(customer, "Mae Crane", speaks=True)
    untold = make_cases.untold(customer, now=at)
    assert "question" not in fields_of(desk.get(f"/i/{untold.reference}/update"), "letter-form")
    told = make_cases.told(customer, now=at, next_at=at + DAY)
    asks_early = desk.get(f"/i/{told.reference}/update").content.decode()
    assert "How much they trust us now" in asks_early
    assert "Whether it is settled" not in asks_early
    Incident.objects.filter(pk=told.pk).update(step_now=8)
    assert "Whether it is settled" in desk.get(f"/i/{told.reference}/update").content.decode()
