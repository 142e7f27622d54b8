"""What came in and what became of it, counted for the administrator; lists stay quick among ten thousand mails."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ground.mailbox.choices import Kind, State, Way
from ground.mailbox.models import Mail
from ground.mailbox.storing import store
from ground.mailbox.waysin import MailIn
from tests import make_cases
from tests.mailbox.mails import mail
from updates.models import Received

HOUR = timedelta(hours=1)


@pytest.fixture
def many(john, now):
    """Ten thousand mails of one customer: 400 in the tray, the others placed or set aside."""
    told = make_cases.told(make_cases.halvorsen(john), now=now - HOUR, next_at=now + HOUR)
    states = [State.TRAY] * 400 + [State.PLACED] * 4_600 + [State.AUTOMATIC] * 5_000
    same = {"way": Way.PIPE, "raw": b"x" * 200, "size": 200, "kind": Kind.PERSON, "why": "stranger", "read_at": now}
    words = {"subject": "A mail", "text": "Words", "sender": "a@b.example"}
    mails = Mail.objects.bulk_create(
        Mail(identity=f"{number:064d}", received_at=now - number * HOUR, state=state, **same, **words)
        for number, state in enumerate(states)
    )
    Received.objects.bulk_create(
        Received(mail=one, incident=told, customer=told.customer, found_by="letter") for one in mails
    )
    return told


def test_the_lists_are_quick_and_ask_little_among_ten_thousand(client, john, many):
    client.force_login(john)
    client.get("/letters/tray")
    for address in (
        "/letters/tray",
        "/letters/tray?kind=replies",
        "/letters/received",
        "/letters/automatic?page=9",
        "/letters",
        f"/i/{many.reference}",
    ):
        began = time.process_time()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= (14 if address.startswith("/i/") else 12), address
        assert time.process_time() - began < 2, address


def test_the_administrator_reads_numbers_and_no_words(client, cast, now):
    store(mail("Secret words\n", message_id="<1@x.example>"), way=Way.PIPE, now=now)
    client.force_login(cast.administrator)
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(reverse("board:mail")).content.decode()

    assert "In and out add up: no mail is lost." in shown
    assert "Not read yet" in shown
    assert "Secret" not in shown
    assert len(asked) <= 16


def test_a_house_without_an_address_for_replies_says_so(client, cast, settings):
    client.force_login(cast.administrator)
    settings.MAIL_IN = MailIn()
    assert "REPLY_ADDRESS is not set" in client.get(reverse("board:mail")).content.decode()
    settings.MAIL_IN = MailIn(reply_address="reply@brightwater.example")
    assert "every reply waits in the review tray" in client.get(reverse("board:mail")).content.decode()
