"""What the beat asks of long work."""

from celery import shared_task

from ground.worktime.now import now

from . import running

LONGEST = 6 * 60 * 60
"""Seconds. A turn ends after a few, but one step of it may not be cut: a million rows go in whole, or not at all."""


@shared_task(ignore_result=True, time_limit=LONGEST)
def work() -> None:
    running.run_due(now=now())
