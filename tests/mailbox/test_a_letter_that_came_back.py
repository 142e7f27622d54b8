"""A bounce after the relay took the letter: not told, marked, warned of; and due again in good time."""

from datetime import timedelta

import pytest

from customers.models import Contact
from ground.mailbox.choices import State
from ground.outbox.models import Letter
from incidents.choices import PromiseState
from incidents.models import Incident
from incidents.promises import current_clock
from tests import make_cases
from tests.mailbox.returned import complaint, dsn
from tests.mailbox.test_a_reply_reaches_its_incident import our_letter, received
from updates import results
from updates.choices import RecipientState, UpdateState
from updates.models import Recipient
from updates.rhythm import first_notice_due

HOUR = timedelta(hours=1)


@pytest.fixture
def told(john, now) -> Incident:
    return make_cases.told(make_cases.halvorsen(john), now=now - 2 * HOUR, next_at=now + 2 * HOUR)


def accept(letter: Letter, now) -> None:
    Letter.objects.filter(pk=letter.pk).update(state="accepted", sent_at=now, finished_at=now)
    results.letter_finished(Letter.objects.get(pk=letter.pk), now)


def both(incident: Incident) -> list[tuple[str, str]]:
    copies = Recipient.objects.filter(update__incident=incident).select_related("contact")
    return [(Letter.objects.get(pk=copy.letter_id).message_id, copy.address) for copy in copies]


def test_a_bounce_marks_letter_and_contact_and_warns_the_owner(told, now):
    letter = our_letter(told)
    accept(letter, now - HOUR)
    kept = received(dsn(letter.message_id), now)

    copy = Recipient.objects.get(letter_id=letter.pk)
    assert (kept.state, kept.why, kept.kind) == (State.TRAY, "no_mailbox", "bounce")
    assert (copy.state, copy.words) == (RecipientState.CAME_BACK, "5.1.1 550 5.1.1 User unknown")
    assert Contact.objects.get(name="Ingrid Halvorsen").bounced_at == now
    assert Letter.objects.filter(key=f"staff:trouble:back:{copy.pk}").exists()
    assert told.updates.get().state == UpdateState.TOLD


def test_one_that_reached_nobody_is_due_a_first_notice_time_after_the_bounce(john, now):
    told = make_cases.told(make_cases.halvorsen(john), now=now - 30 * HOUR, next_at=now + 50 * HOUR)
    for message_id, address in both(told):
        received(dsn(message_id, to=address), now)

    clock, update = current_clock(told), told.updates.get()
    assert update.state == UpdateState.REACHED_NOBODY
    assert clock.due_at == first_notice_due(told.customer, told.severity, now)
    assert update.settled.__class__.objects.get(pk=update.settled_id).state == PromiseState.BROKEN
    assert Incident.objects.get(pk=told.pk).next_update_due_at == clock.due_at


def test_never_later_than_the_letter_named(john, now):
    told = make_cases.told(make_cases.halvorsen(john), now=now - 30 * HOUR, next_at=now + HOUR)
    for message_id, address in both(told):
        received(dsn(message_id, to=address), now)

    assert current_clock(told).due_at == now + HOUR


def test_what_was_due_later_anyway_stands_as_before(told, now):
    for message_id, address in both(told):
        received(dsn(message_id, to=address), now)

    assert current_clock(told) == told.updates.get().settled


def test_a_delay_marks_nothing(told, now):
    kept = received(dsn(our_letter(told).message_id, action="delayed", status="4.4.1"), now)

    assert (kept.state, kept.kind) == (State.AUTOMATIC, "delayed")
    assert Contact.objects.get(name="Ingrid Halvorsen").bounced_at is None


def test_a_bounce_of_no_letter_of_ours_is_set_aside(told, now):
    kept = received(dsn("<somebody-elses@other.example>"), now)

    assert (kept.state, kept.why, kept.received.incident) == (State.AUTOMATIC, "no_letter_of_ours", None)


def test_a_complaint_stops_mail_to_that_address_and_asks_for_calls(told, now):
    kept = received(complaint(our_letter(told).message_id), now)

    ingrid = Contact.objects.get(name="Ingrid Halvorsen")
    assert (kept.state, kept.why) == (State.TRAY, "unwanted")
    assert (ingrid.takes_mail, ingrid.prefers_call) == (False, True)
    assert list(ingrid.customer.contacts.told()) == [Contact.objects.get(name="Tomas Reed")]
    assert Letter.objects.filter(key__startswith="staff:unwanted:").exists()
    assert results.may_go(our_letter(told), now).reason


def test_the_same_bounce_twice_warns_once(told, now):
    letter = our_letter(told)
    received(dsn(letter.message_id), now)
    received(dsn(letter.message_id, status="5.1.2"), now)

    assert Letter.objects.filter(key__startswith="staff:trouble:back:").count() == 1
