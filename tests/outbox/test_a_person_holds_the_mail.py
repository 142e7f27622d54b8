"""A channel that a person paused: nothing leaves, no probe opens it, and a person opens it again."""

from datetime import timedelta

import pytest

from ground.history.models import Entry
from ground.outbox import channels
from ground.outbox.holding import HoldRefused, hold, let_go
from ground.outbox.models import Channel
from tests import make

pytestmark = pytest.mark.django_db
NOW, LATER = make.NOW, make.NOW + timedelta(hours=1)


def held(by):
    return hold("smtp", by=by, now=NOW, why="The wrong price went into every letter")


def test_nothing_may_be_claimed_and_nothing_is_probed(administrator):
    assert channels.allowance("smtp", NOW) == channels.BATCH
    held(administrator)
    assert channels.allowance("smtp", NOW) == channels.allowance("smtp", LATER) == 0


def test_an_answer_of_the_relay_does_not_open_it_and_a_refusal_does_not_rename_it(administrator):
    held(administrator)
    channels.resume("smtp")
    channels.pause("smtp", "535 login refused", LATER)
    channel = Channel.objects.get()
    assert (channel.held, channel.paused_since) == (True, NOW)
    assert channel.reason == "The wrong price went into every letter"


def test_it_is_opened_by_a_person_and_the_history_knows_both(administrator):
    channel = held(administrator)
    let_go("smtp", by=administrator, now=LATER, why="The price is right now")
    assert channels.allowance("smtp", LATER) == channels.BATCH
    story = [(entry.what, entry.by, entry.text) for entry in Entry.objects.about("channel", channel.pk)]
    assert story == [
        ("channel.held", administrator, "The wrong price went into every letter"),
        ("channel.opened", administrator, "The price is right now"),
    ]


def test_a_pause_of_the_relay_is_taken_over_with_its_beginning_or_tried_at_once(administrator):
    channels.pause("smtp", "535 login refused", NOW)
    hold("smtp", by=administrator, now=LATER, why="We look into it")
    assert Channel.objects.get().paused_since == NOW
    let_go("smtp", by=administrator, now=LATER, why="The login works")
    channels.pause("smtp", "535 login refused", NOW)
    let_go("smtp", by=administrator, now=LATER, why="The login works")
    assert channels.allowance("smtp", LATER) == channels.BATCH


def test_twice_without_a_reason_or_for_nothing_is_refused(administrator):
    with pytest.raises(HoldRefused, match="why the mail stops"):
        hold("smtp", by=administrator, now=NOW, why="  ")
    with pytest.raises(HoldRefused, match="not paused"):
        let_go("smtp", by=administrator, now=NOW, why="Why not")
    held(administrator)
    with pytest.raises(HoldRefused, match="already"):
        held(administrator)
    with pytest.raises(HoldRefused, match="why it may go on"):
        let_go("smtp", by=administrator, now=NOW, why="")
