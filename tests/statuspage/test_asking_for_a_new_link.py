"""Whoever lost their link types an address: the same answer for all, a letter only to people we wrote to."""

import email
from datetime import timedelta
from email.policy import default

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ground.accounts.limits import Limit
from ground.history.models import Entry
from ground.outbox.guards import Send, Withdraw
from ground.outbox.models import Letter
from tests import make
from tests.updates import told
from updates import asking
from updates.asking import answer_asked_links, ask_new_link, link_may_go
from updates.links import link_for, revoke_link, token_of
from updates.models import AskedLink, Link

pytestmark = pytest.mark.django_db(transaction=True)
LATER = make.NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _time(monkeypatch):
    monkeypatch.setattr("statuspage.views.now", lambda: make.NOW)


@pytest.fixture
def story(transactional_db):
    return told.story(make.cast())


def new_links() -> list[Letter]:
    return list(Letter.objects.filter(key__startswith="new_link:").order_by("pk"))


def ask(address: str) -> int:
    ask_new_link(address, network="10.0.0.1", now=make.NOW)
    return answer_asked_links(now=LATER)


def test_the_answer_is_the_same_for_every_address_and_the_letter_goes_to_one(client, story):
    known = client.post("/s/new", {"email": "Ingrid@Halvorsen.example"})
    unknown = client.post("/s/new", {"email": "nobody@elsewhere.example"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert known.content == unknown.content
    assert client.get("/s/asked").status_code == 200
    assert answer_asked_links(now=LATER) == 1
    assert [letter.recipient for letter in new_links()] == ["ingrid@halvorsen.example"]


def test_asking_costs_the_same_whether_we_know_the_address_or_not(client, story):
    client.post("/s/new", {"email": "warm@up.example"})
    counts = []
    for address in ("ingrid@halvorsen.example", "nobody@elsewhere.example"):
        with CaptureQueriesContext(connection) as found:
            client.post("/s/new", {"email": address})
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_the_letter_says_it_is_from_a_machine_and_its_link_opens_the_page(client, story):
    assert ask("ingrid@halvorsen.example") == 1
    (letter,) = new_links()
    message = email.message_from_bytes(bytes(letter.raw), policy=default)
    token = token_of(Link.objects.get(contact=story.ingrid))
    assert message["Auto-Submitted"] == "auto-generated"
    assert f"/s/{token}" in message.get_body(("plain",)).get_content()
    assert letter.secrets == [token]
    assert client.get(f"/s/{token}").status_code == 200


def test_the_address_is_forgotten_once_it_is_answered(story):
    ask("nobody@elsewhere.example")
    assert not AskedLink.objects.exists()


def test_answering_twice_writes_one_letter(story):
    ask_new_link("ingrid@halvorsen.example", network="10.0.0.1", now=make.NOW)
    assert answer_asked_links(now=LATER) == 1
    assert answer_asked_links(now=LATER) == 0
    assert len(new_links()) == 1


def test_three_an_hour_go_to_one_address(story):
    assert [ask("ingrid@halvorsen.example") for _time in range(5)] == [1, 1, 1, 0, 0]


def test_one_network_may_ask_only_so_often(story, monkeypatch):
    monkeypatch.setattr(asking, "ASKED_BY_NETWORK", Limit("test", 2, timedelta(hours=1)))
    for _time in range(5):
        ask_new_link("nobody@elsewhere.example", network="10.0.0.1", now=make.NOW)
    assert AskedLink.objects.count() == 2


def test_every_page_of_the_address_gets_its_letter(story):
    john = story.incident.owner
    again = told.incident_told(story, john, at=make.NOW - timedelta(hours=2))
    assert ask("ingrid@halvorsen.example") == 2
    assert {letter.about.split(":")[1] for letter in new_links()} == {
        str(Link.objects.get(incident=incident, contact=story.ingrid).pk) for incident in (story.incident, again)
    }


def test_nobody_who_left_or_whose_page_ended_gets_one(story):
    story.ingrid.left_at = make.NOW
    story.ingrid.save()
    Link.objects.filter(contact=story.tomas).update(expires_at=make.NOW)
    assert ask("ingrid@halvorsen.example") == 0
    assert ask("tomas@halvorsen.example") == 0


def test_after_a_revocation_the_contact_may_ask_and_the_old_link_stays_dead(client, story):
    link = link_for(story.incident, story.ingrid, now=make.NOW)
    old = token_of(link)
    revoke_link(link, by=story.incident.owner, now=make.NOW)
    assert ask("ingrid@halvorsen.example") == 1
    link.refresh_from_db()
    assert client.get(f"/s/{old}").status_code == 404
    assert client.get(f"/s/{token_of(link)}").status_code == 200
    assert Entry.objects.filter(what="link.sent_again").count() == 1


def test_a_letter_whose_link_died_while_it_waited_does_not_leave(story):
    ask("ingrid@halvorsen.example")
    (letter,) = new_links()
    assert isinstance(link_may_go(letter, LATER), Send)
    revoke_link(Link.objects.get(contact=story.ingrid), by=story.incident.owner, now=LATER)
    assert isinstance(link_may_go(letter, LATER), Withdraw)


@pytest.mark.parametrize(
    "typed", ["", "nobody", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "a" * 300 + "@b.example"]
)
def test_what_is_no_address_is_refused_with_a_sentence_and_kept_nowhere(client, story, typed):
    answer = client.post("/s/new", {"email": typed})
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert not AskedLink.objects.exists()


def test_the_form_needs_no_cookie(story):
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    assert strict.post("/s/new", {"email": "ingrid@halvorsen.example"}).status_code == 302
