"""Promises: exactly at the due instant is kept; the clock is settled by telling alone; every end has its state."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from incidents.choices import PromiseState
from incidents.models import Incident, Promise
from incidents.promises import (
    PromiseRefused,
    answer_for,
    break_promise,
    current_clock,
    keep_promise,
    make_promise,
    move_promise,
    refuse_the_clock,
    release_promise,
)
from tests import make_cases

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + 5 * HOUR)


@pytest.fixture
def promise(incident, john, now):
    return make_promise(
        incident, text="Send the price list", due_at=now + 2 * HOUR, due_zone="UTC", how="written", by=john, now=now
    )


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (timedelta(0), PromiseState.KEPT),
        (2 * HOUR, PromiseState.KEPT),
        (2 * HOUR + timedelta(microseconds=1), PromiseState.KEPT_LATE),
    ],
)
def test_kept_at_or_before_the_due_instant_else_kept_late(promise, john, now, after, state):
    assert keep_promise(promise, by=john, now=now + after).state == state


def test_a_broken_promise_that_is_fulfilled_becomes_kept_late(promise, john, now):
    broken = break_promise(promise, now=now + 3 * HOUR)
    assert (broken.state, broken.broken_at) == (PromiseState.BROKEN, now + 2 * HOUR)
    assert keep_promise(promise, by=john, now=now + 4 * HOUR).state == PromiseState.KEPT_LATE


@pytest.mark.parametrize(
    ("done", "state"),
    [
        (timedelta(0), PromiseState.KEPT),
        (2 * HOUR, PromiseState.KEPT),
        (2 * HOUR + timedelta(minutes=1), PromiseState.KEPT_LATE),
    ],
)
def test_the_moment_it_was_done_decides_however_late_it_is_said(promise, john, now, done, state):
    break_promise(promise, now=now + 3 * HOUR)
    kept = keep_promise(promise, by=john, now=now + 5 * HOUR, done_at=now + done)
    assert (kept.state, kept.settled_at) == (state, now + done)
    assert (kept.broken_at is None) == (state == PromiseState.KEPT)


@pytest.mark.parametrize(
    ("done", "words"), [(6 * HOUR, "has not come yet"), (-timedelta(minutes=1), "before it was promised")]
)
def test_a_promise_is_not_done_before_it_was_made_nor_in_the_future(promise, john, now, done, words):
    with pytest.raises(PromiseRefused, match=words):
        keep_promise(promise, by=john, now=now + 5 * HOUR, done_at=now + done)


def test_the_minute_in_which_it_was_made_counts_from_its_beginning(incident, john, now):
    made = now + timedelta(seconds=40)
    words = {"text": "Send the list", "due_at": now + HOUR, "due_zone": "UTC", "how": "spoken"}
    promise = make_promise(incident, **words, by=john, now=made)
    assert keep_promise(promise, by=john, now=now + HOUR, done_at=now).state == PromiseState.KEPT


def test_at_the_due_instant_nothing_is_broken_yet(promise, now):
    assert break_promise(promise, now=now + 2 * HOUR).state == PromiseState.OPEN


def test_moved_before_it_is_due_it_is_renegotiated_and_a_new_one_stands(promise, john, now):
    moved = move_promise(promise, due_at=now + 9 * HOUR, by=john, now=now + HOUR, why="they agreed")
    promise.refresh_from_db()
    assert promise.state == PromiseState.RENEGOTIATED
    assert (moved.replaces, moved.state, moved.text) == (promise, PromiseState.OPEN, "Send the price list")


def test_moved_after_it_was_due_it_stays_broken(promise, john, now):
    move_promise(promise, due_at=now + 9 * HOUR, by=john, now=now + 3 * HOUR, why="they agreed")
    promise.refresh_from_db()
    assert (promise.state, promise.is_live) == (PromiseState.BROKEN, False)


def test_released_by_the_customer(promise, john, now):
    assert release_promise(promise, by=john, now=now, why="they no longer need it").state == PromiseState.RELEASED


def test_one_that_will_not_be_kept_is_answered_for_in_a_sentence(promise, john, now):
    with pytest.raises(PromiseRefused, match="in a sentence"):
        answer_for(promise, by=john, now=now, why=" ")
    assert answer_for(promise, by=john, now=now, why="The list does not exist.").state == PromiseState.BROKEN


def test_nobody_ticks_off_the_clock(incident):
    with pytest.raises(PromiseRefused, match="Only telling the customer"):
        refuse_the_clock(current_clock(incident))


def test_a_settled_promise_is_not_settled_twice(promise, john, now):
    keep_promise(promise, by=john, now=now)
    with pytest.raises(PromiseRefused, match="already settled"):
        keep_promise(promise, by=john, now=now)


@pytest.mark.parametrize("due", [timedelta(0), -HOUR])
def test_a_time_that_has_passed_is_no_promise(incident, john, now, due):
    with pytest.raises(PromiseRefused, match="already passed"):
        make_promise(incident, text="x", due_at=now + due, due_zone="UTC", how="spoken", by=john, now=now)


def test_the_database_holds_one_clock_an_incident(incident, now):
    clock = current_clock(incident)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promise.objects.create(
            incident=incident, kind="next_update", how="written", due_at=now, due_zone="UTC", made_at=now
        )
    assert current_clock(incident) == clock


def test_the_database_holds_an_open_incident_to_its_clock(incident):
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(next_update_due_at=None)
