"""The sums behind rail, mini rail, strength and trust scale. Pure; positions are in the units of the drawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

STEPS = 8
LOOKS = {"done": "done", "not_needed": "skipped"}
BARS = {"done": "on", "not_needed": "skip"}
LOWEST, HIGHEST, LINE = 1, 10, 7


@dataclass(frozen=True)
class Stop:
    """One stop of the rail: `look` is done, skipped, now or todo; `here` when the page shows this step."""

    number: int
    name: str
    look: str
    sub: str
    url: str
    here: bool


@dataclass(frozen=True)
class Mark:
    x: float
    look: str
    value: int = 0


def field_of(row: Any, name: str, default: Any = "") -> Any:
    return row.get(name, default) if isinstance(row, Mapping) else getattr(row, name, default)


def stops_of(rows: Iterable[Any], now: int | None, here: int | None) -> list[Stop]:
    """Rows (objects or mappings) with number, name, state, sub and url as stops; the running step is `now`."""
    return [
        Stop(
            number=(number := field_of(row, "number")),
            name=str(field_of(row, "name")),
            look=LOOKS.get(field_of(row, "state"), "now" if number == now else "todo"),
            sub=str(field_of(row, "sub")),
            url=field_of(row, "url"),
            here=here is not None and number == here,
        )
        for row in rows
    ]


def short_words(stops: list[Stop], now: int | None, here: int | None) -> str:
    """The rail in one sentence, for a phone: the step on the page, else the one that runs."""
    shown = here or now
    name = next((stop.name for stop in stops if stop.number == shown), "")
    if not name:
        return _("All %(total)d steps are finished") % {"total": len(stops)}
    return _("Step %(number)d of %(total)d: %(name)s") % {"number": shown, "total": len(stops), "name": name}


def bars_of(states: Iterable[str], now: int | None) -> list[Mark]:
    """Eight bars of 9.6 with gaps of 2, in the order of the steps."""
    return [
        Mark(round(index * 11.6, 1), BARS.get(state, "now" if index + 1 == now else "off"))
        for index, state in enumerate(states)
    ]


def states_up_to(now: int | None) -> list[str]:
    """The states of a recovery of which only the running step is known."""
    return ["done" if now is None or number < now else "todo" for number in range(1, STEPS + 1)]


def scale_x(value: int) -> float:
    """Where a trust of 1 to 10 stands on a bar of 250."""
    return round(10 + (value - LOWEST) * 230 / (HIGHEST - LOWEST), 1)


def scale_marks(now: int, was: int | None, lowest: int | None) -> list[Mark]:
    """Was and lowest as rings under the dot of now; a ring that the dot would cover is left out."""
    rings = [Mark(scale_x(value), look, value) for value, look in ((was, "was"), (lowest, "low")) if value]
    return [*(ring for ring in rings if ring.value != now), Mark(scale_x(now), "now", now)]


def scale_labels(marks: list[Mark]) -> list[Mark]:
    return [Mark(scale_x(value), "", value) for value in sorted({LINE, *(mark.value for mark in marks)})]
