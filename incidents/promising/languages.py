"""How promises sound in the languages we know, each from its own list beside this file."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from incidents.apologies.phrases import Compiler, Pattern
from incidents.promising.days import CLOSING, Day

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES = {"en": "english.toml", "de": "german.toml", "fr": "french.toml", "es": "spanish.toml"}
CUES = ("sure", "pledges", "others", "dated", "dated_others", "never")
GROUPS = (*CUES, "before", "not_before", "not_conditions", "not_negations")
SETS = ("conditions", "joins", "turns", "hedges", "negations")


@dataclass(frozen=True, slots=True)
class DayWords:
    """The words that name days and times. Spoken numbers, months and weekdays (0 is Monday) by their words."""

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    units: Mapping[str, tuple[str, int]]
    near_first: Mapping[str, list[tuple[tuple[str, ...], Day]]]
    clock_first: Mapping[str, list[tuple[tuple[str, ...], time]]]
    ordinals: frozenset[str]
    articles: frozenset[str]
    of: frozenset[str]
    not_due: frozenset[str]
    gone: frozenset[str]
    before: frozenset[str]
    firm: frozenset[str]
    ends: frozenset[str]
    leads: frozenset[str]
    within_first: frozenset[str]
    within_small: frozenset[str]
    working: frozenset[str]
    monthday_after: frozenset[str]
    bare_hour: frozenset[str]
    oclock: frozenset[str]
    am: frozenset[str]
    pm: frozenset[str]
    dotted: bool = False
    slashed: bool = False
    french_hours: bool = False


@dataclass(frozen=True, slots=True)
class PromiseWords:
    """All we know of promises in one language: phrases compiled, and words as sets."""

    splits_apostrophes: bool
    cues: Mapping[str, list[tuple[Pattern, str]]]
    """What sounds like a promise, or like none, with its list; by the beginnings of words, as `apologies.reader`."""
    phrases: Mapping[str, tuple[Pattern, ...]]
    words: Mapping[str, frozenset[str]]
    days: DayWords


@cache
def words_of(language: str) -> PromiseWords | None:
    """The words of "de" for "de-AT"; None for a language we have no list of."""
    short = language.replace("_", "-").split("-")[0].lower()
    return _read(FILES[short]) if short in FILES else None


def _read(name: str) -> PromiseWords:
    data: dict[str, Any] = tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    macros = {macro: tuple(phrases) for macro, phrases in data["macros"].items()}
    compiler = Compiler(macros, frozenset(data["stops"].split()))
    compiled = {
        group: compiler.patterns(tuple(_spelled_out(phrase, data["words"]) for phrase in data[group]))
        for group in GROUPS
    }
    return PromiseWords(
        splits_apostrophes=data["splits_apostrophes"],
        cues=_by_need({group: compiled[group] for group in CUES}),
        phrases=compiled,
        words={group: frozenset(data[group].split()) for group in SETS},
        days=_days(data),
    )


def _by_need(groups: Mapping[str, tuple[Pattern, ...]]) -> dict[str, list[tuple[Pattern, str]]]:
    """Phrases of one list that need the same word are one search; found by the beginnings of that word."""
    cues: dict[str, list[tuple[Pattern, str]]] = {}
    for group, patterns in groups.items():
        alike: dict[frozenset[str], list[str]] = {}
        for pattern in patterns:
            alike.setdefault(pattern.needs[0] if pattern.needs else frozenset(), []).append(pattern.regex.pattern)
        for need, some in alike.items():
            whole = Pattern(re.compile("|".join(f"(?:{regex})" for regex in some)), (need,) if need else ())
            for key in need or {""}:
                cues.setdefault(key, []).append((whole, group))
    return cues


def _spelled_out(phrase: str, words: Mapping[str, str]) -> str:
    """ "!BAD" or "ACTION" as the words of that name."""
    for name, some in words.items():
        phrase = phrase.replace(name.upper(), "|".join(some.split()))
    return phrase


def _days(data: Mapping[str, Any]) -> DayWords:
    days: dict[str, Any] = data["days"]
    named = {"weekdays": 0, "months": 1, "numbers": 1}
    given: dict[str, Any] = {
        name: {word: number for number, words in enumerate(days.pop(name), first) for word in words.split()}
        for name, first in named.items()
    }
    given["units"] = {word: (kind, each) for word, (kind, each) in days.pop("units").items()}
    given["near_first"] = _by_first_word(data["near"], _day)
    given["clock_first"] = _by_first_word(data["clock"], _time)
    given |= {name: frozenset(value.split()) if isinstance(value, str) else value for name, value in days.items()}
    return DayWords(**given)


def _by_first_word(phrases: Mapping[str, str], read: Any) -> dict[str, list[tuple[tuple[str, ...], Any]]]:
    """Longer ones first."""
    found: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
    for phrase, meaning in sorted(phrases.items(), key=lambda row: -len(row[0].split())):
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append((words, read(meaning)))
    return found


def _day(meaning: str) -> Day:
    kind, number, *at = meaning.split()
    return Day(kind, int(number), at=time.fromisoformat(at[0]) if at else None)


def _time(meaning: str) -> time:
    return time.fromisoformat(meaning) if meaning else CLOSING
