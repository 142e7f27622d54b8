"""Promises confirmed in a letter or a conversation: made with it, shown to those who heard it, gone with the letter."""

from datetime import timedelta

import pytest

from ground.outbox.models import Letter
from incidents.choices import How, PromiseState
from incidents.models import Promise
from incidents.promises import PromiseRefused, answer_for, keep_promise
from tests import make, make_cases
from updates.choices import UpdateState
from updates.models import Update
from updates.not_told import did_not_happen
from updates.page import page_for
from updates.promised import Moved, Promised
from updates.sending import undo_update
from updates.talking import Talk, TalkRefused, note_conversation

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = make.NOW


@pytest.fixture
def told(cast):
    return make_cases.told(make_cases.halvorsen(cast.john), now=NOW - DAY, next_at=NOW + DAY)


def written(text="You will have it by Friday", *, days=8, how=How.WRITTEN):
    return Promised(text, NOW + days * DAY, how)


def tell(incident, **fields):
    return make_cases.tell(incident, now=NOW, next_at=NOW + DAY, **fields)


def talk(incident, **fields):
    known = {"contact": incident.speaker, "channel": "phone", "began": "us", "happened_at": NOW, "their_words": ""}
    return Talk(**{**known, "our_words": "I will send it.", "next_at": None, **fields})


def commitments(incident):
    return Promise.objects.filter(incident=incident, kind="commitment").order_by("pk")


def texts(incident, contact, *, after=HOUR):
    return [one.text for one in page_for(incident, contact, now=NOW + after).promised]


def test_a_confirmed_promise_is_made_with_the_letter(told):
    update = tell(told, promises=[written(), written("One page for your board", days=15)])
    made = list(update.promised.order_by("pk"))
    assert [(one.text, one.how, one.state, one.rung_due_at) for one in made] == [
        ("You will have it by Friday", "written", "open", NOW),
        ("One page for your board", "written", "open", NOW),
    ]


def test_undone_with_the_letter_it_is_void(told, cast):
    update = tell(told, promises=[written()])
    undo_update(update, by=cast.john, now=NOW + timedelta(seconds=10))
    (promise,) = commitments(told)
    assert (promise.state, promise.rung_due_at) == (PromiseState.VOID, None)


def test_a_refused_promise_sends_nothing(told):
    letters = Letter.objects.count()
    with pytest.raises(PromiseRefused):
        tell(told, promises=[written(days=-1)])
    assert (Letter.objects.count(), commitments(told).count()) == (letters, 0)


def test_it_is_shown_to_those_who_were_told_and_no_sooner_than_the_letter(told):
    ingrid, tomas = told.customer.contacts.order_by("pk")
    tell(told, promises=[written()], contacts=[ingrid], on_page=False)
    assert "You will have it by Friday" not in texts(told, ingrid, after=timedelta(seconds=5))
    assert "You will have it by Friday" in texts(told, ingrid)
    assert "You will have it by Friday" not in texts(told, tomas)


def test_an_inferred_one_is_shown_to_nobody(told):
    tell(told, promises=[written("To hear the sum", how=How.INFERRED)])
    for contact in told.customer.contacts.all():
        assert "To hear the sum" not in texts(told, contact)


def test_a_new_date_by_letter_renegotiates_before_the_old_one(told):
    first = tell(told, promises=[written()]).promised.get()
    update = tell(told, moves=[Moved(first, NOW + 10 * DAY, "The archive is on paper.")])
    first.refresh_from_db()
    moved = update.promised.get()
    assert (first.state, moved.state, moved.replaces, moved.text) == ("renegotiated", "open", first, first.text)


def test_a_letter_that_did_not_happen_moved_nothing(told, cast):
    first = tell(told, promises=[written()]).promised.get()
    update = tell(told, moves=[Moved(first, NOW + 10 * DAY, "")])
    did_not_happen(update, state=UpdateState.UNDONE, by=cast.john, now=NOW + HOUR)
    first.refresh_from_db()
    assert (first.state, first.settled_at, update.promised.get().state) == ("open", None, "void")


def test_what_was_moved_on_by_such_a_letter_and_then_kept_is_kept(told, cast):
    first = tell(told, promises=[written()]).promised.get()
    update = tell(told, moves=[Moved(first, NOW + 10 * DAY, "")])
    keep_promise(update.promised.get(), by=cast.john, now=NOW + HOUR)
    did_not_happen(update, state=UpdateState.REACHED_NOBODY, by=None, now=NOW + DAY)
    first.refresh_from_db()
    assert (first.state, first.settled_at) == ("kept", NOW + HOUR)


def test_a_later_letter_takes_the_place_of_one_that_did_not_happen(told):
    first = tell(told, promises=[written()]).promised.get()
    second = tell(told, moves=[Moved(first, NOW + 10 * DAY, "")])
    third = tell(told, moves=[Moved(second.promised.get(), NOW + 12 * DAY, "")])
    did_not_happen(Update.objects.get(pk=second.pk), state=UpdateState.REACHED_NOBODY, by=None, now=NOW + HOUR)
    first.refresh_from_db()
    assert (first.state, third.promised.get().replaces) == ("renegotiated", first)


def test_the_second_move_in_a_row_is_told_to_the_manager(told, cast):
    first = tell(told, promises=[written()]).promised.get()
    second = tell(told, moves=[Moved(first, NOW + 10 * DAY, "")]).promised.get()
    assert not Letter.objects.filter(recipient=cast.dana.email).exists()
    tell(told, moves=[Moved(second, NOW + 12 * DAY, "")])
    letter = Letter.objects.get(recipient=cast.dana.email)
    assert b"moved a promise to Halvorsen Marine Supply" in bytes(letter.raw)


def test_what_was_promised_aloud_stands_with_the_conversation(told, cast):
    spoken = [Promised("I will send it", NOW + DAY, How.SPOKEN)]
    conversation = note_conversation(told, talk=talk(told, promises=spoken), by=cast.john, now=NOW)
    (promise,) = conversation.promised.all()
    assert (promise.to, promise.how) == (told.speaker, "spoken")


def test_a_new_date_agreed_aloud_is_for_all_who_heard_the_first(told, cast):
    ingrid, tomas = told.customer.contacts.order_by("pk")
    first = tell(told, promises=[written()]).promised.get()
    agreed = talk(told, contact=tomas, moves=[Moved(first, NOW + 10 * DAY, "")], happened_at=NOW + HOUR)
    note_conversation(told, talk=agreed, by=cast.john, now=NOW + HOUR)
    assert texts(told, ingrid, after=2 * HOUR).count("You will have it by Friday") == 2


def test_nothing_is_promised_aloud_about_a_closed_matter(told, cast):
    told.state, told.next_update_due_at, told.closed_at = "closed", None, NOW
    told.ending, told.ending_reason = "override", "The customer was sold."
    told.save()
    with pytest.raises(TalkRefused, match="Open it again"):
        note_conversation(told, talk=talk(told, promises=[written(how=How.SPOKEN)]), by=cast.john, now=NOW)


def test_what_was_moved_by_such_a_letter_and_then_given_up_is_broken_when_it_was_given_up(told, cast):
    first = tell(told, promises=[written()]).promised.get()
    update = tell(told, moves=[Moved(first, NOW + 10 * DAY, "")])
    answer_for(update.promised.get(), by=cast.john, now=NOW, why="We cannot do it.")
    undo_update(update, by=cast.john, now=NOW)
    first.refresh_from_db()
    assert (first.state, first.broken_at, first.followed_at) == ("broken", NOW, NOW)
