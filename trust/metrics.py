"""What readings of trust say in figures. Pure; scores are 1 to 10, instants are aware, days are spans of 24 hours.

Source: DOMAIN.md, section D. Their word and our estimate are two kinds of readings, and no figure is made of both:
each function takes readings of one kind (`theirs` and `estimates` choose it) and raises `MixedReadings` otherwise.
Readings may come in any order; two of the same instant count in the order given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SEVEN = 7
"""From here on a customer relies on us without checking: a partner."""
A_DEEP_FALL = 3
STAYS = timedelta(days=30)
DAY = timedelta(days=1)


class MixedReadings(ValueError):
    """Their word and our estimate in one figure."""


@dataclass(frozen=True)
class Said:
    """A reading of trust from 1 to 10."""

    at: datetime
    value: int
    theirs: bool = True


@dataclass(frozen=True)
class Recovery:
    """Whether trust came back. `at`: the reading with which it did; None when it has not, or not for 30 days yet.

    `target` is 7, or its height before when that was lower. `waiting_since`: the reading at the target that has not
    stood for 30 days yet. `took` counts from the beginning of the mistake; `watched` is how long we have looked.
    """

    target: int
    began: datetime
    at: datetime | None
    waiting_since: datetime | None
    watched: timedelta

    @property
    def took(self) -> timedelta | None:
        return self.at - self.began if self.at else None

    @property
    def censored(self) -> bool:
        """Not recovered as far as we have looked: never to be counted as a length."""
        return self.at is None


@dataclass(frozen=True)
class Crossing:
    """Two readings with the line at 7 between them."""

    at: datetime
    was: int
    value: int

    @property
    def downward(self) -> bool:
        return self.value < SEVEN


def theirs(said: Sequence[Said]) -> list[Said]:
    return [one for one in said if one.theirs]


def estimates(said: Sequence[Said]) -> list[Said]:
    return [one for one in said if not one.theirs]


def trust_before(said: Sequence[Said], began: datetime) -> int | None:
    """The last score before `began`; None when there is none. One at `began` itself is already about the mistake."""
    return next((one.value for one in reversed(_in_order(said)) if one.at < began), None)


def trough(said: Sequence[Said], began: datetime, until: datetime) -> int | None:
    """The lowest score from `began` to `until`, both included; None when nobody said one."""
    return min((one.value for one in _in_order(said) if began <= one.at <= until), default=None)


def recovery(said: Sequence[Said], began: datetime, now: datetime) -> Recovery:
    """The first score since `began` at min(7, before) or more after which none is lower for 30 days.

    A lower one exactly 30 days later comes too late to matter. With no word from before, the target is 7. Readings
    after `now` are not known yet.
    """
    known = [one for one in _in_order(said) if one.at <= now]
    before = trust_before(known, began)
    target = min(SEVEN, before) if before is not None else SEVEN
    since = [one for one in known if one.at >= began]
    standing = next((one for index, one in enumerate(since) if _stands(since[index:], target)), None)
    stood = standing is not None and now - standing.at >= STAYS
    return Recovery(
        target=target,
        began=began,
        at=standing.at if standing and stood else None,
        waiting_since=standing.at if standing and not stood else None,
        watched=max(now - began, timedelta()),
    )


def trust_debt(said: Sequence[Said], began: datetime, until: datetime) -> float:
    """Points below 7 times days, from `began` to `until`; a score holds until the next one.

    What was said before `began` holds at `began`; time before anybody said anything owes nothing. Zero when `until`
    is not after `began`. Not rounded.
    """
    known = _in_order(said)
    earlier, within = [s for s in known if s.at <= began], [s for s in known if began < s.at < until]
    scores = [*(Said(began, s.value, theirs=s.theirs) for s in earlier[-1:]), *within]
    ends = [*(s.at for s in scores[1:]), until][: len(scores)]
    owed = [max(SEVEN - s.value, 0) * ((end - s.at) / DAY) for s, end in zip(scores, ends, strict=True) if end > s.at]
    return float(sum(owed))


def crossings(said: Sequence[Said]) -> list[Crossing]:
    """Where one score is at 7 or above and the next below it, or the other way round, oldest first; 7 is above."""
    pairs = pairwise(_in_order(said))
    return [Crossing(b.at, a.value, b.value) for a, b in pairs if (a.value >= SEVEN) != (b.value >= SEVEN)]


def is_alarming(was: int | None, value: int) -> bool:
    """A fall by 3 or more, a fall below 7, or a first word (`was` is None) below 7.

    One who stands below 7 already and slips by less than 3 alarms nobody again.
    """
    if was is None:
        return value < SEVEN
    return was - value >= A_DEEP_FALL or was >= SEVEN > value


def alarms(said: Sequence[Said]) -> list[Said]:
    """The readings that alarm, each against the one before it, oldest first."""
    known = _in_order(said)
    before = [None, *(one.value for one in known)]
    return [one for one, was in zip(known, before, strict=False) if is_alarming(was, one.value)]


def recovered_within(recoveries: Sequence[Recovery], span: timedelta) -> tuple[int, int]:
    """How many recovered within `span` of the beginning, of how many we can know it of.

    One that has not is counted once its span, and the 30 days a score has to stand, are over.
    """
    there = sum(1 for one in recoveries if one.took is not None and one.took <= span)
    late = sum(1 for one in recoveries if one.took is not None and one.took > span)
    gone = sum(1 for one in recoveries if one.censored and one.watched >= span + STAYS)
    return there, there + late + gone


def _stands(scores: Sequence[Said], target: int) -> bool:
    """Whether the first of `scores` reaches the target and none within 30 days of it falls below."""
    first = scores[0]
    return first.value >= target and all(s.value >= target for s in scores if s.at - first.at < STAYS)


def _in_order(said: Sequence[Said]) -> list[Said]:
    if len({one.theirs for one in said}) > 1:
        raise MixedReadings("their word and our estimate are never one figure")
    return sorted(said, key=lambda one: one.at)
