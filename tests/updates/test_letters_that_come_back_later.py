"""Letters come back in any order, after more was told, noted, closed or opened: each promise ends as it truly ended."""

from datetime import timedelta

import pytest

from incidents.choices import PromiseKind, PromiseState, State
from incidents.models import Incident, Promise
from incidents.promises import current_clock
from recovery.closing import close_by_a_manager, reopen
from tests import make_cases
from updates.choices import UpdateKind, UpdateState
from updates.not_told import did_not_happen
from updates.sending import undo_update
from updates.talking import Talk, note_conversation

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + 5 * HOUR)


def came_back(update, now):
    update = type(update).objects.get(pk=update.pk)
    return did_not_happen(update, state=UpdateState.REACHED_NOBODY, by=None, now=now)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def ring(incident, *, now, next_at, moved=False):
    talk = Talk(
        contact=incident.speaker, channel="phone", began="us", happened_at=now, their_words="",
        our_words="We know now.", next_at=next_at, moved=moved,
    )  # fmt: skip
    return note_conversation(incident, talk=talk, by=incident.owner, now=now)


def test_two_updates_came_back_the_older_first_and_the_first_promise_stands(incident, now):
    promised = current_clock(incident)
    second = make_cases.tell(incident, now=now + HOUR, next_at=now + 8 * HOUR)
    third = make_cases.tell(incident, now=now + 2 * HOUR, next_at=now + 9 * HOUR)
    came_back(second, now + 3 * HOUR)
    assert (fresh(promised).state, fresh(promised).settled_at) == (PromiseState.KEPT, third.sent_at)
    came_back(third, now + 3 * HOUR)
    assert current_clock(incident) == promised
    assert fresh(incident).next_update_due_at == promised.due_at


def test_an_update_that_came_back_after_a_call_leaves_the_call_to_keep_the_promise(incident, now):
    promised = current_clock(incident)
    update = make_cases.tell(incident, now=now + HOUR, next_at=now + 8 * HOUR)
    ring(incident, now=now + 6 * HOUR, next_at=now + 9 * HOUR)
    came_back(update, now + 7 * HOUR)
    assert (fresh(promised).state, fresh(promised).settled_at) == (PromiseState.KEPT_LATE, now + 6 * HOUR)


def test_a_call_that_only_moved_the_time_moves_the_promise_that_stood_before(incident, now):
    promised = current_clock(incident)
    update = make_cases.tell(incident, now=now + HOUR, next_at=now + 8 * HOUR)
    talk = ring(incident, now=now + 2 * HOUR, next_at=now + 9 * HOUR, moved=True)
    came_back(update, now + 3 * HOUR)
    assert fresh(promised).state == PromiseState.RENEGOTIATED
    assert fresh(talk.made).replaces == promised


def test_a_move_that_was_taken_back_can_be_made_again(incident, now):
    promised = current_clock(incident)
    moved = {"kind": UpdateKind.MOVED, "next_at": now + 8 * HOUR}
    undo_update(make_cases.tell(incident, now=now + HOUR, **moved), by=incident.owner, now=now + HOUR)
    again = make_cases.tell(incident, now=now + HOUR + MINUTE, **moved)
    assert again.made.replaces == promised
    assert fresh(promised).state == PromiseState.RENEGOTIATED


def test_an_update_that_came_back_after_a_manager_closed_opens_nothing(incident, dana, now):
    promised = current_clock(incident)
    update = make_cases.tell(incident, now=now + HOUR, next_at=now + 8 * HOUR)
    close_by_a_manager(incident, reason="Agreed with their lawyer.", by=dana, now=now + 2 * HOUR)
    came_back(update, now + 3 * HOUR)
    assert (fresh(incident).state, fresh(incident).ending_reason) == (State.CLOSED, "Agreed with their lawyer.")
    assert fresh(promised).state == PromiseState.RELEASED


def test_a_last_letter_that_came_back_opens_the_recovery_it_closed(incident, dana, now):
    promised = current_clock(incident)
    words = {"heading": "Settled", "body": "All is settled.", "contacts": list(incident.contacts.all())}
    close_by_a_manager(incident, reason="Done.", by=dana, now=now + HOUR, **words)
    came_back(incident.updates.get(kind=UpdateKind.RESOLVED), now + 2 * HOUR)
    assert fresh(incident).state == State.OPEN
    assert current_clock(incident) == promised


def test_a_last_letter_that_came_back_after_it_was_opened_again_leaves_the_new_clock(incident, dana, john, now):
    promised = current_clock(incident)
    words = {"heading": "Settled", "body": "All is settled.", "contacts": list(incident.contacts.all())}
    close_by_a_manager(incident, reason="Done.", by=dana, now=now + HOUR, **words)
    reopen(fresh(incident), reason="They called.", by=john, now=now + 2 * HOUR)
    running = current_clock(incident)
    came_back(incident.updates.get(kind=UpdateKind.RESOLVED), now + 3 * HOUR)
    assert current_clock(incident) == running
    assert (fresh(promised).state, fresh(promised).settled_at) == (PromiseState.RENEGOTIATED, running.made_at)
    assert fresh(running).replaces == promised


def test_the_first_notice_that_came_back_leaves_the_second_as_the_first_telling(incident, now):
    second = make_cases.tell(incident, now=now + HOUR, next_at=now + 8 * HOUR)
    came_back(incident.updates.get(number=1), now + 2 * HOUR)
    assert Incident.objects.get().first_told_at == second.sent_at
    assert Promise.objects.get(kind=PromiseKind.FIRST_NOTICE).state == PromiseState.KEPT


def test_a_call_noted_after_the_tick_keeps_the_promise_it_was_in_time_for(incident, now):
    promised = current_clock(incident)
    Promise.objects.filter(pk=promised.pk).update(state=PromiseState.BROKEN, broken_at=promised.due_at)
    talk = Talk(
        contact=incident.speaker, channel="phone", began="us", happened_at=now + HOUR, their_words="",
        our_words="We know now.", next_at=now + 9 * HOUR,
    )  # fmt: skip
    note_conversation(incident, talk=talk, by=incident.owner, now=now + 6 * HOUR)
    assert (fresh(promised).state, fresh(promised).broken_at) == (PromiseState.KEPT, None)


def test_closing_late_but_before_the_tick_does_not_hide_the_lateness(incident, dana, now):
    promised = current_clock(incident)
    close_by_a_manager(incident, reason="Agreed.", by=dana, now=promised.due_at + MINUTE)
    assert (fresh(promised).state, fresh(promised).broken_at) == (PromiseState.BROKEN, promised.due_at)
