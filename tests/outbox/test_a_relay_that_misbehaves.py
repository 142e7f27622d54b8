"""What each misbehaviour of the relay means for the letter, the recipient and the channel."""

import socket
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from ground.outbox.delivery import deliver_due
from ground.outbox.models import Channel, Letter
from tests.make import NOW
from tests.outbox.write import letter
from tests.servers.scripted_smtp import HungUp, answer, drip, hang_up, keep_and_hang_up, once, stall

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def row(key="a"):
    return Letter.objects.get(key=key)


def assert_tries_again(key="a", *, attempts=1):
    again = row(key)
    assert (again.state, again.attempts, again.lease_token) == ("waiting", attempts, None)
    assert timedelta(seconds=24) <= again.due_at - NOW <= timedelta(seconds=45)
    assert again.last_error


def test_a_relay_that_refuses_connections_costs_one_attempt_of_one_letter_and_nothing_is_lost(mail_to):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    mail_to(port)
    letter(key="a")
    letter(key="b")
    assert deliver_due(now=NOW) == 0
    assert_tries_again("a")
    assert (row("b").state, row("b").attempts, row("b").due_at) == ("waiting", 0, NOW)
    assert not Channel.objects.filter(paused_since__isnull=False).exists()


@pytest.mark.parametrize("moment", ["greeting", "ehlo", "mail", "rcpt", "data", "dot"])
def test_a_relay_that_stalls_is_left_at_the_deadline(scripted, settings, moment):
    settings.MAIL = replace(settings.MAIL, deadline=1)
    scripted.at(moment, stall)
    letter()
    began = time.monotonic()
    assert deliver_due(now=NOW) == 0
    assert time.monotonic() - began < 5
    assert_tries_again()
    scripted.behave()
    assert deliver_due(now=NOW + MINUTE) == 1


@pytest.mark.parametrize("moment", ["greeting", "mail", "dot"])
def test_a_relay_that_drips_one_byte_a_second_is_left_at_the_deadline(scripted, settings, moment):
    settings.MAIL = replace(settings.MAIL, deadline=3)
    scripted.at(moment, drip)
    letter()
    began = time.monotonic()
    assert deliver_due(now=NOW) == 0
    assert 2.5 < time.monotonic() - began < 8
    assert "within 3 s" in row().last_error
    assert_tries_again()


def test_451_for_long_doubles_the_wait_up_to_half_an_hour_and_fails_after_five_days(scripted, listener):
    heard = []
    listener("test", lambda told, now: heard.append(told.state))
    scripted.at("rcpt", answer("451 come back later"))
    letter(listener="test")
    now, waits = NOW, []
    while row().state == "waiting":
        assert deliver_due(now=now) == 0
        waits.append((row().due_at - now).total_seconds())
        now = row().due_at
    assert all(24 * 2**n <= wait <= 37 * 2**n for n, wait in enumerate(waits[:6]))
    assert all(1440 <= wait <= 2161 for wait in waits[7:-1])
    assert timedelta(days=5) <= row().finished_at - NOW <= timedelta(days=5, hours=1)
    assert (row().state, heard) == ("failed", ["failed"])
    assert row().last_error == "451 come back later"


def test_letters_to_ourselves_wait_up_to_four_hours(scripted):
    scripted.at("rcpt", answer("451 come back later"))
    letter(customer=False)
    now = NOW
    for _ in range(12):
        deliver_due(now=now)
        last, now = now, row().due_at
    assert timedelta(hours=3, minutes=12) <= now - last <= timedelta(hours=4, minutes=48, seconds=1)


def test_550_for_one_recipient_fails_that_letter_and_the_next_goes(scripted):
    scripted.at("rcpt", lambda talk, said: "550 5.1.1 no such person" if "gone@" in said else None)
    letter(key="a", recipient="gone@halvorsen.example")
    letter(key="b")
    assert deliver_due(now=NOW) == 1
    failed = row("a")
    assert (failed.state, failed.relay_reply, failed.finished_at >= NOW) == ("failed", "550 5.1.1 no such person", True)
    assert row("b").state == "accepted"
    assert scripted.moments.count("greeting") == 1


def test_a_text_refused_for_good_fails(scripted):
    scripted.at("dot", answer("554 5.6.0 we do not take this"))
    letter()
    deliver_due(now=NOW)
    assert (row().state, scripted.kept) == ("failed", [])


