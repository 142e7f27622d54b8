"""What the beat asks of history."""

from celery import shared_task

from ground.worktime.now import now

from . import heads


@shared_task(ignore_result=True)
def publish_heads() -> None:
    heads.publish(now=now())
