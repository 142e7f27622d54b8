"""Writing: one recipient, final bytes, one row a key, a place in the thread."""

from datetime import UTC, datetime, timedelta

import pytest

from ground.outbox.composing import LetterRefused
from ground.outbox.models import Letter
from ground.outbox.writing import withdraw, withdraw_letter, write
from tests.outbox.write import message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_date_message_id_and_boundary_are_fixed_at_writing():
    letter = write(key="a", recipient="ingrid@halvorsen.example", message=message(), about="x:1", now=NOW)
    again = Letter.objects.get()
    assert bytes(again.raw) == bytes(letter.raw)
    assert b"Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n" in again.raw
    assert b"Message-ID: " + letter.message_id.encode() in again.raw
    assert letter.message_id.endswith("@brightwater.example>")


def test_a_second_write_of_the_same_key_returns_the_first_letter_unchanged():
    first = write(key="a", recipient="ingrid@halvorsen.example", message=message(), about="x:1", now=NOW)
    second = write(key="a", recipient="tomas@halvorsen.example", message=message("other"), about="x:2", now=NOW)
    assert second.pk == first.pk
    assert Letter.objects.get().recipient == "ingrid@halvorsen.example"


@pytest.mark.parametrize(
    "recipient",
    [
        "a@b.example,c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example;c@d.example",
        "Ingrid <a@b.example>",
        "",
        "ingrid",
        "@b.example",
        "a b@c.example",
        "a@b.example\n",
        "ingrid\x00@b.example",
        "a@" + "b" * 300,
        "ø@b.example",
    ],
)
def test_anything_but_one_plain_address_is_refused(recipient):
    with pytest.raises(LetterRefused):
        write(key="a", recipient=recipient, message=message(), about="x:1", now=NOW)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("headers", [{"To": "other@b.example"}, {"Cc": "other@b.example"}, {"Bcc": "other@b.example"}])
def test_a_letter_that_names_somebody_else_is_refused(headers):
    with pytest.raises(LetterRefused):
        write(key="a", recipient="ingrid@halvorsen.example", message=message(**headers), about="x:1", now=NOW)


def test_a_text_that_is_no_text_is_refused_with_a_sentence():
    broken = message()
    broken.get_payload(0).set_payload("caf\ud800")
    with pytest.raises(LetterRefused):
        write(key="a", recipient="ingrid@halvorsen.example", message=broken, about="x:1", now=NOW)


def test_a_foreign_domain_is_stored_as_the_wire_wants_it():
    letter = write(key="a", recipient="karl@bücher.example", message=message(), about="x:1", now=NOW)
    assert letter.recipient == "karl@xn--bcher-kva.example"


def test_the_bytes_are_plain_ascii_with_short_lines_even_for_long_foreign_text():
    text = "Über den Wolken 漢字 " * 2000 + "\n.\n\n..\nende"
    letter = write(key="a", recipient="ingrid@halvorsen.example", message=message(text), about="x:1", now=NOW)
    assert max(map(len, bytes(letter.raw).split(b"\r\n"))) <= 998
    assert bytes(letter.raw).isascii() and b"\n" not in bytes(letter.raw).replace(b"\r\n", b"")


def test_positions_count_per_thread_and_recipient():
    def placed(key, recipient, thread):
        made = write(key=key, recipient=recipient, message=message(), about="x", now=NOW, thread=thread)
        return made.position

    assert [placed("a", "i@h.example", "incident:1"), placed("b", "i@h.example", "incident:1")] == [1, 2]
    assert [placed("c", "t@h.example", "incident:1"), placed("d", "i@h.example", "incident:2")] == [1, 1]


def test_withdrawing_takes_back_what_waits_and_says_why():
    write(key="a", recipient="i@h.example", message=message(), about="promise:7", now=NOW)
    write(key="b", recipient="i@h.example", message=message(), about="promise:8", now=NOW)
    assert withdraw(about="promise:7", reason="The update was sent.", now=NOW) == 1
    letter = Letter.objects.get(key="a")
    assert (letter.state, letter.last_error, letter.finished_at) == ("withdrawn", "The update was sent.", NOW)
    assert withdraw_letter(letter.pk, reason="twice", now=NOW) is False
    assert Letter.objects.get(key="b").state == "waiting"


def test_a_newer_letter_of_the_thread_hurries_one_that_waits_for_its_next_try_but_not_one_held_for_undo():
    tried = write(key="a", recipient="i@h.example", message=message(), about="x", now=NOW, thread="incident:1")
    later = NOW + timedelta(minutes=30)
    Letter.objects.filter(pk=tried.pk).update(tried_since=NOW, due_at=later)
    undo = write(
        key="b", recipient="i@h.example", message=message(), about="x", now=NOW, due_at=later, thread="incident:1"
    )
    write(key="c", recipient="i@h.example", message=message(), about="x", now=NOW, thread="incident:1")
    assert Letter.objects.get(pk=tried.pk).due_at == NOW
    assert Letter.objects.get(pk=undo.pk).due_at == later
