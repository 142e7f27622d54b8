"""The whole way of a reply: stored, read, matched, the customer's voice on the incident."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from ground.mailbox.choices import State, Way
from ground.mailbox.models import Mail
from ground.mailbox.reading import read_waiting
from ground.mailbox.storing import store
from ground.outbox.models import Letter
from incidents.models import Incident
from tests import make_cases
from tests.mailbox.mails import mail, vouched
from updates.models import Link, Recipient
from updates.reply_address import reply_address

LATER = timedelta(hours=2)


@pytest.fixture
def told(john, now) -> Incident:
    return make_cases.told(make_cases.halvorsen(john), now=now - LATER, next_at=now + LATER)


def our_letter(incident: Incident, name: str = "Ingrid Halvorsen") -> Letter:
    copy = Recipient.objects.get(update__incident=incident, contact__name=name)
    return Letter.objects.get(pk=copy.letter_id)


def received(raw: bytes, now, **envelope) -> Mail:
    kept = store(raw, way=Way.PIPE, now=now, **envelope)
    read_waiting(now=now)
    return Mail.objects.get(pk=kept.pk)


def test_an_answer_to_our_letter_is_their_voice(told, now):
    kept = received(mail(answers=our_letter(told).message_id), now)

    answer = told.answers.get()
    assert (kept.state, kept.received.found_by) == (State.PLACED, "letter")
    assert (answer.question, answer.via, answer.via_id) == ("reply", "reply", kept.pk)
    assert answer.words == "Thank you. When do we get the money?"
    assert answer.contact.name == "Ingrid Halvorsen"


def test_the_owner_hears_of_it_and_the_customer_gets_one_receipt(told, now):
    received(mail(answers=our_letter(told).message_id), now)

    to_owner = Letter.objects.get(key__startswith="staff:reply:")
    receipt = Letter.objects.get(key__startswith="receipt:")
    assert to_owner.recipient == "john@brightwater.example"
    assert "When do we get the money?" in message_from_bytes(to_owner.raw, policy=default).get_content()
    assert receipt.recipient == "ingrid@halvorsen.example"
    assert b"Auto-Submitted: auto-generated" in bytes(receipt.raw)
    assert receipt.subject == told.subject
    assert told.answers.get().promise.due_at > now


def test_a_second_mail_while_the_first_waits_brings_no_second_receipt(told, now):
    letter = our_letter(told)
    received(mail(answers=letter.message_id), now)
    received(mail("One more thing.\n", answers=letter.message_id, message_id="<two@halvorsen.example>"), now)

    assert told.answers.count() == 2
    assert Letter.objects.filter(key__startswith="receipt:").count() == 1
    assert told.promises.filter(kind="commitment").count() == 1


def test_the_reply_address_of_a_letter_leads_there(told, now):
    link = Link.objects.get(incident=told, contact__name="Ingrid Halvorsen")
    address = reply_address(link)
    assert address in bytes(our_letter(told).raw).decode()

    kept = received(mail(to=address.upper(), subject="Something else"), now)

    assert (kept.state, kept.received.found_by) == (State.PLACED, "address")


def test_the_number_in_the_subject_leads_there_for_a_sender_we_know(told, now):
    kept = received(mail(subject=f"Fwd: money [{told.reference}]"), now)

    assert (kept.state, kept.received.found_by) == (State.PLACED, "subject")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ({"sender": "J Lee <j.lee@harborlaw.example>"}, "stranger"),
        ({"signed": ""}, "doubtful"),
        ({"signed": vouched(authority="mx.evil.example")}, "doubtful"),
        ({"signed": "mx.brightwater.example; dmarc=fail header.from=halvorsen.example"}, "doubtful"),
        ({"signed": vouched("evil.example")}, "doubtful"),
        ({"sender": "ingrid@halvorsen.example, mallory@evil.example"}, "many_senders"),
        ({"sender": "Ingrid <ingrid.private@mailbox.example>"}, "stranger"),
        ({"text": "> only a quote\n"}, "nothing_new"),
        ({"subject": "Automatic reply: We made a mistake"}, "looks_automatic"),
        ({"sender": "john@brightwater.example"}, "stranger"),
    ],
)
def test_what_is_not_sure_waits_for_a_person_and_adds_nothing(told, now, raw, why):
    kept = received(mail(answers=our_letter(told).message_id, **raw), now)

    assert (kept.state, kept.why, kept.received.incident) == (State.TRAY, why, told)
    assert not told.answers.exists()
    assert not Letter.objects.filter(key__startswith="receipt:").exists()


def test_a_forged_second_authentication_result_is_not_believed(told, now):
    raw = mail(
        answers=our_letter(told).message_id, signed="mx.brightwater.example; dmarc=fail header.from=halvorsen.example"
    )
    forged = raw.replace(b"From:", b"Authentication-Results: " + vouched().encode() + b"\nFrom:", 1)

    assert received(forged, now).why == "doubtful"


def test_somebody_of_another_customer_waits(told, now, priya):
    other = make_cases.make.customer("Kessler Foundry", account_manager=priya)
    make_cases.make.contact(other, "Paul Kessler", email="paul@kessler.example")

    kept = received(mail(sender="paul@kessler.example", answers=our_letter(told).message_id), now)

    assert (kept.state, kept.why) == (State.TRAY, "other_customer")


def test_the_same_mail_twice_is_one(told, now):
    raw = mail(answers=our_letter(told).message_id)
    first = received(raw, now)
    store(b"Received: by another way\n" + raw, way=Way.IMAP, now=now)
    read_waiting(now=now)

    assert (Mail.objects.get().pk, Mail.objects.get().copies, told.answers.count()) == (first.pk, 2, 1)


def test_a_mail_that_breaks_its_reader_waits_in_the_tray_and_the_next_is_read(told, now, monkeypatch):
    from ground.mailbox import reading

    whole = reading.parse
    monkeypatch.setattr(reading, "parse", lambda raw, *a, **k: 1 / 0 if b"poison" in raw else whole(raw, *a, **k))
    store(mail("poison\n", message_id="<p@x.example>"), way=Way.PIPE, now=now)
    store(mail(answers=our_letter(told).message_id), way=Way.PIPE, now=now)
    for _ in range(3):
        read_waiting(now=now)

    assert sorted(Mail.objects.values_list("state", "why")) == [("placed", ""), ("tray", "unreadable")]
