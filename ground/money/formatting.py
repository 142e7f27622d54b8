"""Amounts in a reader's own notation: separators and symbol by locale, decimals by ISO 4217, a true minus sign."""

from __future__ import annotations

import re
from copy import copy
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberPattern, format_decimal

from .currencies import minor_units

if TYPE_CHECKING:
    from .amounts import Money

MINUS = "−"
NO_BREAK = "\u00a0"
# CLDR wants a space between a code in letters and the figures ("KWD 1.250"); babel leaves it out.
LETTER_BEFORE_FIGURE = re.compile(r"(?<=[^\W\d_])(?=[0-9])")


def format_money(money: Money, locale: str | Locale) -> str:
    """The amount as a reader of `locale` writes it, with as many decimals as ISO 4217 gives its currency.

    `locale` is a language or locale code in either spelling ("de", "pt-br", "en_GB"); one that is not known is read as
    its language, else as English. A negative amount has a minus sign (U+2212), never a hyphen. Nothing is rounded.
    """
    known = locale_of(locale)
    text: str = _pattern(known, minor_units(money.currency)).apply(
        money.decimal, known, currency=money.currency, currency_digits=False
    )
    return LETTER_BEFORE_FIGURE.sub(NO_BREAK, text.replace("-", MINUS))


def locale_of(name: str | Locale) -> Locale:
    """The locale of a code in either spelling; of an unknown one its language, else English."""
    return name if isinstance(name, Locale) else _locale_named(name)


@lru_cache(maxsize=256)
def _locale_named(name: str) -> Locale:
    code = name.replace("-", "_")
    for candidate in (code, code.partition("_")[0]):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


@lru_cache(maxsize=256)
def _pattern(locale: Locale, decimals: int) -> NumberPattern:
    pattern: NumberPattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (decimals, decimals)
    return pattern


def format_amount(money: Money, locale: str | Locale) -> str:
    """The amount as a reader of `locale` writes it, without its currency: for a column whose heading names that."""
    decimals = minor_units(money.currency)
    shape = "#,##0." + "0" * decimals if decimals else "#,##0"
    return str(format_decimal(money.decimal, shape, locale_of(locale))).replace("-", MINUS)
