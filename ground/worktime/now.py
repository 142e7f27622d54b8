"""What time it is: the only place that asks the system clock."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from .models import DemoClock


def now() -> datetime:
    """The instant (UTC, aware) a request, tick or command works with; read once, then passed down."""
    instant = timezone.now()
    if settings.DEMO:
        clock = DemoClock.objects.first()
        if clock is not None:
            instant += clock.offset
    return instant


def move_demo(by: timedelta) -> None:
    """Let the demo's clock run ahead by `by` more."""
    clock = DemoClock.objects.first() or DemoClock(offset=timedelta(0))
    clock.offset += by
    clock.save()
