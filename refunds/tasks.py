"""What the worker does for refunds from time to time."""

from celery import shared_task

from ground.worktime.now import now

from .intake.uploads import forget_uploads


@shared_task
def forget_old_imports() -> None:
    """Deletes files of yesterday that nobody let in; also done with each new upload."""
    forget_uploads(now())
