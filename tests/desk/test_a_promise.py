"""The page of a promise: what has become of it, told by letter or agreed aloud, and its story."""

from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from ground.outbox.models import Letter
from ground.worktime.now import now
from incidents.choices import How
from incidents.models import Promise
from incidents.promises import make_promise, move_promise
from tests import make, make_cases
from updates.models import Conversation, Update

DAY = timedelta(days=1)
ZONE = ZoneInfo(make.ZONE)
pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(john):
    told_at = now() - DAY
    return make_cases.told(make_cases.halvorsen(john), now=told_at, next_at=now() + 2 * DAY)


@pytest.fixture
def promise(incident, john):
    known = {"due_at": now() + 3 * DAY, "due_zone": make.ZONE, "how": How.WRITTEN, "by": john, "now": now() - DAY}
    return make_promise(incident, text="A corrected invoice", **known)


@pytest.fixture
def post(client, john, promise):
    client.force_login(john)

    def send(outcome, **fields):
        known = {"outcome": outcome, "channel": "phone", "act": "save"}
        return client.post(address(promise), {**known, **fields})

    return send


def address(promise):
    return f"/i/{promise.incident.reference}/promise/{promise.pk}"


def typed(at):
    return f"{at.astimezone(ZONE):%Y-%m-%dT%H:%M}"


def again(promise):
    return Promise.objects.get(pk=promise.pk)


def test_kept_when_it_was_done(post, promise):
    done = now() - timedelta(hours=2)
    assert post("kept", done_at=typed(done)).status_code == 302
    assert (again(promise).state, typed(again(promise).settled_at)) == ("kept", typed(done))


def test_a_new_date_agreed_aloud_is_noted_as_a_conversation(post, promise, incident):
    post(
        "moved", due_at=typed(now() + 5 * DAY), contact=incident.speaker_id, their_words="Friday is fine.", why="Paper."
    )
    talk = Conversation.objects.get()
    assert (again(promise).state, talk.their_words, talk.promised.get().replaces) == (
        "renegotiated",
        "Friday is fine.",
        promise,
    )


def test_after_its_time_a_new_date_leaves_it_broken(post, promise, incident):
    Promise.objects.filter(pk=promise.pk).update(due_at=now() - timedelta(hours=1))
    post("moved", due_at=typed(now() + 5 * DAY), contact=incident.speaker_id, their_words="All right.")
    assert again(promise).state == "broken" and Promise.objects.filter(replaces=promise, state="open").exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"outcome": "moved", "contact": "x"}, "Say the new date."),
        ({"outcome": "moved", "due_at": "2030-01-04T10:00"}, "Say who agreed, or tell them by letter."),
        ({"outcome": "released", "their_words": "Never mind."}, "Say who agreed, or tell them by letter."),
        ({"outcome": "released"}, "Their words are needed."),
        ({"outcome": "given_up"}, "Say in a sentence why it will not be kept."),
        ({"outcome": ""}, "Say what has become of it."),
        ({"outcome": "kept", "done_at": "2099-01-01T10:00"}, "That time has not come yet."),
    ],
)
def test_what_is_missing_is_said(post, promise, fields, sentence):
    assert sentence in unescape(post(**{"outcome": "", **fields}).content.decode())
    assert again(promise).state == "open"


def test_released_in_their_words(post, promise, incident):
    post("released", contact=incident.speaker_id, their_words="Never mind, we did it.")
    assert (again(promise).state, again(promise).settled_why) == ("released", "Never mind, we did it.")


def test_it_will_not_be_kept_is_broken_and_answered_for(post, promise):
    post("given_up", why="The archive burnt.")
    assert (again(promise).state, again(promise).is_live) == ("broken", False)


def test_a_new_date_by_letter_moves_when_the_letter_is_sent(post, client, promise, incident):
    due = (now() + 6 * DAY).replace(second=0, microsecond=0)
    response = post("moved", due_at=typed(due), why="Bellingham’s invoices are on paper", act="letter")
    assert response.url == f"/i/{incident.reference}/update?moves={promise.pk}"
    page = unescape(client.get(response.url).content.decode())
    assert "I need longer, because Bellingham’s invoices are on paper." in page
    assert "“A corrected invoice” moves from" in page and again(promise).state == "open"
    letter = {
        "tell": [incident.speaker_id],
        "kind": "update",
        "heading": "A new date",
        "body": "I need longer.",
        "next": "other",
        "next_other": typed(now() + 3 * DAY),
        "act": "send",
        "moves": promise.pk,
        "moves_to": due.isoformat(),
        "moves_why": "Paper",
    }
    assert client.post(f"/i/{incident.reference}/update", letter).status_code == 302
    moved = Update.objects.latest("pk").promised.get()
    assert (again(promise).state, moved.due_at, moved.replaces) == ("renegotiated", due, promise)
    assert Letter.objects.filter(recipient="ingrid@halvorsen.example").count() == 2


def test_a_settled_promise_cannot_be_moved_by_a_letter_begun_before(client, john, promise, incident):
    client.force_login(john)
    Promise.objects.filter(pk=promise.pk).update(state="kept", settled_at=now())
    letter = {"tell": [incident.speaker_id], "kind": "update", "heading": "A new date", "body": "I need longer."}
    when = {"next": "other", "next_other": typed(now() + 3 * DAY), "moves": promise.pk}
    response = client.post(
        f"/i/{incident.reference}/update", {**letter, **when, "moves_to": "2030-01-01T00:00:00+00:00", "act": "send"}
    )
    assert "already settled" in response.content.decode() and Update.objects.count() == 1


def test_its_page_tells_its_story(client, john, promise):
    client.force_login(john)
    moved = move_promise(promise, due_at=now() + 5 * DAY, by=john, now=now(), why="Paper")
    page = client.get(address(moved)).content.decode()
    assert "Promised for" in page and "Moved to" in page and "What has become of it?" in page


def test_a_reader_sees_it_and_cannot_settle_it(client, cast, promise):
    client.force_login(cast.auditor)
    page = client.get(address(promise)).content.decode()
    assert "What has become of it?" not in page and "A corrected invoice" in page
    assert client.post(address(promise), {"outcome": "kept"}).status_code == 404


def test_the_clock_of_the_case_has_a_page_and_is_settled_by_telling_only(client, john, incident):
    client.force_login(john)
    clock = incident.promises.get(kind="next_update")
    assert "Only telling the customer settles this." in client.get(address(clock)).content.decode()
    response = client.post(address(clock), {"outcome": "kept", "act": "save"})
    assert "Only telling the customer settles this." in response.content.decode()
    assert again(clock).state == "open"
