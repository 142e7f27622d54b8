"""What customers said is on Today, on the board and on the timeline, until somebody has seen to it."""

import re
from datetime import timedelta
from html import unescape

import pytest

from incidents.choices import Question, Verdict
from incidents.models import Answer, Promise
from recovery.answers import Part, Sent, take_answer, take_back
from tests import make
from tests.updates import told
from updates.links import link_for

NOW = make.NOW
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast, monkeypatch):
    for module in ("today_views", "answer_views"):
        monkeypatch.setattr(f"desk.{module}.now", lambda: NOW)
    monkeypatch.setattr("board.review_views.now", lambda: NOW)
    return told.story(cast)


def send(story, *parts, key="one", name="Ingrid Halvorsen", now=NOW - HOUR):
    link = link_for(story.incident, story.ingrid, now=NOW)
    return take_answer(link, sent=Sent(name, key, parts), now=now)


def asked(story, **more):
    return send(story, Part(Question.QUESTION, words="Who checked it?"), **more)


def page(client, person, address):
    client.force_login(person)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", client.get(address).content.decode())).split())


def test_today_names_who_answered_when_and_what(client, story, cast):
    send(story, Part(Question.CORRECTION, Verdict.NO, "It began in 2022."), Part(Question.TRUST, number=4))
    read = page(client, cast.john, "/")
    assert "Ingrid answered 09:40 Halvorsen Marine Supply" in read
    assert "“No, let me correct you. It began in 2022.”" in read
    assert "Trust: 4 of 10 · You promised an answer by tomorrow at 17:00." in read
    assert "They asked 1 h ago, unanswered" in read


def test_a_forwarded_link_is_named(client, story, cast):
    asked(story, name="Tomas Reed")
    for address in ("/", f"/i/{story.incident.reference}"):
        assert "Tomas Reed (with Ingrid’s link)" in page(client, cast.john, address)


def test_the_board_says_who_waits_for_an_answer_we_promised(client, story, cast):
    send(story, Part(Question.CORRECTION, Verdict.YES))
    assert "unanswered" not in page(client, cast.dana, "/board")
    asked(story, key="two")
    assert "They asked 1 h ago, unanswered" in page(client, cast.dana, "/board")


def test_the_timeline_shows_their_words_and_how_long_they_wait(client, story, cast):
    asked(story)
    read = page(client, cast.john, f"/i/{story.incident.reference}")
    assert re.search(r"Ingrid asked a question Not answered, .{1,40} “Who checked it\?” I have answered", read)
    assert 'class="event event--in"' in client.get(f"/i/{story.incident.reference}").content.decode()


def test_one_press_sees_to_all_that_came_together(client, story, cast):
    sent = send(
        story, Part(Question.CORRECTION, Verdict.NO, "In 2022."), Part(Question.FEELINGS, feelings=("worried",))
    )
    client.force_login(cast.john)
    shown = client.get(f"/i/{story.incident.reference}").content.decode()
    presses = re.findall(r'action="(/i/[^"]+/seen)"', shown)
    assert len(presses) == 1
    assert client.post(presses[0], {"back": "today"})["Location"] == "/"
    assert not Answer.objects.to_deal_with().exists()
    assert Promise.objects.get(pk=sent[0].promise_id).state == "kept"
    assert "They answered" not in page(client, cast.john, "/")


def test_what_was_taken_back_is_gone_from_today_and_marked_on_the_timeline(client, story, cast):
    [answer] = asked(story)
    take_back(link_for(story.incident, story.ingrid, now=NOW), number=answer.pk, now=NOW)
    assert "Who checked it?" not in page(client, cast.john, "/")
    assert "Ingrid took an answer back" in page(client, cast.john, f"/i/{story.incident.reference}")


def test_who_looks_after_the_money_reads_none_of_their_words(client, story, cast):
    asked(story)
    for address in ("/", f"/i/{story.incident.reference}"):
        assert "Who checked it?" not in page(client, cast.finance, address)


@pytest.mark.parametrize("who", ["priya", "finance", "auditor"])
def test_nobody_else_presses(client, story, cast, who):
    [answer] = asked(story)
    client.force_login(getattr(cast, who))
    assert client.post(f"/i/{story.incident.reference}/answers/{answer.pk}/seen").status_code == 404
    assert client.post(f"/i/{story.incident.reference}/answers/{10**20}/seen").status_code == 404
