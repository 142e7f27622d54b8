"""Rules of working time: adding it, counting working days, measuring it, the openings around an instant.

Conventions, from PRODUCT "The clock", shared by every function here:

- Instants go in aware (any zone) and come out in UTC, exact to the microsecond; nothing is rounded.
- A block is open from its opening up to, not including, its closing.
- Working time is real elapsed time: a block over the night the clocks go forward is an hour shorter.
- A wall time that does not exist shifts forward by the gap; one that exists twice is the first.
- ValueError for an instant without a zone, a negative amount or a day count under one; NoOpeningHours when nothing
  opens within ten years; OutOfReach when the answer lies outside the years 1 to 9998.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from .blocks import DAY, Block
from .openings import CLOSED, Hours, Span
from .zone_days import instant_of, local_day

__all__ = [
    "Block",
    "Hours",
    "NeverCloses",
    "NoOpeningHours",
    "OutOfReach",
    "WorktimeError",
    "add_working_time",
    "is_open",
    "is_working_day",
    "next_opening",
    "nth_working_day_close",
    "nth_working_day_same_time",
    "previous_closing",
    "working_time_between",
]

TEN_YEARS = timedelta(days=3653)
P = ParamSpec("P")
R = TypeVar("R")


class WorktimeError(Exception):
    """A question about working hours that has no answer."""


class NoOpeningHours(WorktimeError):
    """The calendar opens at no time in ten years."""


class NeverCloses(WorktimeError):
    """The calendar has been open without a break for ten years."""


class OutOfReach(WorktimeError):
    """The answer lies outside the years 1 to 9998."""


def _within_reach(rule: Callable[P, R]) -> Callable[P, R]:
    """Name what Python calls an overflow of dates."""

    @wraps(rule)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return rule(*args, **kwargs)
        except OverflowError as error:
            raise OutOfReach("The answer lies outside the years 1 to 9998.") from error

    return checked


@_within_reach
def add_working_time(hours: Hours, start: datetime, amount: timedelta) -> datetime:
    """The earliest instant at which the working time elapsed since `start` equals `amount` (exact, UTC).

    So what is done exactly at closing is due at closing, not at the next opening. A zero amount is due at once inside
    hours, else at the next opening. Steps by day and by whole year: a hundred years cost some hundred steps.
    ValueError for a negative amount or a naive start; NoOpeningHours. Source: PRODUCT "The clock".
    """
    if amount < CLOSED:
        raise ValueError("Working time can only be added; the amount is negative.")
    if not amount:
        return next_opening(hours, start)
    today = local_day(hours.zone, _aware(start))
    first_days = _clipped(hours, today - DAY, today + DAY, after=start)
    due, remaining = _spend(first_days, amount)
    if due is not None:
        return due
    day, remaining = _day_of_last_work(hours, today + 2 * DAY, remaining)
    due, _ = _spend(hours.spans_on(day), remaining)
    assert due is not None, "the day was chosen because it is long enough"
    return due


@_within_reach
def working_time_between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """The real working time from `start` to `end`; negative, and equally long, when `end` is the earlier one.

    Adding the result to `start` gives the earliest instant with the same measure. Source: PRODUCT "The clock".
    """
    if end < start:
        return -working_time_between(hours, end, start)
    first, last = local_day(hours.zone, _aware(start)), local_day(hours.zone, _aware(end))
    if last - first < 3 * DAY:
        return _total(_clipped(hours, first - DAY, last + DAY, after=start, before=end))
    head = _total(_clipped(hours, first - DAY, first + DAY, after=start))
    tail = _total(_clipped(hours, last - DAY, last + DAY, before=end))
    return head + _whole_days(hours, first + 2 * DAY, last - DAY) + tail


@_within_reach
def nth_working_day_close(hours: Hours, start: datetime, n: int, *, after_hours_counts_next: bool = False) -> datetime:
    """The closing time (UTC) of the Nth working day after the local day of `start`.

    The day of receipt never counts. With `after_hours_counts_next`, what arrives at or after the last closing of a day,
    or on a closed day, counts as received on the next working day, so it is due one working day later; without it, a
    closed day or an evening counts as that very day. The day is the one in the calendar's zone. ValueError when n < 1;
    NoOpeningHours. Source: PRODUCT "The clock".
    """
    received = local_day(hours.zone, _aware(start))
    if after_hours_counts_next:
        spans = hours.spans_on(received)
        if not spans or start >= spans[-1][1]:
            received = _next_working_day(hours, received)
    return hours.spans_on(_nth_working_day(hours, received, n))[-1][1]


@_within_reach
def nth_working_day_same_time(hours: Hours, start: datetime, n: int) -> datetime:
    """The clock time of `start` in the calendar's zone, on the Nth working day after its local day (UTC).

    It is not moved into the opening hours. A time that does not exist on that day shifts forward by the gap; one that
    exists twice is the first. ValueError when n < 1; NoOpeningHours. Source: PRODUCT "The clock".
    """
    local = _aware(start).astimezone(hours.zone)
    wall = local.replace(tzinfo=None) - datetime.combine(local.date(), datetime.min.time())
    return instant_of(hours.zone, _nth_working_day(hours, local.date(), n), wall)


@_within_reach
def is_open(hours: Hours, at: datetime) -> bool:
    """Whether `at` lies in a block: from its opening, up to but not including its closing. Source: "The clock"."""
    day = local_day(hours.zone, _aware(at))
    return any(opens <= at < closes for opens, closes in _spans(hours, day - DAY, day + DAY))


@_within_reach
def next_opening(hours: Hours, at: datetime) -> datetime:
    """`at` itself (in UTC) when open, else the first opening after it; at a closing, the opening that follows.

    NoOpeningHours when there is none within ten years. Source: PRODUCT "The clock".
    """
    day = local_day(hours.zone, _aware(at)) - DAY
    for opens, closes in _spans(hours, day, day + TEN_YEARS):
        if closes > at:
            return max(opens, at.astimezone(UTC))
    raise NoOpeningHours("This calendar opens at no time in ten years.")


@_within_reach
def previous_closing(hours: Hours, at: datetime) -> datetime:
    """The last closing at or before `at` (UTC). Where one block touches the next, nothing closes.

    NeverCloses when the calendar was open for ten years without a break, NoOpeningHours when it was never open.
    Source: PRODUCT "The clock".
    """
    day = local_day(hours.zone, _aware(at)) + DAY
    seen = False
    earliest = day - TEN_YEARS
    while day > earliest:
        for _opens, closes in reversed(hours.spans_on(day)):
            seen = True
            if closes <= at and not is_open(hours, closes):
                return closes
        day -= DAY
    raise NeverCloses("This calendar never closes.") if seen else NoOpeningHours("This calendar was never open.")


@_within_reach
def is_working_day(hours: Hours, day: date) -> bool:
    """Whether some working time falls on the local `day`, holidays and special days applied. Source: "The clock".

    A day that the zone left out (30 December 2011 in Apia) is none.
    """
    return hours.length_on(day) > CLOSED


def _aware(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("Working time needs instants with a zone.")
    return at


def _spans(hours: Hours, first: date, last: date) -> Iterator[Span]:
    day = first
    while day <= last:
        yield from hours.spans_on(day)
        day += DAY


def _clipped(
    hours: Hours, first: date, last: date, *, after: datetime | None = None, before: datetime | None = None
) -> Iterator[Span]:
    for opens, closes in _spans(hours, first, last):
        start = max(opens, after.astimezone(UTC)) if after else opens
        end = min(closes, before.astimezone(UTC)) if before else closes
        if start < end:
            yield start, end


def _total(spans: Iterable[Span]) -> timedelta:
    return sum((closes - opens for opens, closes in spans), CLOSED)


def _spend(spans: Iterable[Span], amount: timedelta) -> tuple[datetime | None, timedelta]:
    """The instant at which `amount` is used up in `spans`, or None and what is left of it."""
    for opens, closes in spans:
        if closes - opens >= amount:
            return opens + amount, CLOSED
        amount -= closes - opens
    return None, amount


def _day_of_last_work(hours: Hours, day: date, amount: timedelta) -> tuple[date, timedelta]:
    """The day, from `day` on, on which `amount` (more than zero) is used up, and what is left of it on that morning."""
    last_worked = day
    while True:
        following, length = _stride(hours, day, amount)
        if following is None:
            return day, amount
        amount -= length
        day = following
        if length:
            last_worked = day
        elif day - last_worked > TEN_YEARS:
            raise NoOpeningHours("This calendar opens at no time in ten years.")


def _stride(hours: Hours, day: date, amount: timedelta) -> tuple[date | None, timedelta]:
    """The working time of a step, and the day after it; None for the day when `amount` is used up on `day` itself.

    The step is a year when `day` begins one that `amount` outlasts, else a day.
    """
    if day.month == day.day == 1 and (length := hours.length_of_year(day.year)) < amount:
        return day.replace(month=12, day=31) + DAY, length
    length = hours.length_on(day)
    return (None if length >= amount else day + DAY), length


def _whole_days(hours: Hours, first: date, end: date) -> timedelta:
    """The working time of the local days from `first` up to, not including, `end`."""
    total, day = CLOSED, first
    while day < end:
        if day.month == day.day == 1 and day.year < end.year:
            total += hours.length_of_year(day.year)
            day = day.replace(month=12, day=31) + DAY
        else:
            total += hours.length_on(day)
            day += DAY
    return total


def _nth_working_day(hours: Hours, day: date, n: int) -> date:
    if n < 1:
        raise ValueError("Working days are counted from one.")
    for _ in range(n):
        day = _next_working_day(hours, day)
    return day


def _next_working_day(hours: Hours, day: date) -> date:
    latest = day + TEN_YEARS
    while day < latest:
        day += DAY
        if hours.length_on(day):
            return day
    raise NoOpeningHours("This calendar opens at no time in ten years.")
