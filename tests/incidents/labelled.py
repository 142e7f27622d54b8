"""The labelled texts of the apology check, and how well a reading of them does."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from incidents.apology import check

HERE = Path(__file__).parent / "apologies"
LANGUAGES = ("en", "de", "fr", "es")
SETS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True)
class Text:
    language: str
    about: str
    words: str
    has: frozenset[str]
    marks: frozenset[str]
    sound: bool


@dataclass(frozen=True)
class Case:
    """A rule: a text that needs it, and one where it stays quiet."""

    language: str
    marker: str
    fires: str
    quiet: str


@dataclass
class Score:
    """How often a thing was rightly found, found where it is not, and missed."""

    texts: int = 0
    right: int = 0
    found: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def precision(self, what: str) -> float:
        return _share(self.found[what], self.extra[what])

    def recall(self, what: str) -> float:
        return _share(self.found[what], self.missed[what])

    def f1(self, what: str) -> float:
        return _share(2 * self.found[what], self.extra[what] + self.missed[what])

    def add(self, found: frozenset[str], wanted: frozenset[str]) -> None:
        self.found.update(found & wanted)
        self.extra.update(found - wanted)
        self.missed.update(wanted - found)


def _share(right: int, wrong: int) -> float:
    return right / (right + wrong) if right + wrong else 1.0


def texts(language: str, of: Iterable[str] = SETS) -> list[Text]:
    return [_text(language, row) for name in of for row in _rows(f"{name}_{language}.toml", "text")]


def cases(language: str) -> list[Case]:
    return [Case(language, **row) for row in _rows(f"rules_{language}.toml", "case")]


def benign(language: str) -> list[str]:
    return (HERE / f"benign_{language}.txt").read_text(encoding="utf-8").splitlines()


def score(some: Iterable[Text]) -> Score:
    """What the check says of them today."""
    result = Score()
    for text in some:
        apology = check(text.words, language=text.language)
        result.texts += 1
        result.right += apology.sound == text.sound
        result.add(frozenset(str(part) for part, spans in apology.components.items() if spans), text.has)
        result.add(frozenset(finding.marker for finding in apology.findings), text.marks)
    return result


def _text(language: str, row: dict[str, str | bool]) -> Text:
    has, marks = (frozenset(str(row[name]).split()) for name in ("has", "marks"))
    return Text(language, str(row["about"]), str(row["words"]), has, marks, bool(row["sound"]))


def _rows(name: str, what: str) -> list[dict[str, str]]:
    return list(tomllib.loads((HERE / name).read_text(encoding="utf-8"))[what])
