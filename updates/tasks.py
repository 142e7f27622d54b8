"""What Celery wakes: the tick, the answers to people who asked for a new link, and the look at night."""

from celery import shared_task

from ground.worktime.now import now

from .asking import answer_asked_links as answer_them
from .nightly import look_over
from .reminders import tick as run_tick


@shared_task
def tick() -> int:
    return run_tick(now=now())


@shared_task
def answer_asked_links() -> int:
    return answer_them(now=now())


@shared_task
def check_at_night() -> int:
    return look_over(now=now()).total
