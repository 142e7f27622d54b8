"""Money: whole minor units of one currency, added exactly, split without losing a cent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering

from django.utils.translation import gettext as _

from .currencies import minor_units
from .exact import NoNumber, TooFine, TooLarge, scaled
from .formatting import format_money
from .refusals import AmountRefused, CurrencyMismatch

__all__ = ["AmountRefused", "CurrencyMismatch", "Money", "format_money", "minor_units", "split", "total"]

LARGEST = 2**63 - 1
PLAIN = re.compile(r"[-−]?[0-9]{1,25}(\.[0-9]{1,25})?", re.ASCII)
Weight = int | Decimal | Fraction


@total_ordering
@dataclass(frozen=True)
class Money:
    """An amount in whole minor units (cents) of a currency; exact, never rounded, never mixed with another currency.

    AmountRefused for what is no amount; CurrencyMismatch, one of them, where currencies would be mixed; TypeError for
    floats. The limit is what a 64-bit column holds.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("Minor units are a whole number.")
        minor_units(self.currency)
        if abs(self.minor) > LARGEST:
            raise AmountRefused(_("This amount is too large."))

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> Money:
        """The amount in major units: Money.of("12.50", "USD") is 1250 cents.

        Text is plain figures with a point, for machines; what a person typed goes to typed.parse_money(). Refuses NaN,
        infinities, exponents in text, more decimals than the currency has (no rounding), and what is too large.
        """
        decimals = minor_units(currency)
        try:
            return cls(scaled(_exact(amount), decimals), currency)
        except NoNumber as error:
            raise AmountRefused(_("Write the amount in figures, such as 1234.50.")) from error
        except TooFine as error:
            raise AmountRefused(_too_fine(currency, decimals)) from error
        except TooLarge as error:
            raise AmountRefused(_("This amount is too large.")) from error

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with exactly the decimals of its currency."""
        return Decimal(self.minor).scaleb(-minor_units(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        if type(times) is not int:
            return NotImplemented
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError("Money is only reckoned with money.")
        if other.currency != self.currency:
            words = {"one": self.currency, "other": other.currency}
            raise CurrencyMismatch(_("%(one)s and %(other)s cannot be reckoned together.") % words)
        return other.minor


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of `amounts`, zero of `currency` when there are none; CurrencyMismatch when one is of another."""
    return sum(amounts, Money(0, currency))


def split(money: Money, weights: Sequence[Weight]) -> list[Money]:
    """Shares of `money` in proportion to `weights`, in their order, whose sum is exactly `money`.

    Each share is rounded down to the minor unit; what is left goes, a unit each, to the largest remainders, of equal
    ones to the first. A negative amount is split like its positive, mirrored. ValueError unless weights are whole,
    decimal or rational, none negative, one of them positive. Source: method of the largest remainder (Hamilton).
    """
    exact = [_weight(weight) for weight in weights]
    whole = sum(exact, Fraction(0))
    if not whole:
        raise ValueError("An amount is split by at least one positive weight.")
    amount = abs(money.minor)
    ideal = [amount * weight / whole for weight in exact]
    shares = [int(share) for share in ideal]
    by_remainder = sorted(range(len(ideal)), key=lambda at: (shares[at] - ideal[at], at))
    for at in by_remainder[: amount - sum(shares)]:
        shares[at] += 1
    sign = -1 if money.minor < 0 else 1
    return [Money(sign * share, money.currency) for share in shares]


def _exact(amount: Decimal | str | int) -> Decimal:
    if isinstance(amount, str):
        if not PLAIN.fullmatch(amount):
            raise NoNumber
        return Decimal(amount.replace("−", "-"))
    if type(amount) is int or isinstance(amount, Decimal):
        return Decimal(amount)
    raise TypeError("An amount is a Decimal, a whole number or plain text, never a float.")


def _weight(weight: Weight) -> Fraction:
    if isinstance(weight, (float, bool)) or (isinstance(weight, Decimal) and not weight.is_finite()):
        raise ValueError("Weights are whole, decimal or rational numbers.")
    if weight < 0:
        raise ValueError("A weight is not negative.")
    return Fraction(weight)


def _too_fine(currency: str, decimals: int) -> str:
    if not decimals:
        return _("%(currency)s has no decimals. Write a whole amount.") % {"currency": currency}
    return _("%(currency)s has %(count)d decimals, not more.") % {"currency": currency, "count": decimals}
