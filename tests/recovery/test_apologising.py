"""The apology is made by letter or aloud, once a version; then how they took it."""

from datetime import timedelta

import pytest

from incidents.choices import Told
from incidents.evidence import EvidenceRefused, change
from incidents.gates import missing
from incidents.gathering import case_of
from incidents.models import Asking, Incident
from recovery.apologising import apologise_aloud, apologise_by_letter, note_reaction
from recovery.understanding import Heard, Letter, TellRefused, ToldMeanwhile
from tests import make_cases, make_steps
from tests.make_cases import HOUR
from trust.models import Reading
from updates.choices import UpdateKind
from updates.models import Update
from updates.sending import undo_update

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now - DAY, next_at=now + HOUR)


@pytest.fixture
def ingrid(case):
    return case.customer.contacts.get(name="Ingrid Halvorsen")


def by_letter(case, by, now, *, text=make_steps.APOLOGY, seen=None):
    to = Letter(contacts=[case.customer.contacts.get(name="Ingrid Halvorsen")], next_at=now + DAY)
    return apologise_by_letter(case, text=text, seen=seen, letter=to, by=by, now=now)


def aloud(case, ingrid, by, now, **fields):
    heard = Heard(contact=ingrid, channel="meeting", began="us", happened_at=now, **fields)
    return apologise_aloud(case, text=make_steps.APOLOGY, said_by=by, seen=None, heard=heard, by=by, now=now)


def lacks(case, john, now):
    return [t.code for t in missing(7, case_of(case, 7, hours=john.hours(), now=now))]


def test_by_letter_it_is_an_update_that_asks_nothing(case, john, now):
    apology = by_letter(case, john, now)
    update = Update.objects.get(pk=apology.told_id)
    assert (update.kind, update.body, update.question) == (UpdateKind.APOLOGY, make_steps.APOLOGY, "")
    assert apology.said_by == john
    assert not Asking.objects.exists()


def test_a_letter_taken_back_apologised_to_nobody(case, john, now):
    apology = by_letter(case, john, now)
    undo_update(Update.objects.get(pk=apology.told_id), by=john, now=now + timedelta(seconds=5))
    apology.refresh_from_db()
    assert apology.told_at is None
    assert by_letter(case, john, now + HOUR, seen=apology.pk).told_at == now + HOUR


def test_said_to_their_face_with_how_they_took_it(case, ingrid, john, now):
    apology = aloud(case, ingrid, john, now, words="Thank you. That was the sentence I waited for.")
    assert (apology.told_by, apology.told_to) == (Told.CONVERSATION, ingrid)
    apology.refresh_from_db()
    assert apology.reaction == "Thank you. That was the sentence I waited for."
    assert lacks(case, john, now) == []


def test_said_with_a_next_time_it_keeps_the_clock(case, ingrid, john, now):
    aloud(case, ingrid, john, now, next_at=now + 2 * DAY)
    assert Incident.objects.get(pk=case.pk).next_update_due_at == now + 2 * DAY


def test_the_same_apology_is_not_made_twice(case, john, now):
    apology = by_letter(case, john, now)
    with pytest.raises(ToldMeanwhile):
        by_letter(case, john, now + HOUR, seen=apology.pk)


def test_the_reaction_comes_later_with_a_number_they_said(case, john, now):
    apology = by_letter(case, john, now)
    at = now + DAY
    note_reaction(apology, words="It helped.", at=at, by=john, now=at, trust=6, how="phone")
    reading = Reading.objects.get()
    assert (reading.value, reading.whose, reading.occasion) == (6, "theirs", "apology")
    assert lacks(case, john, at) == []


def test_five_working_days_without_a_reaction_are_enough(case, john, now):
    by_letter(case, john, now)
    assert lacks(case, john, now + 8 * DAY - HOUR) == ["reaction"]
    assert lacks(case, john, now + 8 * DAY) == []


def test_no_reaction_before_the_apology(case, john, now):
    apology = make_steps.apology(case, by=john, now=now)
    with pytest.raises(TellRefused, match="not been made"):
        note_reaction(apology, words="Thanks", at=now, by=john, now=now)
    apology = by_letter(case, john, now, seen=apology.pk)
    with pytest.raises(EvidenceRefused, match="before the apology"):
        note_reaction(apology, words="Thanks", at=now - HOUR, by=john, now=now)


def test_new_words_were_taken_by_nobody_yet(case, john, now):
    apology = by_letter(case, john, now)
    apology = note_reaction(apology, words="It helped.", at=now, by=john, now=now)
    newer = change(apology, by=john, now=now, text="I am sorry. It was mine.")
    assert (newer.reaction, newer.reacted_at, newer.told_at) == ("", None, None)
