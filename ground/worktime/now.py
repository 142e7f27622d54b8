"""What time it is: the only place that asks the system clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import DemoClock
from .zone_days import instant_of, local_day

FARTHEST = timedelta(days=3653)


class DemoRefused(Exception):
    """The demo's clock cannot be moved so; the sentence says why."""


def now() -> datetime:
    """The instant (UTC, aware) a request, tick or command works with; read once, then passed down."""
    instant = timezone.now()
    if settings.DEMO:
        instant += _offset()
    return instant


@transaction.atomic
def move_demo(by: timedelta) -> datetime:
    """Let the demo's clock run ahead by `by` more; the new now. DemoRefused outside the demo, backwards, too far."""
    if not settings.DEMO:
        raise DemoRefused(_("Only the demo has a clock that can be moved."))
    if by <= timedelta(0):
        raise DemoRefused(_("The demo's clock only moves on."))
    DemoClock.objects.get_or_create(only=True, defaults={"offset": timedelta(0)})
    clock = DemoClock.objects.select_for_update().get()
    if clock.offset + by > FARTHEST:
        raise DemoRefused(_("The demo is ten years ahead already. Load it anew to start again."))
    clock.offset += by
    clock.save(update_fields=["offset"])
    return now()


def move_demo_to_tomorrow(zone: ZoneInfo, hour: int = 9) -> datetime:
    """Let it be `hour`:00 of the next local day in `zone`; the new now."""
    return move_demo(until_tomorrow(now(), zone, hour))


def until_tomorrow(at: datetime, zone: ZoneInfo, hour: int = 9) -> timedelta:
    """How long it is from `at` to `hour`:00 on the local day after it in `zone`: real time, also over a DST night.

    An hour that does not exist there shifts forward by the gap; one that exists twice is the first.
    """
    tomorrow = local_day(zone, at) + timedelta(days=1)
    return instant_of(zone, tomorrow, timedelta(hours=hour)) - at.astimezone(UTC)


def _offset() -> timedelta:
    return DemoClock.objects.values_list("offset", flat=True).first() or timedelta(0)
