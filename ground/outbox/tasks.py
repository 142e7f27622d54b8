"""What the beat asks of the outbox."""

from celery import shared_task

from ground.worktime.now import now

from . import delivery


@shared_task(ignore_result=True)
def deliver() -> None:
    delivery.deliver_due(now=now())
