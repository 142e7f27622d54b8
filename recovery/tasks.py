"""What Celery wakes here: small mistakes nobody objected to, and the check-ins that are due."""

from celery import shared_task

from ground.worktime.now import now

from .check_ins import ask_due
from .export.keeping import forget_exports as forget
from .small import settle_due


@shared_task
def settle_small_mistakes() -> int:
    return settle_due(now=now())


@shared_task
def ask_check_ins() -> int:
    return ask_due(now=now())


@shared_task
def forget_exports() -> int:
    return forget(now())
