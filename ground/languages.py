"""What languages do differently beside their words: quotation marks, how a day is written, where a capital stays.

All of it in the language that is on. Pure, but for that.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_percent
from django.utils.translation import get_language

MARKS = {
    "en": ("“", "”"),
    "de": ("„", "“"),
    "fr": ("«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»"),
    "es": ("«", "»"),
    "nl": ("“", "”"),
    "ja": ("「", "」"),
}
"""Before and after what somebody said."""
TYPED_MARKS = '“”„"«»「」 \N{NO-BREAK SPACE}\n'
SHAPES = {
    "short": "MMMd",
    "short-year": "yMMMd",
    "weekday": "MMMEd",
    "weekday-year": "yMMMEd",
    "month": "yMMM",
    "month-name": "LLL",
    "long": "MMMMd",
    "long-year": "long",
    "full": "full",
}
"""The ways to write a day, by what Unicode's tables call them."""
ENGLISH = {
    "short": "d MMM",
    "short-year": "d MMM y",
    "weekday": "EEE d MMM",
    "weekday-year": "EEE d MMM y",
    "month": "MMM y",
    "month-name": "MMM",
    "long": "d MMMM",
    "long-year": "d MMMM y",
    "full": "EEEE d MMMM y",
}
"""Written out, since the tables know only the American order for plain English.
"""
LOWERED_IN = {"en"}


def language_on() -> str:
    """The short code of the language that is on: "de"."""
    return (get_language() or "en").replace("_", "-").split("-")[0]


def quoted(words: str) -> str:
    """What somebody said, between the marks of the reader's language; nothing for nothing."""
    before, after = MARKS.get(language_on(), MARKS["en"])
    return f"{before}{words}{after}" if words else ""


def unquoted(words: str) -> str:
    """What somebody said, without the marks of any language around it, for whoever typed them."""
    return words.strip(TYPED_MARKS)


def written_day(day: date, shape: str) -> str:
    """A day in one of SHAPES: "Fri 20 Nov", "Fr., 20. Nov.", "11月20日(金)". Of an instant: its day where it is."""
    return _written(day.date() if isinstance(day, datetime) else day, shape, language_on())


@lru_cache(maxsize=2000)
def _written(day: date, shape: str, language: str) -> str:
    """A page names the same few days again and again."""
    if language == "en":
        return str(format_date(day, ENGLISH[shape], "en"))
    named = SHAPES[shape]
    skeletons = Locale.parse(language).datetime_skeletons
    return str(format_date(day, skeletons[named].pattern if named in skeletons else named, language))


def weekday(day: date) -> str:
    """ "Monday", "Montag"."""
    return str(format_date(day, "EEEE", language_on()))


def percent(hundredths: int) -> str:
    """ "87%", "87 %" in German."""
    return str(format_percent(hundredths / 100, locale=language_on()))


def within_sentence(words: str) -> str:
    """A phrase that begins with a capital, for the middle of a sentence: the first letter is small in English alone.

    German nouns keep theirs, and so does what is written in capitals everywhere: "VAT", "Q3".
    """
    lowers = language_on() in LOWERED_IN and words[1:2].islower()
    return words[:1].lower() + words[1:] if lowers else words
