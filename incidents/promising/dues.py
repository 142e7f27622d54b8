"""Turns a day that was named into the instant by which it is due."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from ground.worktime.hours import WorktimeError, nth_working_day_close
from incidents.promising.days import CLOSING, Day

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ground.worktime.hours import Hours
    from incidents.promising.days import When

EVENING = time(17)
"""When a day ends for which we have no closing time."""
NEARLY_A_YEAR = timedelta(days=275)
"""A date without a year that lies farther ahead was meant as one that has passed."""
ONE = timedelta(days=1)
DAYS = ("weekday", "date", "monthday", "day")
"""Before one of these is another day; before the end of a week or month is within it."""


def due_of(when: When, *, now: datetime, zone: ZoneInfo, hours: Hours | None) -> datetime | None:
    """The instant (UTC) by which it is due; None where it has passed or cannot be told.

    Days are those of the reader's `zone`. A weekday is the next such day after today; a week ends on Friday. A day ends
    at the last closing of our working day, else at 17:00 in the reader's zone; "before" a day is the end of the
    (working) day before it. A time without a day is the next such time. Hours are exact, working days are counted from
    tomorrow.
    Source: DESIGN 17a, PRODUCT "Promise".
    """
    try:
        due = _due(when, now, zone, hours)
    except (OverflowError, ValueError, WorktimeError):
        return None
    return due if due is not None and due > now else None


def _due(when: When, now: datetime, zone: ZoneInfo, hours: Hours | None) -> datetime | None:
    day, today = when.day, now.astimezone(zone).date()
    if day is not None and day.kind == "minutes":
        return now.astimezone(UTC) + timedelta(minutes=day.number)
    if day is not None and day.kind == "workdays":
        return _working_days(day.number, now, zone, hours)
    at = when.at if when.at != CLOSING else None
    if day is None:
        return _next_time(at, now, zone, hours)
    named = _date_of(day, today)
    if named is None:
        return None
    if when.before and day.kind in DAYS:
        named = _day_before(named, hours)
    return _moment(named, at, zone) if at else _end_of(named, zone, hours)


def _date_of(day: Day, today: date) -> date | None:
    if day.kind == "weekday":
        return today + ONE * ((day.number - today.weekday() - 1) % 7 + 1)
    if day.kind == "day":
        return today + ONE * day.number
    if day.kind == "months":
        return _months_on(today, day.number)
    if day.kind == "week":
        return today + ONE * (4 - today.weekday() + 7 * (day.number + (today.weekday() > 4)))
    if day.kind == "month":
        month = _months_on(today.replace(day=1), day.number)
        return month.replace(day=monthrange(month.year, month.month)[1])
    if day.kind == "year":
        return date(today.year + day.number, 12, 31)
    return _in_the_calendar(day, today)


def _in_the_calendar(day: Day, today: date) -> date | None:
    """A date; without a year the next such one, unless it lies so far ahead that the last one was meant."""
    if day.kind == "monthday":
        first = today.replace(day=1)
        this, following = (_in_month(_months_on(first, plus), day.number) for plus in (0, 1))
        return this if this and this >= today else following
    if day.kind == "monthend":
        year = day.year or today.year + (day.month < today.month)
        return date(year, day.month, monthrange(year, day.month)[1])
    if day.year:
        return date(day.year, day.month, day.number)
    coming = date(today.year, day.month, day.number)
    if coming < today:
        coming = coming.replace(year=today.year + 1)
    return coming if coming - today <= NEARLY_A_YEAR else None


def _in_month(month: date, number: int) -> date | None:
    return month.replace(day=number) if number <= monthrange(month.year, month.month)[1] else None


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


def _working_days(number: int, now: datetime, zone: ZoneInfo, hours: Hours | None) -> datetime:
    if hours is not None:
        return nth_working_day_close(hours, now, number)
    day = now.astimezone(zone).date()
    for _ in range(number):
        day += ONE * {4: 3, 5: 2}.get(day.weekday(), 1)
    return _moment(day, EVENING, zone)


def _next_time(at: time | None, now: datetime, zone: ZoneInfo, hours: Hours | None) -> datetime:
    today = now.astimezone(zone).date()
    if at is None:
        return _end_of(today, zone, hours)
    due = _moment(today, at, zone)
    return due if due > now else _moment(today + ONE, at, zone)


def _day_before(day: date, hours: Hours | None) -> date:
    """The last working day before it, of the fourteen before; the day before where we know none."""
    before = (day - ONE * back for back in range(1, 15))
    return next((one for one in before if hours is not None and hours.spans_on(one)), day - ONE)


def _end_of(day: date, zone: ZoneInfo, hours: Hours | None) -> datetime:
    spans = hours.spans_on(day) if hours is not None else []
    return spans[-1][1] if spans else _moment(day, EVENING, zone)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
