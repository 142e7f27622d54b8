"""Ten letters and replies: one subject, References that hold, and a reply to any of them lands on the same incident."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from ground.mailbox.choices import State
from ground.outbox.models import Letter
from incidents.models import Incident
from tests import make_cases
from tests.mailbox.mails import INGRID, mail
from tests.mailbox.test_a_reply_reaches_its_incident import received
from updates.models import Recipient

HOUR = timedelta(hours=1)
REPLIES = 5


def letters_to_ingrid(incident: Incident) -> list[Letter]:
    copies = Recipient.objects.filter(update__incident=incident, contact__name="Ingrid Halvorsen")
    numbers = copies.order_by("update__number").values_list("letter_id", flat=True)
    return [Letter.objects.get(pk=number) for number in numbers]


def parsed(letter: Letter):
    return message_from_bytes(bytes(letter.raw), policy=default)


@pytest.fixture
def thread(john, now) -> tuple[Incident, list[str]]:
    """Five letters, each answered; the Message-IDs of her replies."""
    customer = make_cases.halvorsen(john)
    incident = make_cases.told(customer, now=now, next_at=now + HOUR)
    replies = []
    for number in range(REPLIES):
        at = now + number * HOUR
        last = letters_to_ingrid(incident)[-1]
        own = f"<ingrid-{number}@halvorsen.example>"
        before = " ".join(str(parsed(last)["References"] or "").split())
        named = f"{before} {last.message_id}".strip()
        raw = mail(f"Reply {number}\n", answers=last.message_id, references=named, message_id=own)
        kept = received(raw, at + timedelta(minutes=10))
        assert kept.state == State.PLACED
        replies.append(own)
        if number < REPLIES - 1:
            make_cases.tell(incident, now=at + HOUR, next_at=at + 3 * HOUR)
    return incident, replies


def test_the_subject_is_one_and_every_letter_names_all_before_it(thread):
    incident, replies = thread
    letters = letters_to_ingrid(incident)

    assert {letter.subject for letter in letters} == {incident.subject}
    for number, letter in enumerate(letters[1:], start=1):
        named = str(parsed(letter)["References"]).split()
        pairs = zip(letters[:number], replies, strict=False)
        assert named == [one for earlier, reply in pairs for one in (earlier.message_id, reply)]
        assert str(parsed(letter)["In-Reply-To"]) == replies[number - 1]


@pytest.mark.parametrize("number", range(REPLIES))
def test_a_reply_to_any_letter_lands_there_with_the_subject_changed_and_the_quote_cut(thread, now, number):
    incident, _replies = thread
    letter = letters_to_ingrid(incident)[number]
    raw = mail("Late.\n", answers=letter.message_id, subject="Lunch?", message_id="<late@h.example>")
    kept = received(raw, now + 9 * HOUR)

    assert (kept.state, kept.received.incident) == (State.PLACED, incident)


def test_an_answer_to_her_own_reply_still_finds_our_letters_in_the_references(thread, now):
    incident, replies = thread
    first = letters_to_ingrid(incident)[0]
    raw = mail(
        "P.S.\n",
        answers=replies[-1],
        references=f"{first.message_id} {replies[0]} {replies[-1]}",
        message_id="<ps@h.example>",
    )
    kept = received(raw, now + 9 * HOUR)

    assert (kept.state, kept.received.incident, kept.received.letter_id) == (State.PLACED, incident, first.pk)


@pytest.mark.parametrize(
    ("sender", "why"), [("Ingrid <ingrid@private.example>", "stranger"), ("Mallory <m@evil.example>", "stranger")]
)
def test_from_a_second_address_or_a_stranger_it_waits_with_the_case_named(thread, now, sender, why):
    incident, _replies = thread
    heard = incident.answers.count()
    letter = letters_to_ingrid(incident)[2]
    kept = received(
        mail("Me again.\n", sender=sender, answers=letter.message_id, message_id="<x@h.example>"), now + 9 * HOUR
    )

    assert (kept.state, kept.why, kept.received.incident) == (State.TRAY, why, incident)
    assert incident.answers.count() == heard


def test_every_reply_was_answered_by_the_letter_after_it_and_the_last_one_waits(thread):
    incident, _replies = thread
    assert [answer.dealt_at is not None for answer in incident.answers.order_by("pk")] == [True] * 4 + [False]
    assert INGRID.startswith(incident.answers.first().contact.name)
    assert Letter.objects.filter(key__startswith="receipt:").count() == REPLIES
