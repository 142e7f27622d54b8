"""Interest: from the day the customer paid, inclusive, to the day of the refund, exclusive; exact until it is rounded.

Capital that was given back, a credit or a payment on account, is negative capital from its own day.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ground.money.amounts import Money, minor_units, total

from .choices import Compounding, DayCount, Rounding, Stage
from .daycount import daily_parts, days_counted, part_of_year
from .rates import RatePlan, rates_between
from .refusals import RefundRefused
from .rounding import in_units, rounded, rounded_together

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

LONGEST_YEARS = 100
ZERO = Fraction(0)
MONTHS = {Compounding.MONTHLY: 1, Compounding.YEARLY: 12}


@dataclass(frozen=True)
class Terms:
    """How interest is reckoned: the rates, the day count, and when interest is added to the capital."""

    plan: RatePlan
    day_count: DayCount = DayCount.ACT_365F
    compounding: Compounding = Compounding.SIMPLE


@dataclass(frozen=True)
class Capital:
    """A sum that was ours to hold from `since` on; negative when it was given back. `invoice` is empty for none."""

    key: str
    invoice: str
    amount: Money
    since: date


@dataclass(frozen=True)
class Step:
    """A stretch of one rate on one balance; `days` as the day count counts them, `interest` in major units, exact."""

    start: date
    end: date
    days: int
    percent: Fraction
    balance: Fraction
    interest: Fraction
    estimate: bool


@dataclass(frozen=True)
class InterestRow:
    key: str
    invoice: str
    exact: Fraction
    shown: Money


@dataclass(frozen=True)
class Interest:
    """Rows in the order given, which with `lifted` add up to `total`; `lifted` raises a negative sum to zero."""

    rows: tuple[InterestRow, ...]
    lifted: Money
    total: Money
    estimate: bool


def day_of(paid: datetime, zone: ZoneInfo) -> date:
    """The day on which money changed hands, in `zone`: the zone the calculation states.

    ValueError for an instant without a zone.

    Example: 23:30 UTC on 30 June 2024 is 1 July in Oslo and still 30 June in New York; 10,000.00 at 8 %, refunded on
    2 July, earn 2.19 by Oslo's days (one) and 4.38 by New York's (two).
    """
    if paid.tzinfo is None:
        raise ValueError("An instant has a zone.")
    return paid.astimezone(zone).date()


def interest_steps(capital: Money, since: date, refund_on: date, terms: Terms, *, today: date) -> list[Step]:
    """How interest on `capital` came about, a step for each rate and balance; the steps' interest adds up to the whole.

    From `since`, inclusive, to `refund_on`, exclusive, days of the calculation's zone; none when the money came on or
    after the day of the refund. Amounts are exact fractions of major units. Compounded monthly or yearly, interest
    joins the balance on the day of the month on which the period began (the month's last day where it has no such day);
    compounded daily, at the end of each day, and a step shows all its days. RefundRefused when the rate table begins
    too late, or over more than 100 years. Sources: simple, https://www.gov.uk/hmrc-internal-manuals/compliance-handbook
    /ch141120; daily, https://section6166.com/Revenue_Procedure_95_17_Revenue_Procedure_83_7.

    Example: 6,000.00 at 7 % from 1 May 2022 to 1 May 2025, 1,096 days by ACT/365F: simple 1,261.15, compounded daily
    1,403.34.
    """
    if refund_on.year - since.year > LONGEST_YEARS:
        raise RefundRefused(_("Interest would run for more than 100 years. Check the days."))
    balance, waiting = in_units(capital), ZERO
    joins = iter(_joining_days(since, refund_on, terms.compounding))
    joining = next(joins, refund_on)
    steps: list[Step] = []
    for start, end, percent, estimate in _stretches(since, refund_on, terms, today):
        grown = balance * _growth(terms, since, start, end, percent)
        days = days_counted(terms.day_count, since, end) - days_counted(terms.day_count, since, start)
        steps.append(Step(start, end, days, percent, balance, grown, estimate))
        waiting += grown
        if end == joining or terms.compounding == Compounding.DAILY:
            balance, waiting, joining = balance + waiting, ZERO, next(joins, refund_on)
    return steps


def exact_interest(capital: Money, since: date, refund_on: date, terms: Terms, *, today: date) -> Fraction:
    """The interest on `capital`, in major units, exact: negative for negative capital, never rounded.

    Days, errors and sources as `interest_steps`.

    Example: 150.00 from 14 June 2024 to 13 March 2026 at 8 %, ACT/365F, 637 days: 20.9424..., that is 20.94.
    """
    return sum((step.interest for step in interest_steps(capital, since, refund_on, terms, today=today)), ZERO)


def interest(
    capitals: Sequence[Capital],
    *,
    currency: str,
    refund_on: date,
    terms: Terms,
    today: date,
    rounding: Rounding = Rounding.HALF_UP,
    stage: Stage = Stage.LINE,
) -> Interest:
    """The interest on all `capitals`, rounded at `stage` to the minor units of `currency`; the total never below zero.

    At stage LINE each capital is rounded, at INVOICE what belongs to one invoice together, at END everything at once;
    the rows shown always add up. Days, errors and sources as `interest_steps`; CurrencyMismatch for an amount of
    another currency. Never below zero: the rule of https://interest-calculator.financial-ombudsman.org.uk/.

    Example: 480.00 paid on 20 January 2025, 180.00 of it credited on 20 July, refunded on 20 January 2026, 8 %,
    ACT/365F: 38.40 - 7.26 = 31.14.
    """
    total((capital.amount for capital in capitals), currency)
    # What one unit earns since a day is reckoned once: a thousand lines of one invoice share it.
    unit = Money(10 ** minor_units(currency), currency)
    earned = {
        day: exact_interest(unit, day, refund_on, terms, today=today) for day in sorted({one.since for one in capitals})
    }
    exacts = [in_units(one.amount) * earned[one.since] for one in capitals]
    shown = rounded_by_stage(
        [(c.key, c.invoice, x) for c, x in zip(capitals, exacts, strict=True)], currency, rounding, stage
    )
    rows = tuple(InterestRow(c.key, c.invoice, x, m) for c, x, m in zip(capitals, exacts, shown, strict=True))
    summed = total(shown, currency)
    lifted = max(-summed, Money(0, currency))
    ahead = any(one.since < refund_on for one in capitals) and _days_ahead(refund_on, today)
    return Interest(rows, lifted, summed + lifted, estimate=ahead)


def rounded_by_stage(
    parts: Sequence[tuple[str, str, Fraction]], currency: str, rounding: Rounding, stage: Stage
) -> list[Money]:
    """Exact amounts, each with its key and invoice, as amounts rounded at `stage`, in their order.

    Units, modes and errors as `rounded` and `rounded_together`: within what is rounded together the parts add up, and
    the order of the parts does not matter.

    Example: three lines of 0.124, two of them on one invoice: 0.12 + 0.12 + 0.12 by line; 0.13 + 0.12 and 0.12 by
    invoice (0.248 is 0.25); 0.37 at the end (0.372).
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for at, (_key, invoice, _amount) in enumerate(parts):
        groups[{Stage.LINE: str(at), Stage.INVOICE: invoice, Stage.END: ""}[stage]].append(at)
    shown: dict[int, Money] = {}
    for places in groups.values():
        together = [(f"{parts[at][1]}\0{parts[at][0]}", parts[at][2]) for at in places]
        shown.update(zip(places, _rounded_group(together, currency, rounding), strict=True))
    return [shown[at] for at in range(len(parts))]


def _rounded_group(together: list[tuple[str, Fraction]], currency: str, rounding: Rounding) -> list[Money]:
    if len(together) == 1:
        return [rounded(together[0][1], currency, rounding)]
    return rounded_together(together, currency, rounding)


def _stretches(since: date, refund_on: date, terms: Terms, today: date) -> Iterable[tuple[date, date, Fraction, bool]]:
    """The period cut where the rate changes and where interest joins the balance."""
    joins = list(_joining_days(since, refund_on, terms.compounding))
    for part in rates_between(terms.plan, since, refund_on, today=today):
        edges = [part.start, *(day for day in joins if part.start < day < part.end), part.end]
        for start, end in pairwise(edges):
            yield start, end, part.percent, part.estimate


def _growth(terms: Terms, origin: date, start: date, end: date, percent: Fraction) -> Fraction:
    """What one unit of balance earns from `start` to `end`."""
    rate = percent / 100
    if terms.compounding != Compounding.DAILY:
        return rate * part_of_year(terms.day_count, origin, start, end)
    factor = Fraction(1)
    for share, days in daily_parts(terms.day_count, origin, start, end).items():
        factor *= (1 + rate * share) ** days
    return factor - 1


def _joining_days(since: date, until: date, compounding: Compounding) -> Iterable[date]:
    """The days before `until` on which interest joins the balance, monthly or yearly."""
    months = MONTHS.get(compounding)
    if months is None:
        return
    count = months
    while (day := _months_later(since, count)) < until:
        yield day
        count += months


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days_ahead(refund_on: date, today: date) -> bool:
    """Whether the last day counted lies after today."""
    return (refund_on - today).days > 1
