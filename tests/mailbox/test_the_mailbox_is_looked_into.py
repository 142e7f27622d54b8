"""IMAP against a real server: everything new is stored once, nothing there is deleted or marked."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from ground.mailbox.models import Mail, Reach
from ground.mailbox.polling import poll
from ground.mailbox.reading import read_waiting
from ground.mailbox.waysin import Mailbox, MailIn
from tests.mailbox.mails import AUTHORITY, mail
from tests.servers import environment
from tests.servers.dovecot import PASSWORD, USER, Dovecot

LATER = timedelta(minutes=10)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    dovecot = Dovecot(environment.new_directory("dovecot")).start()
    yield dovecot
    dovecot.stop()


@pytest.fixture
def inbox(server, settings, db) -> Dovecot:
    mailbox = Mailbox("127.0.0.1", server.port, USER, PASSWORD, tls=False)
    settings.MAIL_IN = MailIn(reply_address="reply@brightwater.example", authority=AUTHORITY, mailbox=mailbox)
    poll(now=make_now())
    Mail.objects.all().delete()
    return server


def make_now():
    from tests.make import NOW

    return NOW


def numbered(number: int) -> bytes:
    return mail(f"Mail {number}\n", message_id=f"<{number}@halvorsen.example>")


def test_what_is_new_is_stored_once_and_nothing_there_is_touched(inbox, now):
    before = len(inbox.kept())
    for number in (1, 2, 3):
        inbox.deliver(numbered(number))

    assert (poll(now=now), poll(now=now)) == (3, 0)
    inbox.deliver(numbered(4))
    assert poll(now=now) == 1
    assert read_waiting(now=now) == 4
    assert Mail.objects.filter(way="imap").count() == 4
    assert len(inbox.kept()) == before + 4
    assert {flags for _name, flags in inbox.kept()} == {""}


def test_the_place_we_had_reached_is_lost_and_no_mail_comes_twice(inbox, now):
    for number in (11, 12):
        inbox.deliver(numbered(number))
    poll(now=now)
    known = Mail.objects.count()
    Reach.objects.update(validity=1)  # as if the server numbered its mails anew

    poll(now=now)
    assert Mail.objects.filter(copies=2).count() == known
    read_waiting(now=now)
    assert Mail.objects.filter(message_id__in=["<11@halvorsen.example>", "<12@halvorsen.example>"]).count() == 2


def test_a_server_that_is_away_is_said_and_what_came_meanwhile_is_found(inbox, now):
    inbox.stop()
    assert poll(now=now) == 0
    assert Reach.objects.get().away_since == now
    inbox.deliver(numbered(21))
    inbox.start()

    assert poll(now=now + LATER) == 1
    assert (Reach.objects.get().away_since, Reach.objects.get().trouble) == (None, "")


def test_a_wrong_password_is_said_without_saying_it(inbox, now, settings):
    wrong = Mailbox("127.0.0.1", inbox.port, USER, "not this one", tls=False)
    settings.MAIL_IN = MailIn(mailbox=wrong)

    assert poll(now=now + LATER) == 0
    assert Reach.objects.get().trouble
    assert "not this one" not in Reach.objects.get().trouble


def test_one_look_at_a_time_and_a_dead_one_is_taken_over(inbox, now):
    Reach.objects.update(busy_since=now)
    inbox.deliver(numbered(31))

    assert poll(now=now + timedelta(minutes=1)) == 0
    assert poll(now=now + LATER) == 1


def test_a_mail_the_server_does_not_give_is_told_of_and_holds_up_nobody(inbox, now):
    inbox.deliver(numbered(41))
    poll(now=now)
    before = Mail.objects.count()
    inbox.deliver(numbered(42), mode=0)
    inbox.deliver(numbered(43))
    for _ in range(7):
        poll(now=now)
    inbox.unlock()

    assert Mail.objects.count() == before + 2
    assert Mail.objects.filter(size__lt=200).count() == 1
    assert Reach.objects.get().trouble == ""
