"""What the worker does for customers from time to time."""

from celery import shared_task

from ground.worktime.now import now

from .uploads import forget_uploads


@shared_task
def forget_old_uploads() -> None:
    """Empties uploads of yesterday; also done with each new upload, so that a missed run costs nothing."""
    forget_uploads(now())
