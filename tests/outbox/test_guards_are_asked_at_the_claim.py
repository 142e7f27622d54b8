"""A guard sends, holds or withdraws; one that fails or is unknown holds, and never stops the others."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from ground.outbox import guards
from ground.outbox.delivery import deliver_due
from ground.outbox.guards import Hold, Send, Withdraw
from ground.outbox.models import Letter
from tests.make import NOW
from tests.outbox.write import letter

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def broken(letter, now):
    raise RuntimeError("this guard is broken")


def row(key="a"):
    return Letter.objects.get(key=key)


def test_a_letter_leaves_when_its_guard_says_send_and_the_guard_sees_it_and_the_moment(relay, guard):
    seen = []
    guard("test", lambda asked, now: seen.append((asked.about, now - NOW < HOUR)) or Send())
    letter(guard="test", about="promise:7")
    assert deliver_due(now=NOW) == 1
    assert seen == [("promise:7", True)]


def test_a_held_letter_waits_until_then_without_an_attempt(relay, guard):
    guard("test", lambda asked, now: Send() if now >= NOW + HOUR else Hold(NOW + HOUR))
    letter(guard="test")
    assert deliver_due(now=NOW) == 0
    assert (row().state, row().due_at, row().attempts) == ("waiting", NOW + HOUR, 0)
    assert deliver_due(now=NOW + HOUR) == 1


def test_a_letter_whose_cause_is_gone_is_withdrawn_with_the_reason_and_the_room_hears_it(relay, guard, listener):
    heard = []
    guard("test", lambda asked, now: Withdraw("The update was sent."))
    listener("test", lambda told, now: heard.append("finished"), withdrawn=lambda told, now: heard.append(told.state))
    letter(guard="test", listener="test", secrets=["Ingrid"])
    assert deliver_due(now=NOW) == 0
    assert (row().state, row().last_error, heard) == ("withdrawn", "The update was sent.", ["withdrawn"])
    assert b"Ingrid" not in bytes(row().raw) and relay.accepted == []


@pytest.mark.parametrize("make_unusable", ["broken", "unknown"])
def test_a_guard_that_cannot_answer_holds_its_letter_and_the_others_go(relay, guard, make_unusable):
    guard("test", broken)
    letter(key="a", guard="test", thread="incident:1")
    letter(key="b", thread="incident:1")
    letter(key="c")
    if make_unusable == "unknown":
        guards._guards.clear()
    assert deliver_due(now=NOW) == 1
    assert [row(key).state for key in "abc"] == ["waiting", "waiting", "accepted"]
    assert row("a").due_at > NOW and row("a").attempts == 0
    guard("test", lambda asked, now: Send())
    assert deliver_due(now=NOW + HOUR) == 2


def test_a_name_nobody_registered_is_refused_when_the_letter_is_written(db):
    with pytest.raises(ImproperlyConfigured):
        letter(guard="nobody")
    with pytest.raises(ImproperlyConfigured):
        letter(listener="nobody")
    assert not Letter.objects.exists()
