"""The apology check: which parts of an apology a text has, and which words undo it. It advises and holds nothing back.

Parts and their weight follow Lewicki, Polin and Lount (2016). It reads words, not hearts: it can be wrong, and a person
decides. Pure; its time grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from incidents.apologies.markers import MARKERS
from incidents.apologies.reader import Reader, reader_of
from incidents.apologies.sentences import sentences, word_count
from incidents.apologies.shapes import Component as Component
from incidents.apologies.shapes import Weight as Weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from incidents.apologies.reader import Mark

LONGEST_LETTER = 200
"""Words; beyond it a weak word of advice."""


@dataclass(frozen=True, slots=True)
class Span:
    """Places in the text, the end not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that weaken or undo the apology. `better` and `swap` are in the language of the text, the rest in the
    reader's; `swap`, where there is one, may stand in place of the words as they are."""

    start: int
    end: int
    marker: str
    words: str
    better: str
    swap: str = ""

    @property
    def weight(self) -> Weight:
        return MARKERS[self.marker].weight

    @property
    def reason(self) -> str:
        return str(MARKERS[self.marker].reason) % {"words": self.words}

    @property
    def advice(self) -> str:
        return str(MARKERS[self.marker].advice)


@dataclass(frozen=True, slots=True)
class Apology:
    """What was found. `checked` is False for a language we do not know; then nothing is said of the text."""

    language: str
    checked: bool
    components: Mapping[Component, tuple[Span, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def missing(self) -> tuple[Component, ...]:
        """In the order of weight. To be forgiven is theirs to give: it is never missing."""
        wanted = (part for part in Component if part != Component.FORGIVENESS)
        return tuple(part for part in wanted if not self.components.get(part)) if self.checked else ()

    @property
    def severe(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.weight == Weight.SEVERE)

    @property
    def sound(self) -> bool:
        """Regret and responsibility, repair or repentance, and nothing that takes it back."""
        has = {part for part, spans in self.components.items() if spans}
        owned = {Component.REGRET, Component.RESPONSIBILITY} <= has
        return owned and bool(has & {Component.REPAIR, Component.REPENTANCE}) and not self.severe


def check(text: str, *, language: str, required: Iterable[str] = (), names_next_time: bool = True) -> Apology:
    """Read `text` in `language` ("en", "de-AT", …). `required` are phrases of the house: they are never a finding.
    `names_next_time` is False where nothing beside the text says when they hear again."""
    reader = reader_of(language)
    if reader is None:
        return Apology(language=language, checked=False)
    read = sentences(text, split_apostrophes=reader.language.splits_apostrophes)
    parts, marks = reader.read(read)
    kept = _places_of(text, required)
    findings = [_finding(reader, text, mark) for mark in marks if not _within(mark, kept)]
    findings += _of_the_whole(reader, word_count(read), named=names_next_time or reader.names_a_time(read))
    components = {part: tuple(Span(*span) for span in spans) for part, spans in parts.items()}
    return Apology(reader.language.code, True, components, tuple(findings))


def better_words(part: Component, language: str) -> str:
    """How a letter in this language could say a part it lacks; empty for one we do not know."""
    reader = reader_of(language)
    return reader.language.better.get(part, "") if reader else ""


def _finding(reader: Reader, text: str, mark: Mark) -> Finding:
    words = " ".join(text[mark.start : mark.end].split())
    return Finding(mark.start, mark.end, mark.marker, words, reader.language.better.get(mark.marker, ""), mark.swap)


def _of_the_whole(reader: Reader, words: int, *, named: bool) -> list[Finding]:
    """Advice about the letter as a whole; it marks no words."""
    wrong = [code for code, is_so in (("no-next-time", not named), ("too-long", words > LONGEST_LETTER)) if is_so]
    return [Finding(0, 0, code, "", reader.language.better.get(code, "")) for code in wrong]


def _places_of(text: str, required: Iterable[str]) -> list[tuple[int, int]]:
    patterns = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in required if phrase.split())
    return [match.span() for pattern in patterns for match in re.finditer(pattern, text, re.IGNORECASE)]


def _within(mark: Mark, kept: list[tuple[int, int]]) -> bool:
    return any(mark.start < end and start < mark.end for start, end in kept)
