"""A dated table: a value is valid from its day, that day included, until the next one begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from .refusals import RefundRefused
from .wording import in_full

Value = TypeVar("Value")


@dataclass(frozen=True)
class Dated(Generic[Value]):
    """Values by the day each begins, in order of days. RefundRefused when a day stands twice."""

    entries: tuple[tuple[date, Value], ...]

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.entries, key=lambda entry: entry[0]))
        object.__setattr__(self, "entries", ordered)
        for (before, _value), (day, _other) in pairwise(ordered):
            if before == day:
                raise RefundRefused(_("%(day)s stands twice in this table. Keep one of them.") % {"day": in_full(day)})

    @classmethod
    def of(cls, entries: Iterable[tuple[date, Value]]) -> Dated[Value]:
        return cls(tuple(entries))

    @cached_property
    def days(self) -> tuple[date, ...]:
        return tuple(day for day, _value in self.entries)

    def on(self, day: date) -> Value | None:
        """The value valid on `day`; None before the first."""
        at = bisect_right(self.days, day)
        return self.entries[at - 1][1] if at else None

    def between(self, start: date, end: date) -> Iterator[tuple[date, date, Value | None]]:
        """The stretches from `start`, inclusive, to `end`, exclusive, in which one value is valid."""
        changes = [day for day in self.days if start < day < end]
        edges = [start, *changes, end] if start < end else []
        for begins, ends in pairwise(edges):
            yield begins, ends, self.on(begins)
