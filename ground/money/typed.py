"""Amounts as people type them: read in the notation of their locale, never guessed, refused in a sentence."""

import re
from decimal import Decimal

from babel import Locale
from babel.numbers import get_currency_symbol
from django.utils.translation import gettext as _

from .amounts import Money
from .currencies import minor_units
from .formatting import MINUS, locale_of
from .refusals import AmountRefused, CurrencyMismatch

LONGEST = 60
SPACES = " \u00a0\u2009\u202f"
APOSTROPHES = "'’"
DIRECTION_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))
FIGURES = re.compile(r"[0-9]+", re.ASCII)
SIGNED = re.compile(rf"(?P<before>[^0-9]*)(?P<figures>[0-9][0-9.,{SPACES}{APOSTROPHES}]*)(?P<after>[^0-9]*)", re.ASCII)


def parse_money(text: str, currency: str, locale: str | Locale, *, negative: bool = False) -> Money:
    """What a person typed as an amount of `currency`, in the notation of `locale`: "1.234,56" in German.

    The currency may stand beside it as a code or symbol; another one is CurrencyMismatch. Thousands may be grouped by
    the locale's mark, a space or an apostrophe, but then everywhere and rightly, so that "1.234" in English is refused
    as too many decimals and never taken for a thousand. AmountRefused for anything else: no figures, NaN, infinities,
    exponents, more decimals than ISO 4217 gives the currency, what is too large, and, unless `negative`, a minus.
    """
    known = locale_of(locale)
    found = SIGNED.fullmatch(text.translate(DIRECTION_MARKS).strip()) if len(text) <= LONGEST else None
    if found is None:
        raise AmountRefused(_not_read(currency, known))
    minus = _sign(found["before"] + " " + found["after"], currency, known)
    if minus and not negative:
        raise AmountRefused(_("The amount must not be negative."))
    amount = Money.of(_figures(found["figures"].strip(SPACES), currency, known), currency)
    return -amount if minus else amount


def example(currency: str, locale: str | Locale) -> str:
    """How an amount of `currency` is typed in `locale`, for a hint or a refusal: 1,234.50 or 1.234,50."""
    known = locale_of(locale)
    decimals = minor_units(currency)
    fraction = _mark(known, "decimal") + "5".ljust(decimals, "0") if decimals else ""
    return f"1{_mark(known, 'group')}234{fraction}"


def _sign(beside: str, currency: str, locale: Locale) -> bool:
    """Whether there is a minus among what stands beside the figures, which else can only be the currency."""
    words = beside.replace("-", MINUS)
    minus = words.count(MINUS) == 1
    word = re.sub(r"\s", "", words.replace(MINUS, "", 1) if minus else words)
    if not word or word.upper() == currency or word in _symbols(currency, locale):
        return minus
    if re.fullmatch(r"[A-Za-z]{3}|[$€£¥₹₩₺₽₪฿₫₴]", word):
        words_of = {"found": word, "wanted": currency}
        raise CurrencyMismatch(_("This amount is in %(wanted)s, not in %(found)s.") % words_of)
    raise AmountRefused(_not_read(currency, locale))


def _symbols(currency: str, locale: Locale) -> set[str]:
    own = {get_currency_symbol(currency, locale), get_currency_symbol(currency, "en")}
    bare = {"".join(char for char in symbol if not char.isalpha()) for symbol in own}
    squeezed = {re.sub(r"\s", "", symbol.translate(DIRECTION_MARKS)) for symbol in own}
    return squeezed | (bare - {""})


def _figures(text: str, currency: str, locale: Locale) -> Decimal:
    whole, mark, fraction = text.partition(_mark(locale, "decimal"))
    ungrouped = _ungrouped(whole, locale)
    if ungrouped is None or (mark and not FIGURES.fullmatch(fraction)):
        raise AmountRefused(_not_read(currency, locale))
    return Decimal(f"{ungrouped}.{fraction or 0}")


def _ungrouped(whole: str, locale: Locale) -> str | None:
    """The figures before the decimal mark without their grouping; None when the groups are not those of the locale."""
    if FIGURES.fullmatch(whole):
        return whole
    marks = {char for char in whole if not char.isdigit()}
    if len(marks) != 1 or marks - {_mark(locale, "group"), *SPACES, *APOSTROPHES}:
        return None
    groups = whole.split(marks.pop())
    inner = locale.currency_formats["standard"].grouping[1]
    right = 1 <= len(groups[0]) <= 3 and len(groups[-1]) == 3 and all(len(group) == inner for group in groups[1:-1])
    return "".join(groups) if right else None


def _mark(locale: Locale, name: str) -> str:
    return str(locale.number_symbols["latn"][name])


def _not_read(currency: str, locale: Locale) -> str:
    return _("Write the amount in figures, such as %(example)s.") % {"example": example(currency, locale)}
