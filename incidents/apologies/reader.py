"""Reads the sentences of one language: the parts of an apology in them, then the words that undo it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from incidents.apologies.languages import FILES, language_of
from incidents.apologies.phrases import Compiler
from incidents.apologies.shapes import Component

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from incidents.apologies.phrases import Pattern
    from incidents.apologies.sentences import Sentence
    from incidents.apologies.shapes import Language, Rule

NOT_REGRET = {"conditional", "feelings", "already"}
"""Sentences with one of these say sorry for nothing that we did."""
Spans = list[tuple[int, int]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    marker: str
    swap: str = ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule with its phrases compiled."""

    rule: Rule
    also: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]


@dataclass(slots=True)
class Said:
    """One sentence and the parts found in it, as places of its `text`."""

    sentence: Sentence
    parts: dict[Component, Spans]

    def has(self, *wanted: Component, after: int = 0) -> bool:
        return any(start >= after for part in wanted for start, _end in self.parts.get(part, ()))


class Reader:
    """One language, compiled once."""

    def __init__(self, language: Language) -> None:
        self.language = language
        compiler = Compiler(language.macros, language.stops)
        self.quiet = {part: compiler.patterns(language.not_cues.get(part, ())) for part in Component}
        self.times = compiler.patterns(language.times)
        self.cues: dict[str, list[tuple[Pattern, Component]]] = defaultdict(list)
        self.rules: dict[str, list[tuple[Pattern, Compiled]]] = defaultdict(list)
        for part, phrases in language.cues.items():
            _index(self.cues, [(pattern, part) for pattern in compiler.patterns(phrases)])
        for rule in language.rules:
            compiled = Compiled(rule, compiler.patterns(rule.also), compiler.patterns(rule.unless))
            _index(self.rules, [(pattern, compiled) for pattern in compiler.patterns(rule.phrases)])

    def read(self, sentences: Sequence[Sentence]) -> tuple[dict[Component, Spans], list[Mark]]:
        """Where the parts stand in the text, and what undoes them, both in the order of the text."""
        said = [Said(sentence, self._parts(sentence)) for sentence in sentences]
        marks = [mark for place in range(len(said)) for mark in self._marks(said, place)]
        parts: dict[Component, Spans] = {part: [] for part in Component}
        for one in said:
            for part, spans in one.parts.items():
                parts[part] += _apart([one.sentence.span(*span) for span in spans])
        return parts, marks

    def names_a_time(self, sentences: Sequence[Sentence]) -> bool:
        return any(_found(self.times, sentence) for sentence in sentences)

    def _parts(self, sentence: Sentence) -> dict[Component, Spans]:
        parts: dict[Component, Spans] = defaultdict(list)
        for pattern, part in _candidates(self.cues, sentence):
            if sentence.is_question and part != Component.FORGIVENESS:
                continue
            for match in pattern.regex.finditer(sentence.text):
                if not self._negated(sentence, match.start()):
                    parts[part].append(match.span())
        return {part: spans for part, spans in parts.items() if not _found(self.quiet[part], sentence)}

    def _marks(self, said: Sequence[Said], place: int) -> list[Mark]:
        """The first finding of a kind at a place; a finding of sorry-for-nothing takes the regret out as well."""
        one, found = said[place], {}
        for pattern, compiled in _candidates(self.rules, one.sentence):
            for match in pattern.regex.finditer(one.sentence.text):
                start, end = match.span("marked") if "marked" in pattern.regex.groupindex else match.span()
                if self._holds(compiled, said, place, start):
                    mark = Mark(*one.sentence.span(start, end), compiled.rule.marker, compiled.rule.swap)
                    found[mark.start, mark.end, mark.marker] = mark
        if any(mark.marker in NOT_REGRET for mark in found.values()):
            one.parts.pop(Component.REGRET, None)
        if any(mark.marker == "goodwill" for mark in found.values()):
            one.parts.pop(Component.REPAIR, None)
        return _first_of_each(found.values())

    def _holds(self, compiled: Compiled, said: Sequence[Said], place: int, start: int) -> bool:
        rule, one = compiled.rule, said[place]
        near = said[max(place - 1, 0) : place + 2]
        quiet = (
            (rule.owned_near and any(other.has(Component.RESPONSIBILITY) for other in near))
            or (rule.owned_here and one.has(Component.RESPONSIBILITY, Component.REPAIR))
            or (rule.marker == "but" and one.has(Component.RESPONSIBILITY, Component.REPAIR, after=start))
            or (rule.negatable and self._negated(one.sentence, start, words=3))
            or _found(compiled.unless, one.sentence)
        )
        return not quiet and (not compiled.also or _found(compiled.also, one.sentence))

    def _negated(self, sentence: Sentence, start: int, words: int = 2) -> bool:
        return not self.language.negations.isdisjoint(sentence.before(start, words))


@cache
def reader_of(language: str) -> Reader | None:
    """The reader of "de" for "de-AT"; None for a language we have no lists of."""
    short = language.replace("_", "-").split("-")[0].lower()
    return Reader(language_of(short)) if short in FILES else None


def _index(index: dict[str, list[tuple[Pattern, T]]], pairs: Iterable[tuple[Pattern, T]]) -> None:
    """By the beginnings of words; what has none is tried on every sentence."""
    for pattern, what in pairs:
        for key in pattern.needs[0] if pattern.needs else {""}:
            index[key].append((pattern, what))


def _candidates(index: dict[str, list[tuple[Pattern, T]]], sentence: Sentence) -> Iterator[tuple[Pattern, T]]:
    """Every pattern that can match, once."""
    seen: set[int] = set()
    for key in (*(index.keys() & sentence.keys), ""):
        for pattern, what in index.get(key, ()):
            if id(pattern) not in seen:
                seen.add(id(pattern))
                if pattern.may_stand_in(sentence.keys):
                    yield pattern, what


def _found(patterns: Iterable[Pattern], sentence: Sentence) -> bool:
    return any(pattern.regex.search(sentence.text) for pattern in patterns if pattern.may_stand_in(sentence.keys))


def _apart(spans: Iterable[tuple[int, int]]) -> Spans:
    """Overlapping spans as one."""
    whole: Spans = []
    for start, end in sorted(spans):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def _first_of_each(marks: Iterable[Mark]) -> list[Mark]:
    """Of marks of one kind that overlap, the first and longest."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not any(other.marker == mark.marker and mark.start < other.end for other in kept):
            kept.append(mark)
    return kept
