"""Tokens become stars in the stored bytes, however the body travels, and a failed letter may go again for a week."""

from datetime import timedelta

import pytest

from ground.history.models import Entry
from ground.outbox.delivery import deliver_due
from ground.outbox.models import Letter
from ground.outbox.resending import NotResendable, resend
from ground.outbox.writing import withdraw_letter
from tests.make import NOW
from tests.outbox.write import letter
from tests.servers.scripted_smtp import answer, once

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "dGhpcy1pcy1hLXRva2Vu_of-forty-three-letters"
BODIES = {
    "plain": f"Open https://house.example/s/{TOKEN}\n",
    "quoted-printable": f"Ärger {'und Grüße ' * 6}https://house.example/s/{TOKEN} {'weiter ' * 20}\n",
    "base64": "漢字" * 300 + f" https://house.example/s/{TOKEN}\n",
}


def row():
    return Letter.objects.get()


@pytest.mark.parametrize("travels", BODIES)
def test_an_accepted_letter_went_out_whole_and_is_stored_with_stars(relay, travels):
    before = letter(text=BODIES[travels], secrets=[TOKEN])
    assert deliver_due(now=NOW) == 1
    (arrived,) = relay.accepted
    assert arrived.raw == bytes(before.raw)
    assert TOKEN in arrived.message.get_body(("plain",)).get_content()
    stored = row()
    assert (len(stored.raw), stored.secrets, stored.blanked) == (len(before.raw), [], True)
    kept = type(arrived)("", (), bytes(stored.raw)).message
    for kind in ("plain", "html"):
        content = kept.get_body((kind,)).get_content()
        assert TOKEN not in content and "https://house.example/s/***" in content


def test_a_withdrawn_letter_is_blanked_at_once(db):
    written = letter(text=BODIES["plain"], secrets=[TOKEN])
    assert withdraw_letter(written.pk, reason="Changed our mind.", now=NOW)
    assert TOKEN.encode() not in bytes(row().raw)


def test_a_failed_letter_is_sent_again_by_a_person_in_the_same_bytes(scripted, john):
    scripted.at("rcpt", once(answer("550 mailbox full")))
    written = letter(text=BODIES["plain"], secrets=[TOKEN])
    deliver_due(now=NOW)
    assert row().state == "failed"
    later = NOW + timedelta(days=2)
    resend(written.pk, by=john, now=later)
    assert Entry.objects.filter(kind="letter", subject_id=written.pk, what="letter.sent_again").count() == 1
    assert deliver_due(now=later) == 1
    assert scripted.kept == [bytes(written.raw)]


def test_after_a_week_a_failed_letter_is_blanked_and_cannot_go_again(scripted, john):
    scripted.at("rcpt", answer("550 nobody"))
    written = letter(text=BODIES["plain"], secrets=[TOKEN])
    deliver_due(now=NOW)
    assert TOKEN.encode() in bytes(row().raw)
    deliver_due(now=NOW + timedelta(days=7, minutes=1))
    assert TOKEN.encode() not in bytes(row().raw)
    with pytest.raises(NotResendable):
        resend(written.pk, by=john, now=NOW + timedelta(days=8))


def test_an_accepted_letter_cannot_be_sent_again(relay, john):
    written = letter()
    deliver_due(now=NOW)
    with pytest.raises(NotResendable):
        resend(written.pk, by=john, now=NOW)
