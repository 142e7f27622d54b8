"""A second method, for comparison: it walks through time in quarters of an hour and shares no code with the rules.

It never computes a wall time's instant: it watches the clocks of the zone quarter by quarter, notes when each wall time
is shown for the first time, and marks the quarters in which people work. Calendars, zones and amounts are random, near
changes of the clocks more often than not.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from ground.worktime.hours import Hours

from .calendars import ZONES

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
REACH = 48 * DAY
Blocks = tuple[tuple[time, time], ...]


@dataclass
class Walk:
    """One calendar around one date, walked through once."""

    zone: str
    middle: date
    week: list[Blocks]
    special: dict[date, Blocks]
    holidays: frozenset[date]
    first_shown: dict[datetime, datetime] = field(default_factory=dict)
    working: dict[date, set[datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begin = datetime.combine(self.middle, time(0), UTC) - REACH
        self.end = self.begin + 2 * REACH
        self._watch_the_clocks()
        day = self.middle - REACH + DAY
        while day < self.middle + REACH - DAY:
            self.working[day] = self._quarters_of(day)
            day += DAY
        self.open = set().union(*self.working.values())

    def hours(self) -> Hours:
        return Hours(ZoneInfo(self.zone), tuple(self.week), self.special, self.holidays.__contains__)

    def add(self, start: datetime, amount: timedelta) -> datetime:
        instant, worked = start, timedelta(0)
        while worked < amount or (not amount and instant not in self.open):
            worked += QUARTER if instant in self.open else timedelta(0)
            instant = self._next(instant)
        return instant

    def between(self, start: datetime, end: datetime) -> timedelta:
        return QUARTER * sum(start <= quarter < end for quarter in self.open)

    def closing_before(self, instant: datetime) -> datetime:
        while instant in self.open or instant - QUARTER not in self.open:
            instant = self._next(instant, -QUARTER)
        return instant

    def close_of_working_day(self, start: datetime, n: int, *, evenings_count_next: bool) -> datetime:
        day = self.local(start).date()
        if evenings_count_next and start >= max(self.working[day], default=start - QUARTER) + QUARTER:
            day = self._working_day_after(day)
        for _ in range(n):
            day = self._working_day_after(day)
        return max(self.working[day]) + QUARTER

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def _working_day_after(self, day: date) -> date:
        day += DAY
        while not self.working[day]:
            day += DAY
        return day

    def _next(self, instant: datetime, step: timedelta = QUARTER) -> datetime:
        if not self.begin < instant < self.end:
            raise LookupError("The walk has left the stretch it knows.")
        return instant + step

    def _watch_the_clocks(self) -> None:
        instant = self.begin - DAY
        while instant < self.end + DAY:
            self.first_shown.setdefault(self.local(instant), instant)
            instant += QUARTER

    def _shown_at(self, wall: datetime) -> datetime:
        late = timedelta(0)
        while wall - late not in self.first_shown:
            late += QUARTER
        return self.first_shown[wall - late] + late

    def _quarters_of(self, day: date) -> set[datetime]:
        blocks = self.special.get(day, () if day in self.holidays else self.week[day.weekday()])
        found = set()
        for opens, closes in blocks:
            until = day if closes > time(0) else day + DAY
            instant = self._shown_at(datetime.combine(day, opens))
            end = self._shown_at(datetime.combine(until, closes))
            while instant < end:
                if self.local(instant).date() == day:
                    found.add(instant)
                instant += QUARTER
        return found


@dataclass(frozen=True)
class Case:
    """One question about a walked calendar."""

    walk: Walk
    hours: Hours
    start: datetime
    amount: timedelta
    n: int


def cases(count: int, *, seed: int, each: int = 40) -> Iterator[Case]:
    """`count` random questions, `each` of them about the same calendar; the same for the same seed."""
    dice = random.Random(seed)
    for _ in range(count // each):
        walk = _random_walk(dice)
        hours = walk.hours()
        for _ in range(each):
            start = datetime.combine(walk.middle, time(0), UTC) + dice.randrange(-3 * 96, 3 * 96) * QUARTER
            amount = dice.choice([0, 1, 4, 16, 32, dice.randrange(130)]) * QUARTER
            yield Case(walk, hours, start, amount, dice.randrange(1, 5))


def _random_walk(dice: random.Random) -> Walk:
    zone = dice.choice(ZONES)
    middle = dice.choice(_changes(zone)) if dice.random() < 0.6 else date(1990, 1, 1) + DAY * dice.randrange(18_000)
    middle += DAY * dice.randrange(-2, 3)
    week = [_random_blocks(dice) for _ in range(7)]
    week[dice.randrange(7)] = ((time(9), time(17)),)
    near = [middle + DAY * away for away in range(-5, 6)]
    special = {day: _random_blocks(dice) for day in near if dice.random() < 0.15}
    return Walk(zone, middle, week, special, frozenset(day for day in near if dice.random() < 0.15))


def _random_blocks(dice: random.Random) -> Blocks:
    kind = dice.random()
    if kind < 0.2:
        return ()
    if kind < 0.4:
        return ((time(0), time(0)),)
    quarters = sorted(dice.sample(range(97), 2 * dice.randrange(1, 4)))
    return tuple((_wall(one), _wall(other)) for one, other in zip(quarters[::2], quarters[1::2], strict=True))


def _wall(quarters: int) -> time:
    return time(quarters // 4 % 24, quarters % 4 * 15)


@cache
def _changes(zone: str) -> list[date]:
    """Days from 1985 to 2038 on which the zone changed its clocks, or, if it never did, any day."""
    days = [date(1985, 1, 1) + DAY * number for number in range(19_500)]
    midnights = [datetime.combine(day, time(0), ZoneInfo(zone)).utcoffset() for day in days]
    changed = [day for day, one, other in zip(days, midnights, midnights[1:], strict=False) if one != other]
    return changed or days
