"""A run of workers that are killed at random while the demo's clock is moved over a night of changed clocks."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from ground.outbox.models import Letter
from ground.worktime.models import DemoClock
from ground.worktime.now import now
from incidents.models import Incident, Promise
from tests.servers import environment
from tests.servers.smtp import Relay
from updates.choices import NudgeState, UpdateKind
from updates.models import Nudge, TickLease
from updates.sending import Telling, send_update

LEASE = {"OUTBOX_DEADLINE": "10", "OUTBOX_LEASE": "20"}
AT_MOST = 900.0
"""Seconds one hour's work may take before the run is given up; no figure, only an end."""


@dataclass
class Run:
    """`done`: for each promise that was kept meanwhile, an instant by which that was committed."""

    relay: Relay
    workers: int
    chance: Random
    kills: int = 0
    done: dict[int, datetime] = field(default_factory=dict)
    pids: list[int] = field(default_factory=list)
    log: Path = field(default_factory=lambda: environment.new_directory("nursery") / "log")

    @contextmanager
    def working(self) -> Iterator[None]:
        variables = environment.for_children(EMAIL_URL=self.relay.url, **LEASE)
        with self.log.open("wb") as log:
            self.nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.updates.nursery"], cwd=environment.ROOT, env=variables,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
            try:
                self.pids = [self._start() for _worker in range(self.workers)]
                yield
            finally:
                for pid in self.pids:
                    os.kill(pid, signal.SIGKILL)
                self.nursery.stdin.close()
                self.nursery.wait(60)
                sys.stdout.write(self.log.read_text(errors="replace")[-5000:])

    def _start(self) -> int:
        self.nursery.stdin.write("one more\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def kill_one(self) -> None:
        """One of them dies in the middle of whatever it is doing; another is born. Its tick's lease is taken from
        whoever holds it, so that two ticks meet too."""
        dead = self.chance.randrange(len(self.pids))
        os.kill(self.pids[dead], signal.SIGKILL)
        self.kills += 1
        TickLease.objects.update(until=None)
        self.pids[dead] = self._start()

    def move_to(self, moment: datetime) -> None:
        """Let it be that instant; some workers die of it. Comes back when all that was due is done."""
        set_clock(moment)
        for _time in range(self.chance.choice([0, 0, 1, 2])):
            time.sleep(self.chance.random() / 3)
            self.kill_one()
        self.wait_until_done(moment)

    def wait_until_done(self, moment: datetime) -> None:
        until = time.monotonic() + AT_MOST
        while to_do := still_to_do(moment):
            assert time.monotonic() < until, f"at {moment}: {to_do}"
            time.sleep(0.1)

    def finish(self, moment: datetime) -> None:
        """Nobody dies any more: undo is over, letters of the dead are tried again, until none is on its way."""
        set_clock(moment)
        until = time.monotonic() + AT_MOST
        while Letter.objects.unfinished().exists():
            assert time.monotonic() < until, "letters are still on their way"
            time.sleep(0.1)

    def tell_some(self, count: int) -> None:
        """Some customers hear from us: their promise is kept, or kept late, and another one is made."""
        running = list(Promise.objects.live().order_by("pk").values_list("pk", flat=True))
        for pk in self.chance.sample(running, min(count, len(running))):
            promise = Promise.objects.select_related("incident__customer", "incident__owner").get(pk=pk)
            self._tell(promise.incident)
            self.done[pk] = now()

    def _tell(self, incident: Incident) -> None:
        contacts = list(incident.customer.contacts.told())
        next_at = now() + timedelta(days=4)
        telling = Telling(UpdateKind.UPDATE, "What we know now", "We know more.", contacts, next_at)
        send_update(incident, telling=telling, by=incident.owner, now=now())


def set_clock(moment: datetime) -> None:
    clock = DemoClock.objects.get()
    clock.offset += moment - now()
    clock.save(update_fields=["offset"])


def still_to_do(moment: datetime) -> str:
    """What of all that was due at `moment` is not done yet."""
    if Promise.objects.filter(rung_due_at__lte=moment).exists():
        return "rungs"
    if Nudge.objects.filter(state=NudgeState.WAITING, fires_at__lte=moment).exists():
        return "nudges"
    unsent = Letter.objects.unfinished().filter(due_at__lte=moment)
    return f"letters {list(unsent.values_list('state', flat=True))}" if unsent.exists() else ""
