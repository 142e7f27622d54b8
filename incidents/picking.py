"""Picks out what a text promises, while it is written. It proposes; a person confirms. Pure, linear in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incidents.apologies.sentences import QUOTED, sentences
from incidents.promising.days import whens
from incidents.promising.dues import due_of
from incidents.promising.languages import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from ground.worktime.hours import Hours
    from incidents.apologies.sentences import Sentence
    from incidents.promising.days import When
    from incidents.promising.languages import PromiseWords

MOST = 30
"""Promises in one letter; beyond it nobody reads a list of them."""
NEAR = 2
"""Words before a promise in which a negation denies it."""
HEAD = 12
"""Words before a promise that may say that it is told of, asked about or hoped."""
LONGEST = 300
"""Letters of a phrase."""
FEW = 4
"""Words of a cue that may hold a comma, as in "we will, of course, send"."""
DATE = 5
"""Words that may stand behind a comma and still belong to the date before it: "by Friday, 27 November 2026, 12:00"."""
NONE, OWN, OTHER = 0, 1, 2
"""A cue of no promise of ours; one that begins with its subject; one whose subject stands before it."""

PAUSES, SPACED_PAUSES = frozenset(",;–—"), (" –", " —", " (", " -")
KINDS = {"never": NONE, "sure": OWN, "pledges": OWN, "others": OTHER, "dated": OWN, "dated_others": OTHER}
"""By the lists of a language; `sure`, `pledges` and `others` need no date."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A promise in a text: its places (the end not included), its words, and by when (UTC); None is "No date yet"."""

    start: int
    end: int
    phrase: str
    due: datetime | None


@dataclass(slots=True)
class Cue:
    """Words `first` up to `end` that sound like a promise, from the list `group`."""

    first: int
    end: int
    kind: int
    group: str

    @property
    def sure(self) -> bool:
        return not self.group.startswith("dated")


@dataclass(slots=True)
class Part:
    """What belongs to one cue: the words `first` up to `end` of its sentence, and where it was cut."""

    cue: Cue
    first: int
    end: int


def pick(text: str, *, language: str, now: datetime, zone: ZoneInfo, hours: Hours | None = None) -> tuple[Picked, ...]:
    """The promises of ours in `text`, in its order, at most `MOST`; () for a language other than en, de, fr, es.

    `zone` is the reader's: their Friday is meant. Instants come out in UTC; how days become instants is told at
    `dues.due_of`. Quiet on conditions, negations, questions, quotes, the past, what the customer is to do, and the next
    update itself, which has its own field. It reads words and can be wrong. Source: PRODUCT "Promise", DESIGN 17a.
    """
    words = words_of(language)
    return pick_with(words, text, now=now, zone=zone, hours=hours) if words else ()


def pick_with(
    words: PromiseWords, text: str, *, now: datetime, zone: ZoneInfo, hours: Hours | None = None
) -> tuple[Picked, ...]:
    """The same with the words of one language."""
    found: list[Picked] = []
    for sentence in sentences(text, split_apostrophes=words.splits_apostrophes):
        if len(found) >= MOST:
            break
        if not sentence.is_question:
            found += _of_sentence(text, sentence, words, now=now, zone=zone, hours=hours)
    return tuple(found[:MOST])


def _of_sentence(
    text: str, sentence: Sentence, words: PromiseWords, *, now: datetime, zone: ZoneInfo, hours: Hours | None
) -> Iterator[Picked]:
    if not (cues := _cues(sentence, words)):
        return
    breaks, conditions = _breaks(text, sentence, words), _conditions(sentence, words)
    cues = _merged(cue for cue in cues if not _is_torn(cue, breaks))
    for part in _parts(sentence, cues, breaks):
        if part.cue.kind == NONE or _is_no_promise(sentence, part, words):
            continue
        cut = _cut(sentence, part, breaks, words)
        when = _when(sentence, part, cut, breaks, words)
        if when is None and not part.cue.sure:
            continue
        first, end = _extent(sentence, part, cut, when, words)
        if any(place <= end for place in conditions) or _is_denied(sentence, first, end, words):
            continue
        start, stop = sentence.starts[first], min(sentence.ends[end - 1], sentence.starts[first] + LONGEST)
        due = due_of(when, now=now, zone=zone, hours=hours) if when else None
        yield Picked(start, stop, " ".join(text[start:stop].split()), due)


def _cues(sentence: Sentence, words: PromiseWords) -> list[Cue]:
    """What sounds like a promise of ours, or like none that otherwise would."""
    found: list[Cue] = []
    seen: set[int] = set()
    for key in (*(words.cues.keys() & sentence.keys), ""):
        for pattern, group in words.cues.get(key, ()):
            if id(pattern) not in seen and pattern.may_stand_in(sentence.keys):
                seen.add(id(pattern))
                for match in pattern.regex.finditer(sentence.text):
                    start, end = _index(sentence, match.start()), _index(sentence, match.end())
                    found.append(Cue(start, end, KINDS[group], group))
    return found if any(cue.kind for cue in found) else []


def _is_torn(cue: Cue, breaks: set[int]) -> bool:
    """A long one that reaches over the end of a statement joins what does not belong together."""
    is_long = cue.end - cue.first > FEW and cue.group != "pledges"
    return is_long and any(place in breaks for place in range(cue.first + 1, cue.end))


