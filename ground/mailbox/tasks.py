"""What the beat asks of the mailbox."""

from celery import shared_task

from ground.worktime.now import now

from .polling import poll
from .reading import read_waiting


@shared_task(ignore_result=True)
def read_mail() -> None:
    read_waiting(now=now())


@shared_task(ignore_result=True)
def poll_mailbox() -> None:
    poll(now=now())
