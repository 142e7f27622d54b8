"""What is overdue for the second source, what pulses remember, and that every task of the schedule is there."""

import threading
from datetime import timedelta

import pytest
from django.utils.module_loading import import_string

from ground.outbox import pulses, stopping
from ground.outbox.delivery import deliver_due
from ground.outbox.pulses import Ages
from tests.make import NOW
from tests.outbox.write import letter
from trustrepair.celery import app
from trustrepair.schedule import SCHEDULE, Periodic
from trustrepair.second_source import SecondSource, is_overdue

SECOND = timedelta(seconds=1)
BEGAN, ENOUGH, DONE = threading.Event(), threading.Event(), threading.Event()


def a_long_one():
    BEGAN.set()
    ENOUGH.wait(30)


def a_short_one():
    DONE.set()


@pytest.mark.parametrize(
    ("ran", "overdue"), [(None, True), (0 * SECOND, False), (6 * SECOND, False), (8 * SECOND, True), (-SECOND, True)]
)
def test_work_is_overdue_when_never_run_late_or_in_the_future(ran, overdue):
    work = Periodic("some.task", 2 * SECOND, why="", missed="")
    assert is_overdue(work, Ages(ran, None)) is overdue


def test_every_periodic_task_exists_and_says_why_and_what_a_missed_run_costs():
    app.loader.import_default_modules()
    for work in SCHEDULE:
        assert import_string(work.task).name == work.task and work.task in app.tasks
        assert work.why and work.missed
    assert set(app.conf.beat_schedule) == {work.task for work in SCHEDULE}


@pytest.mark.django_db
def test_a_pulse_tells_runs_from_wake_ups():
    pulses.beat("work", woken=False)
    assert pulses.ages()["work"].woken is None
    pulses.beat("work", woken=True)
    age = pulses.ages()["work"]
    assert timedelta(0) <= age.ran < 60 * SECOND and timedelta(0) <= age.woken < 60 * SECOND


@pytest.mark.django_db(transaction=True)
def test_a_process_told_to_stop_begins_no_letter(relay):
    letter()
    stopping.stop()
    try:
        assert deliver_due(now=NOW) == 0
    finally:
        stopping.go_on()
    assert deliver_due(now=NOW) == 1


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_letters_do_not_wait_for_long_work():
    here = __name__
    second = SecondSource(
        [
            Periodic(f"{here}.a_long_one", SECOND, why="", missed="", long=True),
            Periodic(f"{here}.a_short_one", SECOND, why="", missed=""),
        ]
    )
    try:
        second._look()
        assert BEGAN.wait(10) and DONE.is_set(), "both, though the long one is not over"
    finally:
        ENOUGH.set()
