"""The servers of the tests are real ones, and each test finds them clean."""

import os
import smtplib
import subprocess
import sys
from email.message import EmailMessage

import psycopg
import pytest
from django.db import connection, transaction

from ground.history import triggers
from ground.history.models import Entry
from ground.history.recording import record
from tests import make
from tests.servers import environment


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_a_transactional_test_finds_no_history_and_every_trigger(round_, now):
    assert triggers.missing() == []
    assert not Entry.objects.exists()
    with transaction.atomic():
        record(("incident", 1), by=None, what="incident.opened", now=now, text="Freight charged twice.")


def test_the_broker_keeps_what_it_is_given(broker):
    broker.client().rpush("queue", "a task")
    assert broker.client().lrange("queue", 0, -1) == [b"a task"]


def test_the_broker_is_empty_at_the_start_of_each_test(broker):
    assert broker.client().dbsize() == 0


def test_the_relay_keeps_accepted_letters_and_refuses_as_told(smtp_server):
    smtp_server.answer_recipient = lambda address: "550 no such person" if address.startswith("nobody") else None
    letter = EmailMessage()
    letter["Subject"] = "Freight on invoice 1042"
    with smtplib.SMTP("127.0.0.1", smtp_server.port) as client:
        refused = client.send_message(letter, "care@brightwater.example", ["ingrid@example.com", "nobody@example.com"])
    [accepted] = smtp_server.wait_for(1)
    assert accepted.recipients == ("ingrid@example.com",)
    assert accepted.message["Subject"] == "Freight on invoice 1042"
    assert list(refused) == ["nobody@example.com"]


def test_a_crashed_postgresql_comes_back_with_what_was_committed(durable_postgresql):
    durable_postgresql.execute("CREATE TABLE kept (word text)")
    durable_postgresql.execute("INSERT INTO kept VALUES ('freight')")
    durable_postgresql.crash()
    durable_postgresql.start()
    with durable_postgresql.connect() as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("freight",)]


def test_a_cluster_ends_with_the_tests_even_when_they_are_killed():
    directory = environment.new_directory("kept") / "postgresql"
    keep = [sys.executable, "-m", "tests.servers.keeper", str(directory)]
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, *keep], cwd=environment.ROOT, stdout=subprocess.PIPE, text=True
    )
    url = parent.stdout.readline().strip()
    psycopg.connect(url).close()
    parent.kill()
    assert parent.stdout.read() == "", "the keeper has ended: nobody holds the pipe any more"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    assert not directory.exists()


PARENT = """
import signal, subprocess, sys
keeper = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, start_new_session=True)
signal.pause()
"""


@pytest.mark.django_db
def test_the_cast_stands_in_its_teams(cast):
    assert cast.john.team.manager == cast.dana
    assert cast.priya.team.manager == cast.tomas
    assert cast.john.team.parent.manager == cast.priya.team.parent.manager == cast.top
    assert cast.john.check_password(make.PASSWORD)


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for():
    assert connection.vendor == {"postgres": "postgresql"}.get(os.environ.get("TEST_DATABASE"), "sqlite")


def test_the_browser_shows_a_page_and_its_errors_are_seen(page, console_errors):
    page.set_content("<!doctype html><title>House</title><p>Open</p><script>console.error('lost')</script>")
    assert page.inner_text("p") == "Open"
    assert console_errors == ["console: lost"]
    console_errors.clear()
