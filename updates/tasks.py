"""What Celery wakes: the tick."""

from celery import shared_task

from ground.worktime.now import now

from .reminders import tick as run_tick


@shared_task
def tick() -> int:
    return run_tick(now=now())
