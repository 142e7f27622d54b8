"""A figure a person typed, in the notation of their language, as an exact decimal; never guessed. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import get_decimal_symbol
from django.utils.translation import gettext as _

from ground.money.formatting import locale_of

from .refusals import RefundRefused

SIGNED = re.compile(r"[-−]?[0-9]{1,13}(?:[.,][0-9]{1,6})?", re.ASCII)


def read_number(text: str, language: str) -> Decimal:
    """A figure of at most six decimals, without marks between thousands: 12.75, in German 12,75.

    RefundRefused for anything else, so that "1,234" is never taken for a thousand or for one and a bit.

    Example: "8.25" in English and "8,25" in German are both 8.25.
    """
    mark = get_decimal_symbol(locale_of(language))
    if not SIGNED.fullmatch(text) or ("," if mark == "." else ".") in text:
        raise RefundRefused(
            _("Write a figure like %(example)s, with at most six decimals.") % {"example": f"12{mark}75"}
        )
    return Decimal(text.replace("−", "-").replace(",", "."))
