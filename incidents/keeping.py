"""How promises were kept: counts and the kept-rate. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .choices import INTERNAL_KINDS, How, PromiseState

if TYPE_CHECKING:
    from collections.abc import Iterable

ENOUGH = 5
"""Promises of which something has become; of fewer a rate says too little."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rate looks at of `number` promises that are alike in this."""

    kind: str
    how: str
    state: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """Counts of promises by what has become of them."""

    open: int = 0
    on_time: int = 0
    late: int = 0
    broken: int = 0
    renegotiated: int = 0
    released: int = 0
    void: int = 0

    @property
    def number(self) -> int:
        return self.open + self.judged + self.renegotiated + self.released + self.void

    @property
    def judged(self) -> int:
        return self.on_time + self.late + self.broken

    @property
    def rate(self) -> Fraction | None:
        """Exact, from 0 to 1, not rounded; None while fewer than `ENOUGH` are judged ("too few to say")."""
        return Fraction(self.on_time, self.judged) if self.judged >= ENOUGH else None


@dataclass(frozen=True, slots=True)
class KeptRate:
    """What we said, and apart from it what they only expected."""

    said: Kept
    inferred: Kept

    @property
    def number(self) -> int:
        """All promises that were counted, whatever has become of them."""
        return self.said.number + self.inferred.number


def kept_rate(rows: Iterable[Outcome]) -> KeptRate:
    """Kept on time out of kept, kept late and broken; the next updates count as promises.

    Kept exactly at the due instant is on time (the state says so already). Renegotiated, released and void ones are
    outside the rate, each with its own count; so are open ones. Inferred promises have a row of their own; internal
    deadlines are in no row. Source: DOMAIN D, "Promise-kept rate".
    """
    said: Counter[str] = Counter()
    inferred: Counter[str] = Counter()
    for row in rows:
        if row.kind not in INTERNAL_KINDS:
            (inferred if row.how == How.INFERRED else said)[row.state] += row.number
    return KeptRate(_kept(said), _kept(inferred))


def _kept(counts: Counter[str]) -> Kept:
    return Kept(
        open=counts[PromiseState.OPEN],
        on_time=counts[PromiseState.KEPT],
        late=counts[PromiseState.KEPT_LATE],
        broken=counts[PromiseState.BROKEN],
        renegotiated=counts[PromiseState.RENEGOTIATED],
        released=counts[PromiseState.RELEASED],
        void=counts[PromiseState.VOID],
    )
