"""Reading when a mistake began, as people write it: “March 2023”, “12 March 2023”, “2023-03”, “03/2023”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import get_month_names
from django.utils.translation import gettext as _

from .choices import Precision

EARLIEST_YEAR = 1950
DIGITS = re.compile(r"\d{1,4}")
WORDS = re.compile(r"[^\W\d_]{3,}")


class PeriodRefused(Exception):
    """Why this is not a day or month we can use, in a sentence."""


@dataclass(frozen=True)
class Start:
    """A day; with month precision, the first of that month."""

    on: date
    precision: str


def read_start(text: str, *, today: date, language: str) -> Start:
    """A day or a month, not after `today`.

    Months by name in `language` or English, days before months in all-number dates unless the year comes first
    (2023-03-12). PeriodRefused for what is no date, before 1950, or in the future (with the likely meaning).
    Source: PRODUCT.md, Incident ("month precision allowed").
    """
    numbers = [int(n) for n in DIGITS.findall(text)]
    month = _named_month(text, language)
    year = next((n for n in numbers if n >= 1000), None)
    if year is None or len(text) > 40:
        raise PeriodRefused(_("Write a month and a year, like March 2023."))
    rest = [n for n in numbers if n < 1000]
    start = _start(year, month, rest, year_first=bool(re.match(r"\s*\d{4}", text)))
    if start.on.year < EARLIEST_YEAR:
        raise PeriodRefused(_("%(year)s is too long ago. Check the year.") % {"year": start.on.year})
    if start.on > today:
        raise PeriodRefused(_future(text, start, today))
    return start


def _start(year: int, month: int | None, rest: list[int], *, year_first: bool) -> Start:
    try:
        if month is not None:
            return (
                Start(date(year, month, rest[0]), Precision.DAY)
                if rest
                else Start(date(year, month, 1), Precision.MONTH)
            )
        if len(rest) == 1:
            return Start(date(year, rest[0], 1), Precision.MONTH)
        if len(rest) == 2:
            day, number = (rest[1], rest[0]) if year_first else (rest[0], rest[1])
            return Start(date(year, number, day), Precision.DAY)
    except ValueError as error:
        raise PeriodRefused(_("There is no such day. Write it like 12 March 2023.")) from error
    raise PeriodRefused(_("Write a month and a year, like March 2023."))


def _named_month(text: str, language: str) -> int | None:
    names = _months("en") | _months(language)
    found = [names[word.casefold()] for word in WORDS.findall(text) if word.casefold() in names]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=16)
def _months(language: str) -> dict[str, int]:
    locale = Locale.parse(language.replace("-", "_"))
    pairs = [pair for width in ("wide", "abbreviated") for pair in get_month_names(width, locale=locale).items()]
    return {str(name).casefold().rstrip("."): number for number, name in pairs}


def _future(text: str, start: Start, today: date) -> str:
    year = start.on.year
    swapped = int(str(year)[:2] + str(year)[:1:-1])
    words = {"text": " ".join(text.split())[:40]}
    if EARLIEST_YEAR <= swapped <= today.year and start.on.replace(year=swapped, day=1) <= today:
        meant = words["text"].replace(str(year), str(swapped))
        return _("%(text)s is in the future. Did you mean %(meant)s?") % {**words, "meant": meant}
    return _("%(text)s is in the future.") % words
