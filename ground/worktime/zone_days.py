"""Local days as stretches of real time: where a zone's clocks are changed, and when a wall time is."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
STEP = 5


def instant_of(zone: ZoneInfo, day: date, wall: timedelta) -> datetime:
    """The instant (UTC) at which the clocks of `zone` show `wall` past 00:00 of `day`.

    A time that does not exist shifts forward by the length of the gap (02:30 in a gap from 02:00 to 03:00 is 03:30);
    a time that exists twice is the first. `wall` may be 24 hours: the midnight that ends the day. OverflowError
    outside the years 1 to 9998. Source: PRODUCT "The clock" and its conventions.
    """
    naive = datetime.combine(day, datetime.min.time()) + wall
    return naive.replace(tzinfo=zone).astimezone(UTC)


def local_day(zone: ZoneInfo, at: datetime) -> date:
    """The date that the calendars on the wall of `zone` show at `at`."""
    return at.astimezone(zone).date()


@lru_cache(maxsize=4096)
def uneven_days(zone: ZoneInfo, year: int) -> frozenset[date]:
    """The days of `year` between whose two midnights the clocks are changed (usually two, often none).

    Only these need exact arithmetic; on every other day wall-clock hours are real hours. Offsets are compared day by
    day only in stretches of five days between whose ends they differ: no zone changes its clocks there and back faster
    (Recife did within a week, in October 2000). An audit test compares this with looking every day, in all zones.
    """
    first, end = date(year, 1, 1).toordinal(), (date(year, 12, 31) + DAY).toordinal()
    found = set()
    offset = _offset_at(zone, first)
    for start in range(first, end, STEP):
        stop = min(start + STEP, end)
        offset_after = _offset_at(zone, stop)
        if offset_after != offset:
            found |= _changes_between(zone, start, stop)
        offset = offset_after
    return frozenset(found)


def _changes_between(zone: ZoneInfo, start: int, stop: int) -> set[date]:
    offsets = [_offset_at(zone, ordinal) for ordinal in range(start, stop + 1)]
    pairs = enumerate(pairwise(offsets), start)
    return {date.fromordinal(ordinal) for ordinal, (before, after) in pairs if before != after}


def _offset_at(zone: ZoneInfo, ordinal: int) -> timedelta | None:
    return zone.utcoffset(datetime.fromordinal(ordinal))
