"""Killed between storing and reading, the same mail by three ways at once: one message, nothing lost or doubled."""

import signal
import subprocess
import sys
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from ground.mailbox.choices import State, Way
from ground.mailbox.models import Mail
from ground.mailbox.reading import read_waiting
from ground.mailbox.storing import store
from ground.outbox.models import Letter
from tests import make, make_cases
from tests.mailbox.mails import AUTHORITY, mail
from tests.mailbox.test_a_reply_reaches_its_incident import our_letter
from tests.servers import environment

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
HOUSE = {"REPLY_ADDRESS": "reply@brightwater.example", "MAIL_AUTHORITY": AUTHORITY}


@pytest.fixture
def told(now):
    cast = make.cast()
    return make_cases.told(make_cases.halvorsen(cast.john), now=now - HOUR, next_at=now + 5 * HOUR)


def pipe(raw: bytes, *command: str) -> subprocess.CompletedProcess[bytes]:
    children = environment.for_children(**HOUSE)
    return subprocess.run(
        [sys.executable, *command], input=raw, cwd=environment.ROOT, env=children, timeout=120, capture_output=True
    )


@pytest.mark.kill
@pytest.mark.parametrize("when", ["stored", "reading"])
def test_killed_after_it_was_stored_the_next_reader_takes_it_once(told, now, when):
    died = pipe(mail(answers=our_letter(told).message_id), "-m", "tests.mailbox.receives", when)
    assert died.returncode == -signal.SIGKILL
    assert (Mail.objects.get().state, told.answers.count()) == (State.STORED, 0)

    assert read_waiting(now=now) == 1
    assert (Mail.objects.get().state, told.answers.count()) == (State.PLACED, 1)
    assert Letter.objects.filter(key__startswith="receipt:").count() == 1


def test_the_same_mail_by_three_ways_at_once_is_one_message(told, now):
    raw, faults = mail(answers=our_letter(told).message_id), []
    start = Barrier(3)

    def take_in(way: Way) -> None:
        try:
            start.wait(timeout=20)
            store(b"Received: by %s\n" % way.encode() + raw, way=way, now=now)
            read_waiting(now=now)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=take_in, args=(way,)) for way in Way]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    read_waiting(now=now)

    assert faults == []
    kept = Mail.objects.get()
    assert (kept.copies, kept.state, told.answers.count()) == (3, State.PLACED, 1)
    assert Letter.objects.filter(key__startswith="receipt:").count() == 1


def test_the_pipe_says_how_it_went(told):
    raw = mail(answers=our_letter(told).message_id)
    assert pipe(raw, "manage.py", "receive_mail", "--from", "ingrid@halvorsen.example").returncode == 0
    assert (Mail.objects.get().state, told.answers.count()) == (State.PLACED, 1)
    assert pipe(b"\n", "manage.py", "receive_mail").returncode == 65


def test_the_pipe_asks_the_mail_server_to_keep_the_mail_when_there_is_no_database(told):
    away = environment.for_children(**HOUSE, DATABASE_URL="sqlite:////nowhere/at/all.sqlite3")
    command = [sys.executable, "manage.py", "receive_mail"]
    done = subprocess.run(command, input=mail(), cwd=environment.ROOT, env=away, timeout=120, capture_output=True)
    assert done.returncode == 75
