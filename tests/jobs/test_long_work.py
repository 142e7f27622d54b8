"""Long work: asked once, one at a time, taken over, cancelled, and ended with a sentence."""

from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.db.models import F

from ground.jobs import asking, handlers
from ground.jobs.models import Job, State
from ground.jobs.refusals import JobFailed, LeaseLost
from ground.jobs.running import run_due, run_one
from ground.jobs.working import MOST_DEATHS, Work, take

pytestmark = pytest.mark.django_db(transaction=True)
KIND = "tests.count"


@pytest.fixture
def counting(monkeypatch):
    """A kind of work whose handler a test chooses."""

    def choose(handler):
        monkeypatch.setitem(handlers._handlers, KIND, handler)

    choose(lambda work: {"counted": work.job.subject_id})
    return choose


@pytest.fixture
def ask(cast, now):
    return lambda subject=1: asking.ask(kind=KIND, subject_id=subject, by=cast.john, now=now, total=10)


def lease_runs_out():
    Job.objects.update(lease_until=F("lease_until") - timedelta(hours=1))


def test_asked_twice_it_is_one_job_until_it_ended(ask, counting, now):
    first = ask()
    assert ask() == first and run_due(now=now) == 1
    first.refresh_from_db()
    assert (first.state, first.result, first.finished_at is not None) == (State.DONE, {"counted": 1}, True)
    assert ask() != first


def test_one_job_is_in_hand_at_a_time_the_longest_waiting_first(ask, counting):
    first, second = ask(1), ask(2)
    assert take([KIND]) == first and take([KIND]) is None
    assert take([KIND], only=second.pk) == second


def test_a_job_whose_worker_died_is_taken_over_and_the_dead_one_writes_nothing(ask, counting, now):
    ask()
    dead = Work(take([KIND]), now, 1)
    lease_runs_out()
    taken = take([KIND])
    assert taken.attempts == 1
    with pytest.raises(LeaseLost), transaction.atomic():
        dead.advance(5)
    with pytest.raises(LeaseLost):
        dead.finish({})
    with transaction.atomic():
        Work(taken, now, 1).advance(3)
    assert Job.objects.get().done == 3


def test_a_job_that_brings_every_worker_down_is_given_up(ask, counting, now):
    job = ask()
    for _ in range(MOST_DEATHS):
        assert take([KIND]) is not None
        lease_runs_out()
    assert run_due(now=now) == 0
    job.refresh_from_db()
    assert job.state == State.FAILED and job.error


def test_what_fails_says_why_and_what_breaks_is_logged(ask, counting, now, caplog):
    def fail(work):
        raise JobFailed("This file has no end.")

    counting(fail)
    ask(1)
    run_due(now=now)
    counting(lambda work: 1 / 0)
    ask(2)
    run_due(now=now)
    assert [job.error[:16] for job in Job.objects.order_by("pk")] == ["This file has no", "This broke off. "]
    assert {job.state for job in Job.objects.all()} == {State.FAILED}


def test_without_its_database_it_is_neither_done_nor_failed(ask, counting, now):
    def lose(work):
        raise OperationalError("the server closed the connection")

    counting(lose)
    job = ask()
    run_one(job, now=now)
    job.refresh_from_db()
    assert job.state == State.RUNNING


def test_cancelled_it_is_not_begun_and_a_finished_one_cannot_be(ask, counting, now):
    job = ask()
    assert asking.cancel(job) and run_due(now=now) == 0 and not asking.cancel(job)


def test_a_step_is_written_in_a_transaction(ask, counting, now):
    ask()
    with pytest.raises(RuntimeError):
        Work(take([KIND]), now, 1).advance(1)


def test_speed_and_what_is_left_are_told_from_the_steps(ask):
    job = ask()
    job.done, job.total, job.worked_seconds = 50, 250, 2.0
    assert (job.rate, job.seconds_left) == (25, 8)
    job.worked_seconds = 0
    assert (job.rate, job.seconds_left) == (0, None)
