"""Why two versions of a sheet differ, line by line: the differences of lines and of other parts add up. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .wording import figure, in_full

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from .calculated import CalculationLine

NO_LINE = 0


@dataclass(frozen=True)
class LineDifference:
    """A line that came to something else, in minor units, with every reason there is."""

    key: str
    was: int
    now: int
    reasons: tuple[str, ...]

    @property
    def delta(self) -> int:
        return self.now - self.was


def line_differences(before: Iterable[CalculationLine], after: Iterable[CalculationLine]) -> list[LineDifference]:
    """The lines whose sum or standing changed, in the order of the later sheet, then those that are gone.

    Sums are net, tax and interest of the line together, in minor units; nothing is rounded. The deltas of all lines are
    the difference of both sums of lines exactly.

    Example: a line of 170.94 that is left out, and one of 268.72 whose agreed price falls from 11.10 to 11.00 and which
    then comes to 302.31, differ by -170.94 and 33.59; both sheets by -137.35.
    """
    old = {(line.kind, line.key): line for line in before}
    found: list[LineDifference] = []
    for line in after:
        was = old.pop((line.kind, line.key), None)
        reasons = _reasons(was, line) if was else (_("It is new on the sheet."),)
        if was is None or _sum(was) != _sum(line) or was.included != line.included:
            found.append(LineDifference(line.key, _sum(was), _sum(line), reasons))
    gone = (_("It is no longer on the sheet."),)
    return [*found, *(LineDifference(line.key, _sum(line), NO_LINE, gone) for line in old.values())]


def part_differences(
    before: Sequence[Sequence[object]], after: Sequence[Sequence[object]], apart: Sequence[str]
) -> list[tuple[str, int, int]]:
    """The parts named in `apart` that changed: name, what it was and what it is, zero where there was none."""
    was, now = dict(map(tuple, before)), dict(map(tuple, after))  # type: ignore[arg-type, var-annotated]
    named = [(name, was.get(name, 0), now.get(name, 0)) for name in apart]
    return [one for one in named if one[1] != one[2]]


def _sum(line: CalculationLine | None) -> int:
    return line.refund_minor if line else NO_LINE


def _reasons(was: CalculationLine, now: CalculationLine) -> tuple[str, ...]:
    found = [*_choice(was, now), *(_facts(was, now) if was.included == now.included else ())]
    if not found and was.interest_minor != now.interest_minor:
        found.append(_("Its interest is reckoned by other rates or rules."))
    if not found and _sum(was) != _sum(now):
        found.append(_("It is rounded or taxed by other rules."))
    return tuple(found)


def _choice(was: CalculationLine, now: CalculationLine) -> Iterable[str]:
    if was.included and not now.included:
        yield _("It is left out: %(why)s") % {"why": now.reason}
    if now.included and not was.included:
        yield _("It is included again.")
    if was.included and now.included and was.standing != now.standing:
        yield f"{was.get_standing_display()} → {now.get_standing_display()}"


def _facts(was: CalculationLine, now: CalculationLine) -> Iterable[str]:
    yield from _number(_("Agreed price: %(was)s → %(now)s"), was.agreed, now.agreed)
    yield from _number(_("Billed price: %(was)s → %(now)s"), was.billed, now.billed)
    yield from _number(_("Quantity: %(was)s → %(now)s"), was.quantity, now.quantity)
    yield from _number(_("Tax in per cent: %(was)s → %(now)s"), was.tax_percent, now.tax_percent)
    yield from _day(_("Interest begins: %(was)s → %(now)s"), was.since, now.since)
    if was.since == now.since and was.days != now.days:
        yield _("Days of interest: %(was)s → %(now)s") % {"was": was.days, "now": now.days}


def _number(words: str, was: Decimal | None, now: Decimal | None) -> Iterable[str]:
    if was != now:
        yield words % {"was": "–" if was is None else figure(was), "now": "–" if now is None else figure(now)}


def _day(words: str, was: date | None, now: date | None) -> Iterable[str]:
    if was != now:
        yield words % {"was": in_full(was) if was else "–", "now": in_full(now) if now else "–"}
