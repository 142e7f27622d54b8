"""What becomes of a letter becomes of the update: told, or not told, and the owner hears of it."""

from datetime import timedelta

import pytest

from customers.models import Contact
from ground.outbox.guards import Send, Withdraw
from ground.outbox.models import Letter
from incidents.choices import PromiseState
from incidents.models import Incident
from incidents.promises import current_clock
from tests import make_cases
from updates import results
from updates.choices import RecipientState, UpdateState

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + 5 * HOUR)


def letter_to(name):
    return Letter.objects.get(recipient=f"{name}@halvorsen.example", customer=True)


def fail(letter, now, reply="550 no such user"):
    Letter.objects.filter(pk=letter.pk).update(state="failed", last_error=reply, finished_at=now)
    results.letter_finished(Letter.objects.get(pk=letter.pk), now)


def accept(letter, now):
    Letter.objects.filter(pk=letter.pk).update(state="accepted", relay_reply="250 ok", sent_at=now, finished_at=now)
    results.letter_finished(Letter.objects.get(pk=letter.pk), now)


def test_an_accepted_letter_is_handed_over_with_the_words_of_the_relay(incident, now):
    accept(letter_to("ingrid"), now)
    copy = incident.updates.get().recipients.get(contact__name="Ingrid Halvorsen")
    assert (copy.state, copy.words) == (RecipientState.HANDED_OVER, "250 ok")


def test_one_that_came_back_marks_the_contact_and_warns_the_owner(incident, john, now):
    fail(letter_to("tomas"), now)
    assert Contact.objects.get(name="Tomas Reed").bounced_at == now
    warning = Letter.objects.get(recipient=john.email)
    assert "Tomas" in warning.subject
    assert incident.updates.get().state == UpdateState.TOLD


def test_an_update_that_reached_nobody_did_not_happen(incident, now):
    fail(letter_to("tomas"), now)
    fail(letter_to("ingrid"), now)
    update = incident.updates.get()
    assert (update.state, update.made.state) == (UpdateState.REACHED_NOBODY, PromiseState.VOID)
    assert current_clock(incident) == update.settled
    assert Incident.objects.get(pk=incident.pk).first_told_at is None


def test_when_a_later_update_took_over_the_clock_goes_on(incident, now):
    later = make_cases.tell(incident, now=now + 5 * HOUR, next_at=now + 30 * HOUR)
    first = incident.updates.get(number=1)
    for copy in first.recipients.all():
        fail(Letter.objects.get(pk=copy.letter_id), now + 6 * HOUR)
    first.refresh_from_db()
    assert (first.state, first.made.state) == (UpdateState.REACHED_NOBODY, PromiseState.VOID)
    assert current_clock(incident) == later.made
    assert first.settled.state == PromiseState.KEPT_LATE


def test_a_letter_refused_for_a_day_does_not_count_as_told(incident, now):
    for name in ("ingrid", "tomas"):
        results.letter_undelivered(letter_to(name), now + 25 * HOUR)
    assert incident.updates.get().state == UpdateState.REACHED_NOBODY


def test_a_letter_the_relay_has_not_taken_in_time_is_told_to_the_owner_once(incident, john, now):
    for _twice in range(2):
        results.letter_worries(letter_to("ingrid"), now + HOUR)
    assert Letter.objects.filter(recipient=john.email).count() == 1


def test_a_letter_goes_only_to_an_address_that_is_still_the_contacts(incident, now):
    letter = letter_to("ingrid")
    assert results.may_go(letter, now) == Send()
    Contact.objects.filter(name="Ingrid Halvorsen").update(email="ingrid@elsewhere.example")
    assert isinstance(results.may_go(letter, now), Withdraw)


def test_a_letter_to_somebody_who_left_stays_here(incident, now):
    Contact.objects.filter(name="Ingrid Halvorsen").update(left_at=now)
    assert isinstance(results.may_go(letter_to("ingrid"), now), Withdraw)
