"""Listeners: the ending in the marking transaction, a worry once, a day without delivery once."""

from datetime import timedelta

import pytest

from ground.outbox.delivery import deliver_due
from ground.outbox.models import Letter, Pulse
from tests.make import NOW
from tests.outbox.write import letter
from tests.servers.scripted_smtp import answer

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def heard(listener):
    calls = []
    listener(
        "test",
        lambda told, now: calls.append(told.state),
        worried=lambda told, now: calls.append("worried"),
        undelivered=lambda told, now: calls.append("a day"),
    )
    return calls


def test_acceptance_is_heard_once(relay, heard):
    letter(listener="test", worry_at=NOW + 15 * MINUTE)
    deliver_due(now=NOW)
    deliver_due(now=NOW + 48 * HOUR)
    assert heard == ["accepted"]


def test_a_worry_is_heard_once_and_a_day_without_delivery_once_and_then_the_ending(scripted, heard):
    scripted.at("rcpt", answer("451 later"))
    letter(listener="test", worry_at=NOW + 15 * MINUTE)
    deliver_due(now=NOW)
    deliver_due(now=NOW + 14 * MINUTE)
    assert heard == []
    deliver_due(now=NOW + 15 * MINUTE)
    deliver_due(now=NOW + 20 * MINUTE)
    assert heard == ["worried"]
    deliver_due(now=NOW + 24 * HOUR)
    deliver_due(now=NOW + 30 * HOUR)
    assert heard == ["worried", "a day"]
    scripted.behave()
    deliver_due(now=NOW + 36 * HOUR)
    assert heard == ["worried", "a day", "accepted"]


def test_a_worry_is_heard_while_the_channel_is_paused(scripted, heard):
    scripted.at("greeting", answer("554 no"))
    letter(listener="test", worry_at=NOW + 15 * MINUTE)
    deliver_due(now=NOW)
    deliver_due(now=NOW + 16 * MINUTE)
    assert heard == ["worried"]


def test_a_listener_that_fails_undoes_its_own_rows_keeps_the_mark_and_is_called_again(relay, listener):
    tries = []

    def fail_first(told, now):
        tries.append(told.state)
        Pulse.objects.create(name=f"try {len(tries)}", ran_at=now)
        if len(tries) == 1:
            raise RuntimeError("the room above is broken")

    listener("test", fail_first)
    letter(listener="test")
    assert deliver_due(now=NOW) == 1
    assert Letter.objects.get().state == "accepted" and not Pulse.objects.exists()
    deliver_due(now=NOW + 2 * MINUTE)
    deliver_due(now=NOW + 4 * MINUTE)
    assert (tries, len(relay.accepted)) == (["accepted", "accepted"], 1)
    assert list(Pulse.objects.values_list("name", flat=True)) == ["try 2"]
