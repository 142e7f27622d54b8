"""When it is asked whether a closed recovery has stayed right. Pure; aware instants in, UTC out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ground.worktime.hours import is_working_day
from ground.worktime.zone_days import DAY, instant_of, local_day

from .choices import Severity

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from ground.worktime.hours import Hours

WEEK_AFTER, MONTH_AFTER, QUARTER_AFTER = 7, 30, 90
DAYS = (WEEK_AFTER, MONTH_AFTER, QUARTER_AFTER)
ABOVE_MEDIUM = (Severity.CRITICAL, Severity.HIGH)
AT = timedelta(hours=10)
"""The wall time at which the question arrives."""
FAR = 366


def days_after(severity: str, *, small: bool = False) -> tuple[int, ...]:
    """The days after closing on which it is asked: 30 and 90, above medium 7 too; once, at 30, after a small mistake.

    Source: PRODUCT.md, Closing and Small mistake.
    """
    if small:
        return (MONTH_AFTER,)
    return DAYS if severity in ABOVE_MEDIUM else DAYS[1:]


def due_at(closed_at: datetime, days: int, *, hours: Hours, zone: ZoneInfo) -> datetime:
    """10:00 on the clocks of `zone` (theirs), `days` days after the local day of `closed_at` (UTC).

    The local day is that of our working time `hours`; a closed day moves it to the next working day. Where nothing
    opens within a year, the day stays. A 10:00 that does not exist shifts forward by the gap. Source: PRODUCT.md,
    Closing ("moved off closed days": DESIGN.md, Closing).
    """
    meant = local_day(hours.zone, closed_at) + days * DAY
    return instant_of(zone, _working_day_from(meant, hours), AT)


def _working_day_from(day: date, hours: Hours) -> date:
    return next((later for n in range(FAR) if is_working_day(hours, later := day + n * DAY)), day)
