"""The same press of a button arriving several times at once, and taking back while it is dealt with: one outcome."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from ground.history.models import Entry
from ground.outbox.models import Letter
from incidents.answering import deal_with
from incidents.choices import PromiseState, Question
from incidents.models import Answer, Promise
from recovery.answers import Part, Sent, take_answer, take_back
from tests import make
from tests.updates import told
from trust.models import Reading
from updates.links import link_for, token_of

pytestmark = pytest.mark.django_db(transaction=True)
NOW, TIMES = make.NOW, 5


@pytest.fixture
def story(cast):
    return told.story(cast)


@pytest.fixture
def link(story):
    return link_for(story.incident, story.ingrid, now=NOW)


def at_once(*acts):
    """Each act in a thread with a connection of its own, let go together; what each returned, or its fault raised."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(60)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [done.result(120) for done in [threads.submit(run, act) for act in acts]]


def test_the_same_form_arriving_five_times_at_once_is_one_answer(link, monkeypatch):
    monkeypatch.setattr("statuspage.views.now", lambda: NOW)
    here = f"/s/{token_of(link)}"
    fields = {"act": "ask", "key": "k" * 24, "name": "Ingrid", "question": "Who checked it?"}
    answers = at_once(*[lambda: Client().post(here, fields)] * TIMES)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Answer.objects.count() == 1
    assert Promise.objects.filter(kind="commitment").count() == 1
    assert Letter.objects.filter(key__startswith="receipt:").count() == 1
    assert Letter.objects.filter(key__startswith="staff:answer:").count() == 1
    assert Entry.objects.filter(what="customer.answered").count() == 1


def test_a_number_arriving_five_times_at_once_is_one_reading(link):
    sent = Sent("Ingrid", "one", (Part(Question.TRUST, number=4), Part(Question.FEELINGS, feelings=("worried",))))
    returned = at_once(*[lambda: [a.pk for a in take_answer(link, sent=sent, now=NOW)]] * TIMES)
    assert all(pks == returned[0] for pks in returned)
    assert Reading.objects.count() == 1
    assert Answer.objects.count() == 2


def test_taken_back_while_we_deal_with_it_ends_in_one_of_the_two(link, story):
    sent = Sent("Ingrid", "one", (Part(Question.QUESTION, words="Who?"),))
    [answer] = take_answer(link, sent=sent, now=NOW)
    at_once(
        lambda: take_back(link, number=answer.pk, now=NOW),
        lambda: deal_with(answer, by=story.incident.owner, now=NOW),
    )
    answer.refresh_from_db()
    promise = Promise.objects.get(pk=answer.promise_id)
    assert answer.withdrawn_at is not None, "taking back is always heard"
    assert promise.state == (PromiseState.KEPT if answer.dealt_at else PromiseState.RELEASED)
