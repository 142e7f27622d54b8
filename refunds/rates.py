"""Rates: dated tables, points above a base, and which rate applies in which part of a period.

Rates are per cent a year, exact decimals; days are those of the zone the calculation states. A rate applies from its
day, that day included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .dated import Dated
from .refusals import RefundRefused
from .rounding import exact
from .wording import in_full

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = timedelta(days=1)
ZERO = Fraction(0)


@dataclass(frozen=True)
class RateTable:
    """A named table of rates in per cent a year: Bank Rate, or a rate of one's own."""

    name: str
    rates: Dated[Decimal]

    @classmethod
    def flat(cls, name: str, percent: Decimal) -> RateTable:
        """The same rate for all time: RateTable.flat("8 %", Decimal(8))."""
        return cls(name, Dated(((date.min, percent),)))


@dataclass(frozen=True)
class RatePlan:
    """What is paid: a base, `points` above it, and whether the first day's rate holds for the whole period."""

    base: RateTable
    points: Decimal = Decimal(0)
    fixed: bool = False


@dataclass(frozen=True)
class RatePart:
    """A stretch of one rate, `start` inclusive and `end` exclusive; an estimate where its days lie in the future."""

    start: date
    end: date
    percent: Fraction
    estimate: bool = False

    @property
    def days(self) -> int:
        return (self.end - self.start).days


def rate_on(plan: RatePlan, day: date) -> Fraction:
    """The rate of `plan` on `day`: the base valid then, plus the points.

    Unit: per cent a year, exact. Below zero it is taken as zero: nobody pays us for money we held. RefundRefused
    before the table begins. Source: "n points above base", as in the Late Payment of Commercial Debts Act 1998, see
    https://paymentcheck.co.uk/blog/interest-and-fees/how-to-calculate-interest-on-overdue-invoices.

    Example: a base of 4.50 from 6 February 2025 plus 8 points is 12.50 on that day and 12.75 (4.75 + 8) the day before;
    3,000.00 earn 1.03 that day and 1.05 the day before (ACT/365F).
    """
    base = plan.base.rates.on(day)
    if base is None:
        raise RefundRefused(_gap(plan.base, day))
    return max(exact(base) + exact(plan.points), ZERO)


def rates_between(plan: RatePlan, start: date, end: date, *, today: date) -> list[RatePart]:
    """The rates from `start`, inclusive, to `end`, exclusive, one part for each rate, without a gap.

    Days after `today` use the rate then current, are parts of their own and marked as estimates: to be reckoned again
    on the day of payment. Changes that were announced and stand in the table count from their day. Empty when `end`
    is not after `start`. RefundRefused when the table begins after `start`. Sources: the ombudsman's calculator,
    https://interest-calculator.financial-ombudsman.org.uk/, for the future and for the weighted average.

    Example: 10 January to 10 September 2025 with 12.75, from 6 February 12.50, from 8 May 12.25, from 7 August 12.00:
    27, 91, 91 and 34 days; on 3,000.00 that is 28.2945 + 93.4932 + 91.6233 + 33.5342 = 246.95 (ACT/365F).
    """
    if end <= start:
        return []
    if plan.fixed:
        percent = rate_on(plan, start)
        return _cut([RatePart(start, end, percent)], today)
    stretches = plan.base.rates.between(start, end)
    parts = [RatePart(begins, ends, rate_on(plan, begins)) for begins, ends, _base in stretches]
    return _cut(_joined(parts), today)


def weighted_average(parts: Sequence[RatePart]) -> Fraction:
    """The average of the rates, each weighted by its days: for showing, never for reckoning on a rounded figure.

    Unit: per cent a year, exact; zero without days. Source: sum(rate x days) / days, https://www.financial-ombudsman.org
    .uk/businesses/resolving-complaint/understanding-compensation/calculating-interest-using-time-weighted-average-bank-england-base-rate

    Example: 27 days of 12.75, 91 of 12.50, 91 of 12.25 and 34 of 12.00 average 12.3642 %; on 3,000.00 over 243/365 of
    a year that is 246.95 again.
    """
    days = sum(part.days for part in parts)
    return sum((part.percent * part.days for part in parts), ZERO) / days if days else ZERO


def half_yearly(base: RateTable, *, first: int, last: int) -> RateTable:
    """The reference rates by half-years: what `base` was on 31 December counts from January, on 30 June from July.

    `first` and `last` are years. Half-years before the table begins are left out. Source: Late Payment of Commercial
    Debts (Rate of Interest) (No. 3) Order 2002, tabled on
    https://payontime.co.uk/how-to-calculate-late-payment-interest-and-compensation.

    Example: Bank Rate was 5.00 on 30 June 2023, so a debt late since August 2023 bears 13.00; 1,000.00 earn 130.00 a
    year.
    """
    begins = [date(year, month, 1) for year in range(first, last + 1) for month in (1, 7)]
    values = [(day, base.rates.on(day - DAY)) for day in begins]
    return RateTable(base.name, Dated(tuple((day, value) for day, value in values if value is not None)))


def _joined(parts: list[RatePart]) -> list[RatePart]:
    """Neighbours of one rate as one part."""
    joined: list[RatePart] = []
    for part in parts:
        if joined and joined[-1].percent == part.percent:
            part = RatePart(joined.pop().start, part.end, part.percent)
        joined.append(part)
    return joined


def _cut(parts: list[RatePart], today: date) -> list[RatePart]:
    """What is past and what is estimated, apart."""
    cut: list[RatePart] = []
    for part in parts:
        known = min(part.end, max(part.start, today + DAY))
        if part.start < known:
            cut.append(RatePart(part.start, known, part.percent))
        if known < part.end:
            cut.append(RatePart(known, part.end, part.percent, estimate=True))
    return cut


def _gap(table: RateTable, day: date) -> str:
    if not table.rates.days:
        return _("The rate table “%(name)s” is empty. Add its rates.") % {"name": table.name}
    words = {"name": table.name, "first": in_full(table.rates.days[0]), "day": in_full(day)}
    return (
        _("The rate table “%(name)s” begins on %(first)s; interest begins on %(day)s. Add the earlier rates.") % words
    )
