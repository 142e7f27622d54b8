"""The pure form of a work calendar: which stretches of real time each local day is open."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .blocks import DAY, Block, end_of, in_order, length_of, start_of
from .zone_days import instant_of, uneven_days

Span = tuple[datetime, datetime]

CLOSED = timedelta(0)


@dataclass(frozen=True)
class Hours:
    """Working hours in one zone: seven days of blocks (Monday first), special days over holidays over the week.

    `special` maps a date to its blocks, () for closed; `is_holiday` closes a day that is not special;
    `holidays_in` gives the same days by year, where a source has them so, and spares asking day by day. Blocks are wall
    times; one that closes at 00:00 lasts until the midnight that ends the day. ImpossibleBlocks when blocks overlap.
    """

    zone: ZoneInfo
    week: tuple[tuple[Block, ...], ...]
    special: Mapping[date, tuple[Block, ...]]
    is_holiday: Callable[[date], bool]
    holidays_in: Callable[[int], Collection[date]] | None = None
    _wall_lengths: tuple[timedelta, ...] = field(init=False, repr=False, compare=False)
    _years: dict[int, timedelta] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("A week has seven days, Monday first.")
        object.__setattr__(self, "week", tuple(in_order(blocks) for blocks in self.week))
        object.__setattr__(self, "special", {day: in_order(blocks) for day, blocks in self.special.items()})
        object.__setattr__(self, "_wall_lengths", tuple(length_of(blocks) for blocks in self.week))

    def blocks_on(self, day: date) -> tuple[Block, ...]:
        """The blocks of a local day: its own when it is special, none on a holiday, else those of its weekday."""
        special = self.special.get(day)
        if special is not None:
            return special
        usual = self.week[day.weekday()]
        return () if usual and self.is_holiday(day) else usual

    def spans_on(self, day: date) -> list[Span]:
        """The blocks of a local day as instants (UTC), in order and apart; none on a day that the zone left out."""
        spans = [
            (instant_of(self.zone, day, start_of(block)), instant_of(self.zone, day, end_of(block)))
            for block in self.blocks_on(day)
        ]
        if spans and day in uneven_days(self.zone, day.year):
            dawn, dusk = instant_of(self.zone, day, CLOSED), instant_of(self.zone, day, DAY)
            return _apart([(max(opens, dawn), min(closes, dusk)) for opens, closes in spans])
        return spans

    def length_on(self, day: date) -> timedelta:
        """Real working time of a local day."""
        if day in uneven_days(self.zone, day.year):
            return sum((closes - opens for opens, closes in self.spans_on(day)), CLOSED)
        if day in self.special:
            return length_of(self.special[day])
        usual = self._wall_lengths[day.weekday()]
        return CLOSED if usual and self.is_holiday(day) else usual

    def length_of_year(self, year: int) -> timedelta:
        """Real working time of a whole local year; summed once, then remembered."""
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._summed(year)
        return known

    def _summed(self, year: int) -> timedelta:
        """The usual week over the year, put right for each holiday, special day and change of the clocks."""
        first, end = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1
        usual, odd = CLOSED, self._odd_days(year)
        for weekday, length in enumerate(self._wall_lengths):
            usual += length * len(range(first + (weekday + 1 - first) % 7, end, 7))
        return usual + sum((self.length_on(day) - self._wall_lengths[day.weekday()] for day in odd), CLOSED)

    def _odd_days(self, year: int) -> set[date]:
        odd = {day for day in self.special if day.year == year} | uneven_days(self.zone, year)
        if self.holidays_in is not None:
            return odd.union(self.holidays_in(year))
        first, end = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1
        return odd.union(filter(self.is_holiday, map(date.fromordinal, range(first, end))))


def _apart(spans: list[Span]) -> list[Span]:
    """Sorted, without the empty ones, overlaps counted once: a gap in the clocks can push a block into the next."""
    apart: list[Span] = []
    for opens, closes in sorted(spans):
        start = max(opens, apart[-1][1]) if apart else opens
        if closes > start:
            apart.append((start, closes))
    return apart