def _merged(cues: Iterable[Cue]) -> list[Cue]:
    """In order; what overlaps is one, and none if any of it is."""
    merged: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: (cue.first, cue.kind)):
        if merged and cue.first < merged[-1].end:
            last = merged[-1]
            last.end, last.kind = max(last.end, cue.end), min(last.kind, cue.kind)
            last.group = last.group if last.sure else cue.group
        else:
            merged.append(cue)
    return merged


def _index(sentence: Sentence, place: int) -> int:
    """The word that begins at a place of the sentence's text; at a word's end, the following."""
    return sentence.text.count(" ", 0, place) - 1


def _breaks(text: str, sentence: Sentence, words: PromiseWords) -> set[int]:
    """Words before which a new part of the sentence may begin: after a comma or a dash, and at "and" and the like."""
    joins = words.words["joins"]
    found = {place for place, word in enumerate(sentence.words) if word in joins}
    for place, end in enumerate(sentence.ends[:-1], 1):
        between = text[end : end + 2]
        if between[:1] in PAUSES or between in SPACED_PAUSES:
            found.add(place)
    return found


def _parts(sentence: Sentence, cues: Sequence[Cue], breaks: set[int]) -> list[Part]:
    """The words that belong to each cue; a cue that wants a subject and has no room for one belongs to the last."""
    parts: list[Part] = []
    for cue in cues:
        between = [place for place in breaks if parts and parts[-1].cue.end <= place <= cue.first]
        if parts and not between and cue.kind == OTHER:
            continue
        split = max(between, default=cue.first) if parts else 0
        if parts:
            parts[-1].end = split
        parts.append(Part(cue, split, len(sentence.words)))
    return parts


def _is_no_promise(sentence: Sentence, part: Part, words: PromiseWords) -> bool:
    """Told of, asked about, hoped for, or under a condition that was named before it."""
    head = _said(sentence, max(part.cue.first - HEAD, 0), part.cue.first)
    told = any(pattern.regex.search(head) for pattern in words.phrases["before"])
    if told and not any(pattern.regex.search(head) for pattern in words.phrases["not_before"]):
        return True
    return not words.words["hedges"].isdisjoint(sentence.words[part.first : part.end])


def _cut(sentence: Sentence, part: Part, breaks: set[int], words: PromiseWords) -> int:
    """Where the statement ends: at the first comma or "because" after the cue, else with its part."""
    for place in range(part.cue.end, part.end):
        word = sentence.words[place]
        if word in words.words["turns"] or (place in breaks and word not in words.words["joins"]):
            return place
    return part.end


def _when(sentence: Sentence, part: Part, cut: int, breaks: set[int], words: PromiseWords) -> When | None:
    """The deadline in it: one that says "by" before others, behind the cue before one that stands in front."""
    behind = whens(sentence, part.cue.first, min(cut + DATE, part.end), words.days)
    behind = [when for when in behind if when.first < cut]
    if not behind and cut < part.end:
        behind = [when for when in whens(sentence, cut, part.end, words.days) if when.first in breaks]
    if not behind:
        return _in_front(sentence, part, breaks, words)
    return next((when for when in behind if when.firm), behind[0])


def _in_front(sentence: Sentence, part: Part, breaks: set[int], words: PromiseWords) -> When | None:
    """ "By Friday, we will": it opens its part of the sentence."""
    joins = words.words["joins"]
    for when in whens(sentence, part.first, part.cue.first, words.days):
        opening = when.first
        while opening > part.first and sentence.words[opening - 1] in joins:
            opening -= 1
        opens = opening == part.first or opening in breaks
        if opens and not any(when.end < place <= part.cue.first for place in breaks):
            return when
    return None


def _extent(sentence: Sentence, part: Part, cut: int, when: When | None, words: PromiseWords) -> tuple[int, int]:
    first = part.cue.first
    if part.cue.kind == OTHER:
        first = part.first
        while first < part.cue.first and sentence.words[first] in words.words["joins"] | {QUOTED}:
            first += 1
    if when is None:
        return first, cut
    return min(first, when.first), max(cut, when.end)


def _conditions(sentence: Sentence, words: PromiseWords) -> list[int]:
    """Where conditions stand: behind one, before its comma, and right behind a comma, nothing is promised."""
    places = [place for place, word in enumerate(sentence.words) if word in words.words["conditions"]]
    if not places:
        return []
    patterns = words.phrases["not_conditions"]
    none = {_index(sentence, match.end()) - 1 for one in patterns for match in one.regex.finditer(sentence.text)}
    return [place for place in places if place not in none]


def _is_denied(sentence: Sentence, first: int, end: int, words: PromiseWords) -> bool:
    first = max(first - NEAR, 0)
    denials = sum(word in words.words["negations"] for word in sentence.words[first:end])
    if not denials:
        return False
    said = _said(sentence, first, end)
    none = sum(1 for one in words.phrases["not_negations"] for _match in one.regex.finditer(said))
    return denials > none


def _said(sentence: Sentence, first: int, end: int) -> str:
    return f" {' '.join(sentence.words[first:end])} "
