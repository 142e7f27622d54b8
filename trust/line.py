"""The trust line: readings and mistakes become the coordinates of a drawing. Pure; lengths are units of the drawing.

Between readings the line is straight. Where trust fell and a mistake lies between two readings, it holds the earlier
one until the day of the mistake and falls from there. Our own estimates are a line of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ground.languages import written_day

from .days import day_in_words
from .metrics import SEVEN, Said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

LOWEST, HIGHEST = 1, 10
LETTER = 6.6
"""The width of a letter of a label, 12 px high, on the safe side."""
NAMED_READINGS = 3
MONTHS_UP_TO_DAYS = 400


@dataclass(frozen=True)
class Mistake:
    at: datetime
    name: str


@dataclass(frozen=True)
class Deed:
    """Something we told or paid them; late when it came after the time we had said."""

    at: datetime
    late: bool = False
    paid: bool = False

    @property
    def look(self) -> str:
        return "paid" if self.paid else "late" if self.late else "told"


@dataclass(frozen=True)
class Frame:
    """A drawing and the field inside it in which the line runs; `deeds`: the height of the row of what we did."""

    look: str
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    deeds: float = 0


WIDE = Frame("wide", 720, 286, 26, 700, 26, 260)
NARROW = Frame("narrow", 330, 250, 26, 314, 26, 224)
WIDE_WITH_DEEDS = Frame("wide", 720, 322, 26, 700, 26, 260, deeds=294)
NARROW_WITH_DEEDS = Frame("narrow", 330, 286, 26, 314, 26, 224, deeds=258)


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    value: int
    now: bool = False


@dataclass(frozen=True)
class Mark:
    """A deed as a dot beneath the line."""

    x: float
    look: str


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Level:
    """A line across the field: `line` is its height, `y` the foot of its number."""

    x: float
    y: float
    line: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """Everything a template needs to write the SVG; `marks` are the x of mistakes, oldest first."""

    frame: Frame
    seven: float
    levels: list[Level]
    ticks: list[Label]
    path: str
    dots: list[Dot]
    values: list[Label]
    guess_path: str
    guesses: list[Dot]
    marks: list[float]
    names: list[Label] = field(default_factory=list)
    held: Label | None = None
    deeds: list[Mark] = field(default_factory=list)

    @property
    def seven_text(self) -> float:
        return round(self.seven + 4, 1)

    @property
    def deeds_text(self) -> float:
        return self.frame.deeds - 14

    @property
    def zone_width(self) -> float:
        return self.frame.right - self.frame.left

    @property
    def zone_height(self) -> float:
        """From 10 down to the line at 7: where a customer is a partner."""
        return round(self.seven - self.frame.top, 1)


def draw(
    readings: Sequence[Said],
    mistakes: Sequence[Mistake],
    *,
    start: datetime,
    end: datetime,
    frame: Frame,
    zone: tzinfo,
    deeds: Sequence[Deed] = (),
) -> Drawing:
    """The drawing of what lies between `start` and `end`, all in order of time; ticks are days of `zone`.

    Deeds are drawn where the frame has a row for them.
    """
    scale = _Scale(start, end, frame)
    seen = [m for m in mistakes if start <= m.at <= end]
    theirs = [r for r in readings if r.theirs and r.at <= end]
    guesses = [r for r in readings if not r.theirs and r.at <= end]
    dots, bends = _dots(theirs, scale), _bends(theirs, mistakes)
    return Drawing(
        frame=frame,
        seven=scale.y(SEVEN),
        levels=[Level(frame.left - 8, round(scale.y(v) + 4, 1), scale.y(v), str(v)) for v in (1, 4, 10)],
        ticks=_ticks(scale, zone),
        path=_path(bends, scale),
        dots=dots,
        values=_values(dots, [r.value for r in theirs[: len(theirs) - len(dots)]], scale),
        guess_path=_path([(r.at, r.value) for r in guesses], scale),
        guesses=_dots(guesses, scale),
        marks=[scale.x(m.at) for m in seen],
        names=_names(seen, scale),
        held=_held(theirs, bends, scale, zone),
        deeds=[Mark(scale.x(d.at), d.look) for d in deeds if start <= d.at <= end] if frame.deeds else [],
    )


class _Scale:
    def __init__(self, start: datetime, end: datetime, frame: Frame) -> None:
        self.start, self.end, self.frame = start, end, frame

    def x(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return round(self.frame.left + share * (self.frame.right - self.frame.left), 1)

    def y(self, value: float) -> float:
        share = (value - LOWEST) / (HIGHEST - LOWEST)
        return round(self.frame.bottom - share * (self.frame.bottom - self.frame.top), 1)


def _bends(readings: Sequence[Said], mistakes: Sequence[Mistake]) -> list[tuple[datetime, float]]:
    """The corners of the line: the readings, and before a fall the day of the first mistake since the last one."""
    points: list[tuple[datetime, float]] = [(r.at, r.value) for r in readings[:1]]
    for before, after in pairwise(readings):
        between = next((m.at for m in mistakes if before.at < m.at <= after.at), None)
        if between is not None and after.value < before.value:
            points.append((between, before.value))
        points.append((after.at, after.value))
    return points


def _path(points: Sequence[tuple[datetime, float]], scale: _Scale) -> str:
    """The line through the points from the left edge on; empty for less than two."""
    inside = [point for point in points if point[0] >= scale.start]
    outside = [point for point in points if point[0] < scale.start]
    if outside and inside:
        inside.insert(0, (scale.start, _between(outside[-1], inside[0], scale.start)))
    if len(inside) < 2:
        return ""
    return "M" + "L".join(f"{scale.x(at)} {scale.y(value)}" for at, value in inside)


def _held(theirs: Sequence[Said], bends: Sequence[tuple[datetime, float]], scale: _Scale, zone: tzinfo) -> Label | None:
    """What it was when it came in from the left, where it holds a while: there is no dot to read it from."""
    before = [one for one in theirs if one.at < scale.start]
    ahead = next((bend for bend in bends if bend[0] >= scale.start), None)
    if not before or ahead is None or ahead[1] != before[-1].value or scale.x(ahead[0]) < scale.frame.left + 140:
        return None
    day = day_in_words(before[-1].at, scale.end, zone)
    text = _("%(value)s, held since %(day)s") % {"value": before[-1].value, "day": day}
    return Label(scale.frame.left + 2, round(scale.y(before[-1].value) - 7, 1), text)


def _between(one: tuple[datetime, float], other: tuple[datetime, float], at: datetime) -> float:
    share = (at - one[0]) / (other[0] - one[0])
    return one[1] + share * (other[1] - one[1])


def _dots(readings: Sequence[Said], scale: _Scale) -> list[Dot]:
    inside = [r for r in readings if r.at >= scale.start]
    return [Dot(scale.x(r.at), scale.y(r.value), r.value, now=r is readings[-1]) for r in inside]


def _values(dots: Sequence[Dot], earlier: Sequence[int], scale: _Scale) -> list[Label]:
    """The numbers of the last readings: the newest to the right of its dot, a low to the left, others above.

    `earlier` are the readings left of the drawing.
    """
    values = [*earlier[-1:], *(dot.value for dot in dots)]
    skipped = len(values) - len(dots)
    labels: list[Label] = []
    for index in range(max(0, len(dots) - NAMED_READINGS), len(dots)):
        dot, last, place = dots[index], dots[-1], index + skipped
        if dot is last:
            labels.append(Label(round(min(dot.x + 10, scale.frame.width - 14), 1), dot.y + 4, str(dot.value)))
        elif abs(dot.x - last.x) < 16 and abs(dot.y - last.y) < 16:
            continue
        elif place and values[place - 1] > dot.value < values[place + 1]:
            labels.append(Label(round(dot.x - 12, 1), dot.y + 5, str(dot.value), "end"))
        else:
            labels.append(Label(dot.x, max(dot.y - 11, 12), str(dot.value), "middle"))
    return labels


def _names(mistakes: Sequence[Mistake], scale: _Scale) -> list[Label]:
    """Names of mistakes beside their marks, towards the middle; the newer one stays where two would meet."""
    frame = scale.frame
    taken: list[tuple[float, float]] = []
    labels: list[Label] = []
    for mistake in reversed(mistakes):
        x = scale.x(mistake.at)
        left_half = x < (frame.left + frame.right) / 2
        room = (frame.right - x if left_half else x - frame.left) - 11
        text = _shortened(mistake.name, int(min(room, (frame.right - frame.left) * 0.45) / LETTER))
        begin = x + 11 if left_half else x - 11 - len(text) * LETTER
        span = (begin - 14, begin + len(text) * LETTER + 14)
        if text and all(span[1] < other[0] or span[0] > other[1] for other in taken):
            labels.append(Label(round(x + 11 if left_half else x - 11, 1), 22, text, "start" if left_half else "end"))
            taken.append(span)
    return labels


def _shortened(name: str, letters: int) -> str:
    """Whole words that fit; nothing when not even the first does."""
    if len(name) <= letters:
        return name
    return name[: max(letters, 0) + 1].rpartition(" ")[0].rstrip(" ,;:-")


def _ticks(scale: _Scale, zone: tzinfo) -> list[Label]:
    """The first of each year, or of each month in a short stretch."""
    first, last = scale.start.astimezone(zone), scale.end.astimezone(zone)
    by_month = (scale.end - scale.start).days <= MONTHS_UP_TO_DAYS
    months = range(1, 13) if by_month else (1,)
    days = [datetime(year, month, 1, tzinfo=zone) for year in range(first.year, last.year + 1) for month in months]
    y = (scale.frame.deeds or scale.frame.bottom) + 20
    return [
        Label(scale.x(day.astimezone(UTC)), y, written_day(day, "month-name") if by_month else str(day.year))
        for day in days
        if scale.start <= day <= scale.end and scale.x(day.astimezone(UTC)) <= scale.frame.right - 24
    ]
