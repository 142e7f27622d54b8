"""What Celery wakes here: small mistakes nobody objected to."""

from celery import shared_task

from ground.worktime.now import now

from .small import settle_due


@shared_task
def settle_small_mistakes() -> int:
    return settle_due(now=now())
