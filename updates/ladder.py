"""The ladder: who is reminded of a promise, and from when. Pure; people are given as ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .clock import Span, share_point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ground.worktime.hours import Hours

HALF, NINE_TENTHS, DUE, DAILY = "half", "nine_tenths", "due", "daily"
ABOVE = "above"
JUST_PAST = timedelta(microseconds=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rung:
    """One rung: its name, its height, the instant (UTC) it falls due, and the people it is for."""

    name: str
    rank: int
    at: datetime
    people: tuple[int, ...]


@dataclass(frozen=True)
class Watched:
    """What the ladder needs to know of a promise. `levels`: the people above the owner, nearest first."""

    told_at: datetime
    due_at: datetime
    elapsed: bool
    gap: Span
    hours: Hours
    owner: int
    levels: Sequence[tuple[int, ...]]


def fixed_rungs(watched: Watched) -> list[Rung]:
    """All rungs but the daily ones, lowest first.

    Owner at 50 % and 90 % of the working time between told and due (elapsed when critical) and when due; the first
    level above the minute it is overdue; each further level after a further gap. Exactly at the due instant nobody
    above is told: that is still kept. Source: PRODUCT.md, The ladder.
    """
    owner = (watched.owner,)
    rungs = [
        Rung(HALF, 10, _share(watched, 0.5), owner),
        Rung(NINE_TENTHS, 20, _share(watched, 0.9), owner),
        Rung(DUE, 30, watched.due_at, owner),
    ]
    at = watched.due_at + JUST_PAST
    for level, people in enumerate(watched.levels, start=1):
        rungs.append(Rung(f"{ABOVE}_{level}", 40 + level, at, people))
        at = watched.gap.after(at, watched.hours)
    return rungs


def daily_rung(watched: Watched, rungs: list[Rung], now: datetime) -> Rung | None:
    """The latest daily reminder that has fallen due: every 24 hours after the top rung, to everybody told so far."""
    days = (now - rungs[-1].at) // DAY
    if days < 1:
        return None
    everybody = tuple(dict.fromkeys([watched.owner, *(p for level in watched.levels for p in level)]))
    return Rung(f"{DAILY}_{days}", 90, rungs[-1].at + days * DAY, everybody)


def due_rungs(watched: Watched, now: datetime) -> list[Rung]:
    """Every rung that has fallen due at `now`, lowest first; of the daily ones only the latest."""
    rungs = fixed_rungs(watched)
    found = [rung for rung in rungs if rung.at <= now]
    daily = daily_rung(watched, rungs, now)
    return [*found, daily] if daily else found


def next_rung_at(watched: Watched, now: datetime) -> datetime:
    """The instant after `now` at which the ladder must look at this promise again."""
    rungs = fixed_rungs(watched)
    later = [rung.at for rung in rungs if rung.at > now]
    if later:
        return min(later)
    top = rungs[-1].at
    return top + ((now - top) // DAY + 1) * DAY


def _share(watched: Watched, share: float) -> datetime:
    return share_point(watched.told_at, watched.due_at, share, hours=watched.hours, elapsed=watched.elapsed)
