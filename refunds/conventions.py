"""The conventions of a calculation, and the same in words: what a reader needs to reckon it again by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ground.money.amounts import Money, minor_units

from .choices import Compounding, DayCount, InterestBase, PricingDate, Rounding, Stage
from .interest import Terms
from .overcharge import LookBack
from .rates import RatePlan
from .wording import figure, in_full, place_of


@dataclass(frozen=True)
class Conventions:
    """Everything that was chosen. `zone` names the zone whose days are counted, such as Europe/Oslo."""

    currency: str
    plan: RatePlan
    zone: str = "UTC"
    day_count: DayCount = DayCount.ACT_365F
    compounding: Compounding = Compounding.SIMPLE
    rounding: Rounding = Rounding.HALF_UP
    stage: Stage = Stage.LINE
    pricing: PricingDate = PricingDate.INVOICE
    interest_base: InterestBase = InterestBase.GROSS
    look_back: LookBack | None = None
    withholding_percent: Decimal = Decimal(0)

    @property
    def terms(self) -> Terms:
        return Terms(self.plan, self.day_count, self.compounding)


def in_words(conventions: Conventions) -> list[str]:
    """The conventions as short sentences in the reader's language, in the order of the calculation.

    Nothing is reckoned and nothing refused but an unknown currency. Source: the customer can check it,
    https://corrs.com.au/insights/asic-remediates-remediation-expectations-with-new-rg-277.

    Example: 8 % simple, ACT/365F, rounded half up for each line in GBP gives among others "The rate is 8 % a year.",
    "Interest is simple: it earns no interest itself.", "Days are counted as they are; a year has 365." and "Each line
    is rounded once, to 0.01 GBP; a half is rounded up." By them 150.00 earn 20.94 in 637 days.
    """
    return [
        _pricing(conventions.pricing),
        _base(conventions.interest_base),
        _rate(conventions.plan),
        *_moving(conventions.plan),
        _compounding(conventions.compounding),
        _days(conventions.day_count),
        _period() % {"zone": place_of(conventions.zone)},
        _("What was given back already counts against it from its own day. Interest is never below zero."),
        _rounding(conventions),
        *_limits(conventions),
    ]


def _pricing(pricing: PricingDate) -> str:
    return {
        PricingDate.ORDER: _("The price agreed on the day of the order counts."),
        PricingDate.DELIVERY: _("The price agreed on the day of delivery counts."),
        PricingDate.INVOICE: _("The price agreed on the day of the invoice counts."),
    }[pricing]


def _base(base: InterestBase) -> str:
    return {
        InterestBase.GROSS: _("Interest is paid on the sum with tax."),
        InterestBase.NET: _("Interest is paid on the sum without tax, because the tax was recovered."),
    }[base]


def _rate(plan: RatePlan) -> str:
    rates = plan.base.rates.entries
    if len(rates) == 1:
        return _("The rate is %(percent)s %% a year.") % {"percent": figure(rates[0][1] + plan.points)}
    if not plan.points:
        return _("The rate is that of the table “%(name)s”.") % {"name": plan.base.name}
    words = {"name": plan.base.name, "points": figure(abs(plan.points))}
    if plan.points < 0:
        return _("The rate is that of the table “%(name)s” less %(points)s percentage points.") % words
    return _("The rate is that of the table “%(name)s” plus %(points)s percentage points.") % words


def _moving(plan: RatePlan) -> list[str]:
    if len(plan.base.rates.entries) == 1:
        return []
    if plan.fixed:
        return [_("The rate of the first day holds for the whole time.")]
    return [_("A new rate counts from its day on. A rate below zero counts as zero.")]


def _compounding(compounding: Compounding) -> str:
    return {
        Compounding.SIMPLE: _("Interest is simple: it earns no interest itself."),
        Compounding.DAILY: _("Interest is added to the sum every day and earns interest itself."),
        Compounding.MONTHLY: _("Interest is added to the sum every month, counted from its first day."),
        Compounding.YEARLY: _("Interest is added to the sum every year, counted from its first day."),
    }[compounding]


def _days(day_count: DayCount) -> str:
    return {
        DayCount.ACT_365F: _("Days are counted as they are; a year has 365."),
        DayCount.ACT_360: _("Days are counted as they are; a year has 360."),
        DayCount.THIRTY_360: _("A month has 30 days and a year 360 (30/360, bond basis)."),
        DayCount.THIRTY_E_360: _("A month has 30 days and a year 360 (30E/360, Eurobond basis)."),
        DayCount.ACT_ACT: _("Days are counted as they are; a leap year has 366, another year 365."),
    }[day_count]


def _period() -> str:
    return _("The day of the payment counts, the day of the refund does not. Days are those of %(zone)s.")


def _rounding(conventions: Conventions) -> str:
    smallest = Money(1, conventions.currency)
    at = {
        Stage.LINE: _("Each line is rounded once, to %(unit)s; %(half)s."),
        Stage.INVOICE: _("Each invoice is rounded once, to %(unit)s; %(half)s."),
        Stage.END: _("Only the sum is rounded, to %(unit)s; %(half)s."),
    }[conventions.stage]
    half = {
        Rounding.HALF_UP: _("a half is rounded up"),
        Rounding.HALF_EVEN: _("a half is rounded to the even figure"),
    }[conventions.rounding]
    unit = number_format(smallest.decimal, minor_units(conventions.currency))
    return at % {"unit": f"{unit} {conventions.currency}", "half": half}


def _limits(conventions: Conventions) -> list[str]:
    found = []
    if back := conventions.look_back:
        words = {"years": back.years, "day": in_full(back.noticed_on)}
        asked = ngettext(
            "Invoices older than %(years)s year on %(day)s were asked about.",
            "Invoices older than %(years)s years on %(day)s were asked about.",
            back.years,
        )
        found.append(asked % words)
    if conventions.withholding_percent:
        percent = {"percent": figure(conventions.withholding_percent)}
        found.append(_("%(percent)s %% tax is withheld from the interest alone, rounded once.") % percent)
    return found
