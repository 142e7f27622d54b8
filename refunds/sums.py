"""The sum of a refund: its parts by name, which add up; goodwill stands apart and is never inside the refund."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ground.money.amounts import CurrencyMismatch, Money, total

from .choices import Rounding
from .refusals import RefundRefused
from .rounding import exact, in_units, rounded


class PartName(models.TextChoices):
    NET = "net", _("Overcharged, without tax")
    TAX = "tax", _("Tax on it")
    CREDITED = "credited", _("Given back already")
    EXCESS = "excess", _("Given back beyond it, left with the customer")
    INTEREST = "interest", _("Interest")
    WITHHELD = "withheld", _("Tax withheld from the interest")
    FIXED = "fixed", _("Fixed sum for late payment")
    SET_OFF = "set_off", _("Set off against the interest")
    GOODWILL = "goodwill", _("Goodwill")


@dataclass(frozen=True)
class Part:
    """A part of the sum, with its sign: what reduces it is negative."""

    name: PartName
    amount: Money


@dataclass(frozen=True)
class Totals:
    """All parts, and the two sums they make: the refund, and what is paid with the goodwill."""

    parts: tuple[Part, ...]
    principal: Money
    excess: Money
    refund: Money
    payable: Money

    def part(self, name: PartName) -> Money:
        """The amount of a part, zero when there is none of it."""
        return total((part.amount for part in self.parts if part.name == name), self.payable.currency)


@dataclass(frozen=True)
class FixedSums:
    """Fixed sums for late payment by the size of the debt: each holds from its threshold on."""

    currency: str
    tiers: tuple[tuple[Decimal, Decimal], ...]


UNITED_KINGDOM = FixedSums(
    "GBP", ((Decimal("0.01"), Decimal(40)), (Decimal(1_000), Decimal(70)), (Decimal(10_000), Decimal(100)))
)
EUROPEAN_UNION = FixedSums("EUR", ((Decimal("0.01"), Decimal(40)),))


def fixed_sum(debt: Money, sums: FixedSums) -> Money:
    """The fixed sum for one debt that was paid late; zero for a debt of nothing.

    Whole minor units; nothing is rounded. CurrencyMismatch when the debt is in another currency. Sources:
    https://support.paidnice.com/en/articles/11600906-how-to-automatically-calculate-statutory-interest-in-the-uk for
    the tiers; EU directive 2011/7, article 6, https://beta.bailii.org/eu/cases/EUECJ/2022/C37021.html.

    Example: in the United Kingdom 999.99 GBP gives 40.00, 1,000.00 gives 70.00 and 10,000.00 gives 100.00.
    """
    if debt.currency != sums.currency:
        words = {"one": debt.currency, "other": sums.currency}
        raise CurrencyMismatch(gettext("The debt is in %(one)s, the fixed sums are in %(other)s.") % words)
    reached = [amount for threshold, amount in sums.tiers if debt >= Money.of(threshold, debt.currency)]
    return Money.of(reached[-1] if reached else 0, debt.currency)


def withheld(interest: Money, percent: Decimal, rounding: Rounding = Rounding.HALF_UP) -> Money:
    """The tax to withhold: `percent` of the interest alone, rounded once to minor units; zero without interest.

    RefundRefused unless 0 to 100 per cent. Source: basic rate tax on compensatory interest in the United Kingdom,
    http://www.fos.org.uk/publications/ombudsman-news/96/96-ask.html.

    Example: 20 % of 73.59 is 14.718: 14.72.
    """
    share = exact(percent)
    if not 0 <= share <= 100:
        raise RefundRefused(gettext("The tax withheld is between 0 and 100 per cent."))
    return rounded(max(in_units(interest), exact(0)) * share / 100, interest.currency, rounding)


def add_up(
    *,
    net: Money,
    tax: Money,
    credited: Money,
    interest: Money,
    withholding_percent: Decimal = Decimal(0),
    fixed: Money | None = None,
    goodwill: Money | None = None,
    set_off: bool = False,
    rounding: Rounding = Rounding.HALF_UP,
) -> Totals:
    """The refund from its parts, which add up to it exactly; goodwill on top, apart.

    `credited` is what was given back already, positive. Where that is more than was overcharged, the principal is
    zero and the excess is shown, left with the customer, unless `set_off` takes it from the interest, as far as that
    goes. Nothing is rounded but the tax withheld. CurrencyMismatch for mixed currencies; RefundRefused for a negative
    goodwill, fixed sum, credit or interest. Sources: https://interest-calculator.financial-ombudsman.org.uk/;
    goodwill apart, https://www.ofgem.gov.uk/press-release/ofgem-secures-customer-compensation-10-suppliers-technical-
    overcharging-error.

    Example: 525.00 net, 105.00 tax and 73.59 interest are 703.59; with 20 % withheld from the interest 688.87; with
    50.00 goodwill 703.59 refund and 753.59 to pay.
    """
    nothing = Money(0, net.currency)
    fixed, goodwill = fixed or nothing, goodwill or nothing
    _refuse_negative(credited, interest, fixed, goodwill)
    owed = net + tax - credited
    excess = max(-owed, nothing)
    taken = withheld(interest, withholding_percent, rounding)
    cut = min(excess, interest - taken + fixed) if set_off else nothing
    parts = _parts(
        (PartName.NET, net),
        (PartName.TAX, tax),
        (PartName.CREDITED, -credited),
        (PartName.EXCESS, excess),
        (PartName.INTEREST, interest),
        (PartName.WITHHELD, -taken),
        (PartName.FIXED, fixed),
        (PartName.SET_OFF, -cut),
    )
    refund = total((part.amount for part in parts), net.currency)
    parts += _parts((PartName.GOODWILL, goodwill))
    return Totals(parts, owed + excess, excess, refund, refund + goodwill)


def _parts(*named: tuple[PartName, Money]) -> tuple[Part, ...]:
    return tuple(Part(name, amount) for name, amount in named if amount)


def _refuse_negative(*amounts: Money) -> None:
    if any(amount.minor < 0 for amount in amounts):
        raise RefundRefused(gettext("Credits, interest, fixed sums and goodwill are never negative."))
