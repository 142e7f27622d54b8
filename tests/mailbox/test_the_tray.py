"""The review tray at the desk: who sees which mail, what each offers, and what becomes of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Contact
from ground.mailbox.choices import State, Way
from ground.mailbox.models import Mail
from ground.mailbox.reading import read_waiting
from ground.mailbox.storing import store
from ground.outbox.models import Letter
from incidents.models import Incident
from tests import make, make_cases
from tests.mailbox.mails import mail
from tests.mailbox.returned import dsn
from tests.mailbox.test_a_reply_reaches_its_incident import our_letter, received

HOUR = timedelta(hours=1)
LEE = "J. Lee <j.lee@harborlaw.example>"


@pytest.fixture
def told(john, now) -> Incident:
    return make_cases.told(make_cases.halvorsen(john), now=now - HOUR, next_at=now + 5 * HOUR)


@pytest.fixture
def stranger(told, now) -> Mail:
    return received(mail("I advise Ms Halvorsen.\n", sender=LEE, subject=f"Freight [{told.reference}]"), now)


def page(client, person, address="/letters/tray") -> str:
    client.force_login(person)
    return client.get(address).content.decode()


def test_a_strangers_mail_says_why_it_is_there_and_what_can_be_done(client, john, told, stranger):
    shown = page(client, john)

    assert "we do not know the sender" in shown
    assert f"Belongs to {told.reference}, add as a contact" in shown
    assert "I advise Ms Halvorsen." in shown


def test_others_see_nothing_of_it(client, cast, stranger):
    for person in (cast.priya, cast.tomas):
        assert "advise" not in page(client, person)
        assert client.get(f"/letters/in/{stranger.pk}").status_code == 404
    for person in (cast.finance, cast.administrator):
        client.force_login(person)
        assert client.get("/letters/tray").status_code == 404


def test_what_names_nobody_is_for_the_managers(client, cast, now):
    received(mail("Buy cheap freight.\n", sender=LEE, subject="An offer"), now)

    assert "cheap freight" in page(client, cast.dana)
    assert "cheap freight" not in page(client, cast.john)


def test_put_on_the_incident_it_is_the_voice_of_a_new_contact_who_gets_no_letters(client, john, told, stranger):
    client.force_login(john)
    sent = {"reference": told.reference, "name": "J. Lee"}
    said = client.post(f"/letters/in/{stranger.pk}/belongs", sent, follow=True)

    lee = Contact.objects.get(email="j.lee@harborlaw.example")
    assert "J. Lee" in said.content.decode()
    assert (lee.receives_updates, lee.customer) == (False, told.customer)
    assert told.answers.get().contact == lee
    assert Mail.objects.get().state == State.PLACED
    assert not Letter.objects.filter(key__startswith="receipt:").exists()
    assert "I advise Ms Halvorsen." in page(client, john, f"/i/{told.reference}")


def test_the_second_to_decide_reads_who_was_first(client, john, dana, told, stranger):
    client.force_login(john)
    client.post(f"/letters/in/{stranger.pk}/settle", {"act": "not_ours"})
    client.force_login(dana)
    said = client.post(f"/letters/in/{stranger.pk}/settle", {"act": "not_ours"}, follow=True).content.decode()

    assert "John Reyes has seen to this already." in said
    assert Mail.objects.get().state == State.NOT_OURS


def test_nobody_puts_a_mail_on_a_case_they_may_not_change(client, john, priya, told, stranger, now):
    kessler = make.customer("Kessler Foundry", account_manager=priya)
    make.contact(kessler, "Paul Kessler", email="paul@kessler.example")
    other = make_cases.told(kessler, now=now, next_at=now + HOUR)
    client.force_login(john)
    answer = client.post(f"/letters/in/{stranger.pk}/belongs", {"reference": other.reference, "name": "X"})

    assert "There is no such mistake among those you look after." in answer.content.decode()
    assert Mail.objects.get().state == State.TRAY


def test_a_bounce_is_seen_and_never_anybodys_voice(client, john, told, now):
    bounce = received(dsn(our_letter(told).message_id), now)
    shown = page(client, john)
    assert "there is no such mailbox" in shown
    assert "Call Ingrid" in shown

    client.post(f"/letters/in/{bounce.pk}/belongs", {"reference": told.reference, "name": "X"})
    assert not told.answers.exists()
    client.post(f"/letters/in/{bounce.pk}/settle", {"act": "seen"})
    assert Mail.objects.get().state == State.AUTOMATIC


def test_the_raw_mail_is_text_and_its_tokens_are_blanked(client, john, told, now):
    token = "a" * 43
    text = f"<script>alert(1)</script>\nhttp://127.0.0.1/s/{token}\n"
    kept = received(mail(text, answers=our_letter(told).message_id), now)
    client.force_login(john)
    answer = client.get(f"/letters/in/{kept.pk}/raw")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert token not in answer.content.decode()
    assert token not in told.answers.get().words
    assert "&lt;script&gt;" in page(client, john, f"/letters/in/{kept.pk}")


def test_the_lists_take_the_same_few_statements_for_many_mails(client, john, told, now):
    client.force_login(john)
    counted = []
    for more in (2, 25):
        for number in range(more):
            raw = mail(sender=LEE, subject=f"[{told.reference}]", message_id=f"<{more}-{number}@harborlaw.example>")
            store(raw, way=Way.PIPE, now=now)
        read_waiting(now=now)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/letters/tray").status_code == 200
        counted.append(len(asked))

    assert counted[0] == counted[1] <= 12


def test_today_the_timeline_and_the_letters_say_that_they_answered(client, john, told, now, monkeypatch):
    monkeypatch.setattr("ground.worktime.now.now", lambda: now)
    kept = received(mail(answers=our_letter(told).message_id), now)

    assert "When do we get the money?" in page(client, john, "/")
    shown = page(client, john, f"/i/{told.reference}")
    assert "Ingrid replied by mail" in shown
    assert f"/letters/in/{kept.pk}" in shown
    Letter.objects.filter(pk=our_letter(told).pk).update(state="accepted", sent_at=now, finished_at=now)
    told.updates.get().recipients.filter(contact__name="Ingrid Halvorsen").update(state="handed_over")
    assert "Answered" in page(client, john, "/letters")
