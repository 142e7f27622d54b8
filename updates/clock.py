"""The clock: when the customer must have heard, in the working time of the team that serves them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ground.worktime.hours import (
    add_working_time,
    is_open,
    nth_working_day_close,
    working_time_between,
)
from incidents.choices import Severity

from .choices import SpanUnit

if TYPE_CHECKING:
    from ground.worktime.hours import Hours

AMBER_AT_MOST = timedelta(hours=4)
CHECKING_TIME = timedelta(hours=4)
NIGHT_ENDS, NIGHT_BEGINS = time(7), time(20)


@dataclass(frozen=True)
class Span:
    """A length of time a promise of the house is counted in."""

    amount: int
    unit: str

    def after(self, start: datetime, hours: Hours) -> datetime:
        """The instant (UTC) this span ends when it begins at `start`.

        Hours are elapsed time; working hours run in `hours`; N working days end at the closing time of the Nth working
        day after the local day of `start`, whatever the hour of `start` (a closed day or after hours counts as that
        day). Source: PRODUCT.md, The clock.
        """
        if self.unit == SpanUnit.HOURS:
            return start + timedelta(hours=self.amount)
        if self.unit == SpanUnit.WORKING_HOURS:
            return add_working_time(hours, start, timedelta(hours=self.amount))
        return nth_working_day_close(hours, start, self.amount)


@dataclass(frozen=True)
class Rhythm:
    """How soon the first notice goes, and the longest gap between updates after it."""

    first: Span
    gap: Span


def _hours(amount: int) -> Span:
    return Span(amount, SpanUnit.HOURS)


def _days(amount: int) -> Span:
    return Span(amount, SpanUnit.WORKING_DAYS)


DEFAULT_RHYTHM: dict[str, Rhythm] = {
    Severity.CRITICAL: Rhythm(first=_hours(1), gap=_hours(4)),
    Severity.HIGH: Rhythm(first=Span(4, SpanUnit.WORKING_HOURS), gap=_days(1)),
    Severity.MEDIUM: Rhythm(first=_days(1), gap=_days(2)),
    Severity.LOW: Rhythm(first=_days(2), gap=_days(5)),
}


def checking_due(start: datetime, hours: Hours) -> datetime:
    """When a check must have ended: four working hours after `start`. Source: PRODUCT.md, Incident."""
    return add_working_time(hours, start, CHECKING_TIME)


def amber_from(started_at: datetime, due_at: datetime) -> datetime:
    """When the clock turns amber: the last quarter of the gap, at most four hours. Source: PRODUCT.md, The clock."""
    return due_at - min((due_at - started_at) / 4, AMBER_AT_MOST)


def share_left(started_at: datetime, due_at: datetime, now: datetime) -> float:
    """The share (0 to 1) of the gap that is left at `now`, in elapsed time."""
    whole = (due_at - started_at).total_seconds()
    left = (due_at - now).total_seconds()
    return 0.0 if whole <= 0 else min(1.0, max(0.0, left / whole))


def share_point(started_at: datetime, due_at: datetime, share: float, *, hours: Hours, elapsed: bool) -> datetime:
    """The instant at which `share` (0 to 1) of the working time between last told and due has passed.

    Elapsed time when `elapsed` (critical), or when there is no working time between. Exact to the microsecond, UTC.
    Source: PRODUCT.md, The ladder.
    """
    working = timedelta(0) if elapsed else working_time_between(hours, started_at, due_at)
    if working <= timedelta(0):
        return started_at + (due_at - started_at) * share
    return min(due_at, add_working_time(hours, started_at, working * share))


def next_times(now: datetime, gap: Span, hours: Hours) -> list[datetime]:
    """Three sensible times for the next update, soonest first, none after the usual limit.

    For a gap of hours: a quarter, a half and the whole of it, to the next quarter of an hour. Else today's closing,
    the next working day at 12:00, an hour before its closing, the one after at 10:00, and the limit itself; the first,
    the middle and the last of those more than half an hour away. All are inside working time. Source: DESIGN.md, 4.
    """
    limit = gap.after(now, hours)
    if gap.unit == SpanUnit.HOURS:
        return _distinct([_quarter_hour(now + (limit - now) * part) for part in (0.25, 0.5)] + [limit])
    soon = now + timedelta(minutes=30)
    found = [at for at in _working_times(now, hours) if soon < at < limit] + [limit]
    found = _distinct(found)
    return found if len(found) <= 3 else [found[0], found[len(found) // 2], found[-1]]


def _working_times(now: datetime, hours: Hours) -> list[datetime]:
    today = now.astimezone(hours.zone).date()
    found = []
    for ahead in range(8):
        day = today + timedelta(days=ahead)
        close = _closing(day, hours)
        if close is not None:
            noon, ten = _at(day, time(12), hours.zone), _at(day, time(10), hours.zone)
            found += (
                [close] if ahead == 0 else [at for at in (ten, noon, close - timedelta(hours=1)) if is_open(hours, at)]
            )
    return sorted(found)


def _closing(day: datetime | object, hours: Hours) -> datetime | None:
    midnight = datetime.combine(day, time(0), hours.zone)  # type: ignore[arg-type]
    end = nth_working_day_close(hours, midnight - timedelta(days=1), 1)
    return end if (end - timedelta(microseconds=1)).astimezone(hours.zone).date() == midnight.date() else None


def _at(day: datetime | object, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(ZoneInfo("UTC"))  # type: ignore[arg-type]


def _quarter_hour(at: datetime) -> datetime:
    past = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not past else at - past + timedelta(minutes=15)


def _distinct(instants: list[datetime]) -> list[datetime]:
    return sorted(set(instants))


def in_their_night(at: datetime, zone: str) -> bool:
    """Whether `at` falls between 20:00 and 07:00 of the customer's `zone`. Source: DESIGN.md, Out of hours."""
    local = at.astimezone(ZoneInfo(zone)).time()
    return not NIGHT_ENDS <= local < NIGHT_BEGINS


def better_than_night(at: datetime, zone: str) -> datetime:
    """The next 08:00 in the customer's zone."""
    local = at.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < time(8) else local.date() + timedelta(days=1)
    return _at(day, time(8), ZoneInfo(zone))
