"""A job in hand: taken under a lease by the database's clock, moved on step by step, ended once.

Every step writes what it did and where to go on in one transaction that begins with advance(): it holds the job's row
and fails when the lease is no longer ours, so that a worker thought dead writes nothing beside its successor.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from .models import WORDS_LENGTH, Job, State
from .refusals import LeaseLost

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

LEASE = timedelta(seconds=60)
"""Longer than any step but the last; the last one holds the row itself."""
MOST_DEATHS = 5
"""A job that brought so many workers down is not begun again."""

LEASE_END = ExpressionWrapper(Now() + LEASE, output_field=DateTimeField())


class Work:
    """One worker's turn at a job, until it is over or the job is."""

    def __init__(self, job: Job, now: datetime, limit_seconds: float) -> None:
        self.job, self._now = job, now
        self._began = self._stepped = time.monotonic()
        self._limit = limit_seconds

    def now(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    def is_over(self) -> bool:
        """Whether to give the job back at the next place to go on from: others wait too."""
        return time.monotonic() - self._began >= self._limit

    def advance(self, done: int, *, total: int | None = None) -> None:
        """Hold the job for this transaction, and say how far it is when it commits. LeaseLost when it is not ours."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("A step and its progress are written in one transaction.")
        worked, self._stepped = time.monotonic() - self._stepped, time.monotonic()
        changes: dict[str, Any] = {} if total is None else {"total": total}
        held = Job.objects.filter(pk=self.job.pk, lease_token=self.job.lease_token).update(
            done=done, worked_seconds=F("worked_seconds") + worked, lease_until=LEASE_END, **changes
        )
        if not held:
            raise LeaseLost

    def finish(self, result: Mapping[str, Any]) -> None:
        self._end(State.DONE, result=dict(result))

    def fail(self, why: str) -> None:
        self._end(State.FAILED, error=why[:WORDS_LENGTH])

    def give_back(self) -> None:
        """It waits again, from the place it came to."""
        self._release(state=State.WAITING)

    def _end(self, state: State, **changes: Any) -> None:
        self._release(state=state, finished_at=Now(), **changes)

    def _release(self, **changes: Any) -> None:
        ours = Job.objects.filter(pk=self.job.pk, lease_token=self.job.lease_token)
        if not ours.update(lease_until=None, lease_token=None, **changes):
            raise LeaseLost


@transaction.atomic(durable=True)
def take(kinds: Collection[str], *, only: int | None = None) -> Job | None:
    """The job that has waited longest, or whose worker died, under a lease of ours; None when there is nothing.

    One job is in hand at a time, so that letters always find a free worker; `only` takes that one whatever else runs.
    """
    jobs = Job.objects.filter(kind__in=kinds)
    if only is not None:
        jobs = jobs.filter(pk=only)
    else:
        jobs = jobs.filter(~Exists(Job.objects.filter(state=State.RUNNING, lease_until__gt=Now()).order_by()))
    free = jobs.filter(Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lte=Now()))
    job = free.select_for_update(skip_locked=True).order_by("attempts", "asked_at", "pk").first()
    if job is None:
        return None
    died = job.state == State.RUNNING
    if died and job.attempts + 1 >= MOST_DEATHS:
        _give_up(job)
        return None
    token = uuid4()
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING,
        lease_token=token,
        lease_until=LEASE_END,
        began_at=Coalesce(F("began_at"), Now()),
        attempts=F("attempts") + int(died),
    )
    job.refresh_from_db()
    return job


def _give_up(job: Job) -> None:
    why = _("Every worker that began this stopped. Your administrator finds the reason in the log.")
    Job.objects.filter(pk=job.pk).update(
        state=State.FAILED,
        error=why,
        lease_until=None,
        lease_token=None,
        finished_at=Now(),
        attempts=F("attempts") + 1,
    )
