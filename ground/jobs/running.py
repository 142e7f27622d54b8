"""Running what waits: a turn of some seconds at a job, then back to the end of the row."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from .handlers import handler_of, kinds
from .refusals import JobFailed, LeaseLost
from .working import Work, take

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Job

log = structlog.get_logger(__name__)

TURN_SECONDS = 8.0
FOR_EVER = float("inf")


def run_due(*, now: datetime, limit_seconds: float = TURN_SECONDS) -> int:
    """Work at what waits for about `limit_seconds`; how many turns that were."""
    began, turns = time.monotonic(), 0
    while (left := limit_seconds - (time.monotonic() - began)) > 0:
        job = take(kinds())
        if job is None:
            break
        run(job, now=now, limit_seconds=left)
        turns += 1
    return turns


def run_one(job: Job, *, now: datetime) -> bool:
    """Work at this job to its end, here and now; False when another worker has it in hand."""
    taken = take([job.kind], only=job.pk)
    if taken is not None:
        run(taken, now=now, limit_seconds=FOR_EVER)
    return taken is not None


def run(job: Job, *, now: datetime, limit_seconds: float) -> None:
    """One turn at a job that is ours. What fails is on its row; what lost its lease is another's."""
    work = Work(job, now, limit_seconds)
    try:
        _turn(work)
    except LeaseLost:
        log.info("job_no_longer_ours", job=job.pk)
    except (OperationalError, InterfaceError):  # the database is away: the lease runs out, and a worker goes on
        log.exception("job_lost_its_database", job=job.pk)


def _turn(work: Work) -> None:
    try:
        result = handler_of(work.job.kind)(work)
    except JobFailed as failure:
        work.fail(str(failure))
    except (LeaseLost, OperationalError, InterfaceError):
        raise
    except Exception:  # a job that breaks must not stop the others; it is logged, and on its row
        log.exception("job_broke_off", job=work.job.pk)
        work.fail(_("This broke off. Nothing of it was written. Your administrator finds the reason in the log."))
    else:
        if result is None:
            work.give_back()
        else:
            work.finish(result)
