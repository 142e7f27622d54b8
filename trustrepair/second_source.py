"""The second source of wake-ups: a thread in the worker's main process that needs no broker.

It starts after the pool has forked, so no connection of its own crosses a fork, and before the worker looks for its
broker, so it runs when the broker was never there. It calls the same tasks, as plain functions, when their pulse in the
database is overdue; while the broker wakes the worker it does nothing.
"""

import os
import signal
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from billiard.process import active_children
from celery import bootsteps
from django.db import connections
from django.utils.module_loading import import_string

from ground.outbox import pulses, stopping, transports

from .schedule import Periodic

log = structlog.get_logger(__name__)

LOOK_EVERY = 3.0  # seconds
PATIENCE = timedelta(seconds=5)  # that the broker gets beyond the interval of a task
HARD_EXIT = stopping.GRACE + 15.0  # seconds from the word to the end of the process, whatever hangs


class SecondSource(threading.Thread):
    def __init__(self, schedule: Sequence[Periodic]) -> None:
        super().__init__(name="second-source", daemon=True)
        self._schedule = schedule
        self._told = threading.Event()
        self._beside: threading.Thread | None = None

    def run(self) -> None:
        while not self._told.wait(LOOK_EVERY):
            try:
                self._look()
            except Exception:  # the database may be away; this thread is what works when nothing else does
                log.exception("second_source_failed")
            finally:
                transports.hang_up()
                connections.close_all()

    def stop(self) -> None:
        self._told.set()
        self.join(stopping.GRACE + 2)

    def _look(self) -> None:
        ages = pulses.ages()
        for work in self._schedule:
            if is_overdue(work, ages.get(work.task, pulses.NEVER)) and not self._told.is_set():
                pulses.beat(work.task, woken=False)
                if work.long:
                    self._run_beside(work.task)
                else:
                    import_string(work.task)()

    def _run_beside(self, task: str) -> None:
        """What may take minutes, one at a time; it ends with the process, and what was in hand comes back."""
        if self._beside is None or not self._beside.is_alive():
            self._beside = threading.Thread(target=_run_long, args=(task,), name="long-work", daemon=True)
            self._beside.start()


def _run_long(task: str) -> None:
    try:
        import_string(task)()
    except Exception:  # as in the loop: the next look begins it again
        log.exception("second_source_failed")
    finally:
        connections.close_all()


def is_overdue(work: Periodic, age: pulses.Ages) -> bool:
    """Never run, too long ago, or in the future because a clock was set back."""
    return age.ran is None or age.ran > work.every + PATIENCE or age.ran < timedelta(0)


def step(schedule: Sequence[Periodic]) -> type[bootsteps.StartStopStep]:
    """The second source as a part of the worker, started between its pool and its search for a broker."""

    class SecondSourceStep(bootsteps.StartStopStep):  # type: ignore[misc]
        requires = {"celery.worker.components:Pool"}

        def __init__(self, worker: Any, **options: Any) -> None:
            super().__init__(worker, **options)
            self.source = SecondSource(schedule)

        def start(self, worker: Any) -> None:
            self.source.start()

        def stop(self, worker: Any) -> None:
            stopping.stop()
            self.source.stop()

        def terminate(self, worker: Any) -> None:
            self.stop(worker)

    return SecondSourceStep


def exit_within_bounds() -> None:
    """A warm shutdown sometimes hangs. Leave after a while all the same: what was in hand comes back by its lease."""
    threading.Thread(target=_exit_after, args=(HARD_EXIT,), name="hard-exit", daemon=True).start()


def _exit_after(seconds: float) -> None:
    time.sleep(seconds)
    log.error("worker_hung_while_ending")
    for child in active_children():
        os.kill(child.pid, signal.SIGKILL)
    os._exit(70)