@pytest.mark.parametrize(
    ("moment", "reply"),
    [
        ("auth", "535 5.7.8 wrong password"),
        ("greeting", "554 we do not talk to you"),
        ("ehlo", "550 not you"),
    ],
)
def test_a_refused_login_or_greeting_pauses_the_channel_and_not_the_rows(scripted, settings, moment, reply):
    settings.MAIL = replace(settings.MAIL, user="house", password="secret")
    scripted.at(moment, answer(reply))
    for key in "abc":
        letter(key=key)
    assert deliver_due(now=NOW) == 0
    channel = Channel.objects.get(name="smtp")
    assert channel.paused_since >= NOW and channel.reason.startswith(reply[:3])
    assert set(Letter.objects.values_list("state", "attempts", "due_at")) == {("waiting", 0, NOW)}
    greetings = scripted.moments.count("greeting")
    deliver_due(now=NOW + timedelta(seconds=30))
    assert scripted.moments.count("greeting") == greetings
    deliver_due(now=NOW + 2 * MINUTE)
    deliver_due(now=NOW + 2 * MINUTE + timedelta(seconds=30))
    assert scripted.moments.count("greeting") == greetings + 1
    scripted.behave()
    assert deliver_due(now=NOW + 4 * MINUTE) == 3
    assert Channel.objects.get(name="smtp").paused_since is None


@pytest.mark.parametrize(
    ("moment", "reply"),
    [
        ("mail", "550 5.7.1 sender not allowed"),
        ("rcpt", "554 5.7.1 <ingrid@halvorsen.example>: Relay access denied"),
        ("rcpt", "530 5.7.0 authentication required"),
    ],
)
def test_a_refusal_that_means_us_pauses_the_channel_and_makes_the_suspect_wait_its_turn(scripted, moment, reply):
    scripted.at(moment, once(answer(reply)))
    letter(key="a")
    letter(key="b")
    assert deliver_due(now=NOW) == 0
    assert Channel.objects.get().paused_since is not None
    assert_tries_again("a")
    assert deliver_due(now=NOW + 2 * MINUTE) == 2


def test_a_line_lost_before_mail_from_is_opened_again_and_costs_no_attempt(scripted):
    letter(key="a")
    assert deliver_due(now=NOW) == 1
    scripted.at("rset", once(hang_up))
    letter(key="b")
    assert deliver_due(now=NOW) == 1
    scripted.at("mail", once(hang_up))
    letter(key="c")
    assert deliver_due(now=NOW) == 1
    scripted.at("rset", once(answer("421 you were idle")))
    letter(key="d")
    assert deliver_due(now=NOW) == 1
    assert set(Letter.objects.values_list("state", "attempts")) == {("accepted", 1)}


def test_a_line_lost_after_the_dot_repeats_the_same_bytes_once(scripted):
    scripted.at("dot", once(keep_and_hang_up))
    written = letter(thread="incident:1")
    letter(key="b", thread="incident:1", text="the next\n")
    assert deliver_due(now=NOW) == 0
    assert_tries_again()
    assert deliver_due(now=NOW + MINUTE) == 2
    assert scripted.kept[:2] == [bytes(written.raw)] * 2 and b"the next" in scripted.kept[2]


def test_421_ends_the_run_and_the_rest_waits_untouched(scripted):
    scripted.at("rcpt", once(answer("421 too many letters, come back")))
    for key in "abc":
        letter(key=key)
    assert deliver_due(now=NOW) == 0
    assert_tries_again("a")
    assert [row(key).attempts for key in "bc"] == [0, 0]


def test_the_connection_is_closed_after_a_hundred_letters(scripted):
    for number in range(101):
        letter(key=str(number))
    assert deliver_due(now=NOW, limit_seconds=60) == 101
    assert scripted.moments.count("greeting") == 2


def test_a_reply_with_control_characters_is_kept_as_plain_text(scripted):
    scripted.at("rcpt", answer("550 no \x1b[31mred\x07 \x00 here"))
    letter()
    deliver_due(now=NOW)
    assert (row().state, row().relay_reply) == ("failed", "550 no  [31mred    here")
    assert row().relay_reply.isprintable()


def test_a_reply_cut_short_is_no_acceptance(scripted):
    def half(talk, said):
        talk.line.sendall(b"250")
        raise HungUp

    scripted.at("dot", once(half))
    letter()
    assert deliver_due(now=NOW) == 0
    assert_tries_again()
