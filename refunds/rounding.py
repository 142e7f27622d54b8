"""Exact figures in, whole minor units out; what is rounded together is shown in parts that add up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ground.money.amounts import Money, minor_units

from .choices import Rounding
from .refusals import RefundRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

PLACES, FIGURES = 12, 25
FINEST = 10**PLACES
HALF = Fraction(1, 2)


def exact(number: Decimal | int) -> Fraction:
    """`number` as an exact fraction: exact(Decimal("11.40")) is 57/5.

    TypeError for floats; RefundRefused for NaN, infinities, more than twelve decimals or 25 figures.
    """
    if type(number) is not int and not isinstance(number, Decimal):
        raise TypeError("A figure is a Decimal or a whole number, never a float.")
    known = Decimal(number)
    if not known.is_finite():
        raise RefundRefused(_("Write the number in figures, such as 12.75."))
    if not known:
        return Fraction(0)
    if known.adjusted() >= FIGURES:
        raise RefundRefused(_("This number is too large."))
    # Looked at before anything is multiplied out: 1e-999999999 would fill the memory.
    found = Fraction(known) if known.adjusted() >= -PLACES else None
    if found is None or FINEST % found.denominator:
        raise RefundRefused(_("Write at most twelve decimals."))
    return found


def in_units(money: Money) -> Fraction:
    """An amount as an exact fraction of major units: 28.72 GBP is 718/25."""
    return Fraction(money.minor, 10 ** minor_units(money.currency))


def rounded(amount: Fraction, currency: str, mode: Rounding) -> Money:
    """`amount` in major units, rounded once to the minor units ISO 4217 gives `currency`.

    HALF_UP takes a half away from zero, so that what is owed and what is credited are rounded alike; HALF_EVEN takes it
    to the even figure. Nothing but a half differs. AmountRefused for an unknown currency or a sum no column holds.
    Source: ISO 4217 (JPY 0, KWD 3); IEEE 754 for the names of the modes.

    Example: 2500.00 at 9 % over 137/365 of a year is 84.4520...: 84.45. And 0.125 is 0.13 half up, 0.12 half even.
    """
    minor = amount * 10 ** minor_units(currency)
    whole, rest = divmod(abs(minor), 1)
    up = rest > HALF or (rest == HALF and (mode == Rounding.HALF_UP or whole % 2 == 1))
    sign = -1 if minor < 0 else 1
    return Money(sign * (int(whole) + up), currency)


def rounded_together(parts: Sequence[tuple[str, Fraction]], currency: str, mode: Rounding) -> list[Money]:
    """The parts of a sum that is rounded once, in their order, as amounts that add up to that rounded sum exactly.

    `parts` are pairs of a key and an exact amount in major units. Each part is rounded down, and the minor units then
    missing go one each to the largest remainders, among equal ones by key, so that the order of the parts does not
    matter. No part is a minor unit away from its exact amount. Errors as `rounded`. Source:
    method of the largest remainder (Hamilton), as in ground.money.

    Example: thirds of 0.10: 0.04, 0.03 and 0.03, the first by key having the cent.
    """
    units = 10 ** minor_units(currency)
    minors = [amount * units for _key, amount in parts]
    wanted = rounded(sum((amount for _key, amount in parts), Fraction(0)), currency, mode)
    shares = [minor.numerator // minor.denominator for minor in minors]
    order = sorted(range(len(parts)), key=lambda at: (shares[at] - minors[at], parts[at][0]))
    for at in order[: wanted.minor - sum(shares)]:
        shares[at] += 1
    return [Money(share, currency) for share in shares]
