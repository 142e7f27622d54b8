"""What the beat asks of long work."""

from celery import shared_task

from ground.worktime.now import now

from . import running


@shared_task(ignore_result=True)
def work() -> None:
    running.run_due(now=now())
