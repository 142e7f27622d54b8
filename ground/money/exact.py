"""Decimals into integers without a rounding in between: no context, no float, no huge powers."""

from decimal import Decimal

MOST_FIGURES = 25


class TooFine(ValueError):
    """The number has more decimals than there are places."""


class TooLarge(ValueError):
    """The number has more figures than any column holds."""


class NoNumber(ValueError):
    """NaN or an infinity."""


def scaled(number: Decimal, places: int) -> int:
    """`number` times 10 to the power of `places`, as an integer, exactly.

    NoNumber for NaN and infinities, TooLarge from 10**25 on, TooFine when a figure would be lost; zeros are none.
    """
    sign, figures, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise NoNumber(str(number))
    if not any(figures):
        return 0
    if number.adjusted() >= MOST_FIGURES:
        raise TooLarge
    shift = exponent + places
    kept, lost = (figures, ()) if shift >= 0 else (figures[:shift], figures[shift:])
    if any(lost):
        raise TooFine
    whole: int = int("".join(map(str, kept)) or "0") * 10 ** max(shift, 0)
    return -whole if sign else whole
