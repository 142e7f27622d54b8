"""Delivery by one worker to a relay that behaves."""

from datetime import timedelta

import pytest

from ground.outbox.delivery import deliver_due
from ground.outbox.models import Letter
from tests.make import NOW
from tests.outbox.write import letter

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_due_letter_arrives_in_its_stored_bytes_and_the_row_keeps_the_relays_words(relay):
    written = letter()
    assert deliver_due(now=NOW) == 1
    (arrived,) = relay.wait_for(1)
    assert arrived.raw == bytes(written.raw)
    assert (arrived.sender, arrived.recipients) == ("care@brightwater.example", ("ingrid@halvorsen.example",))
    row = Letter.objects.get()
    assert (row.state, row.attempts, row.relay_reply, row.lease_token) == ("accepted", 1, "250 OK: kept", None)
    assert NOW <= row.sent_at == row.finished_at < NOW + timedelta(seconds=10)


def test_what_is_not_due_yet_stays(relay):
    letter(due_at=NOW + timedelta(seconds=30))
    assert deliver_due(now=NOW) == 0
    assert deliver_due(now=NOW + timedelta(seconds=30)) == 1


def test_many_letters_go_over_one_connection_and_each_once(relay):
    for number in range(45):
        letter(key=str(number))
    assert deliver_due(now=NOW, limit_seconds=120) == 45
    assert len({arrived.raw for arrived in relay.accepted}) == len(relay.accepted) == 45


def test_letters_of_one_thread_arrive_in_their_order_even_when_a_later_one_was_due_first(relay):
    letter(key="first", text="first\n", thread="incident:1", due_at=NOW + timedelta(minutes=1))
    letter(key="second", text="second\n", thread="incident:1")
    letter(key="other", text="other\n", thread="incident:1", recipient="tomas@halvorsen.example")
    assert deliver_due(now=NOW) == 1
    assert deliver_due(now=NOW + timedelta(minutes=1)) == 2
    assert [a.message.get_body(("plain",)).get_content().strip() for a in relay.accepted] == [
        "other",
        "first",
        "second",
    ]
