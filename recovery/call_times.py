"""When we could call somebody back: half hours of our working time that are not in their night. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ground.worktime.hours import is_open, next_opening
from updates.clock import in_their_night

if TYPE_CHECKING:
    from ground.worktime.hours import Hours

LENGTH = timedelta(minutes=30)
SOONEST = timedelta(hours=1)
APART = timedelta(hours=3)
LOOK_AHEAD = timedelta(days=7)
OFFERED = 3


def call_times(now: datetime, hours: Hours, zone: str) -> list[datetime]:
    """Three beginnings (UTC) of half hours in `hours`, at least an hour from `now` and three hours apart.

    None between 20:00 and 07:00 of `zone`, unless our hours are all in their night for a week: then they are offered
    as they are. Fewer than three when we are not open often enough.
    """
    return _times(now, hours, zone) or _times(now, hours, "")


def may_call_at(at: datetime, *, now: datetime, hours: Hours) -> bool:
    """Whether a half hour that was offered some time before `now` can still be taken: ahead of us, and we are open."""
    whole = at.minute in (0, 30) and not at.second and not at.microsecond
    return whole and now <= at <= now + LOOK_AHEAD + SOONEST and _fits(at, hours)


def _times(now: datetime, hours: Hours, zone: str) -> list[datetime]:
    found: list[datetime] = []
    at, end = _half_hour(now + SOONEST), now + LOOK_AHEAD
    while at < end and len(found) < OFFERED:
        if not is_open(hours, at):
            at = _half_hour(next_opening(hours, at))
        elif _fits(at, hours) and not (zone and in_their_night(at, zone)):
            found.append(at)
            at += APART
        else:
            at += LENGTH
    return found


def _fits(at: datetime, hours: Hours) -> bool:
    return is_open(hours, at) and is_open(hours, at + LENGTH - timedelta(microseconds=1))


def _half_hour(at: datetime) -> datetime:
    """`at`, or the next full or half hour after it."""
    past = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    return (at + (LENGTH - past if past else timedelta(0))).astimezone(UTC)
