"""A text as sentences of plain words, each word knowing where it stood. Quoted words are left out."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

from incidents.apologies.phrases import KEY

LONGEST = 120
"""Words. A longer sentence is read in parts, so that no search grows with its square."""
LONGEST_WORD = 40
"""Letters we read of one word, for the same reason."""
QUOTED = "§"
_MARK = "\u0300-\u036f"
_PARTS = (
    r"(?P<word>[$€£]?\d+(?:[.,:'’]\d+)*[€£%]?|%s)"
    r"|(?P<end>[.!?…]{1,8}(?=[\s\"'»”’)]|$)|:(?=\s)|\n[ \t\r]*\n|\n[ \t]*[-•*·] )"
    r"|(?P<quote>(?:^|(?<=\n))>[^\n]*"
    r"|“[^“”\n]{0,600}”|„[^„“”\n]{0,600}[“”]|«[^«»\n]{0,600}»|\"[^\"\n]{0,600}\")"
)
_WHOLE = rf"[^\W\d_][\w{_MARK}]*(?:['’\-][^\W_][\w{_MARK}]*)*['’]?"
_SPLIT = rf"[^\W\d_][\w{_MARK}]*['’]|[^\W\d_][\w{_MARK}]*(?:-[^\W_][\w{_MARK}]*)*"
_SMALL = re.compile(r"[^\w\n]{1,4}[a-zß-öø-ÿ\d]")
_TITLES = frozenset(("mr", "mrs", "ms", "dr", "prof", "hr", "fr", "mme", "sr", "sra"))
_DAY_AND_MONTH = re.compile(r"\d{1,2}\.\d{1,2}")
_MONTH = re.compile(r" (?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)")


def _scanner(word: str) -> re.Pattern[str]:
    return re.compile(_PARTS.replace("%s", word))


_WHOLE_WORDS, _SPLIT_WORDS = _scanner(_WHOLE), _scanner(_SPLIT)


@dataclass(slots=True)
class Sentence:
    """`text` holds its words in small letters, parted and enclosed by single spaces."""

    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    is_question: bool = False
    text: str = ""
    keys: frozenset[str] = frozenset()
    _places: list[int] = field(default_factory=list)

    def close(self) -> Sentence:
        self.text = f" {' '.join(self.words)} "
        self.keys = frozenset([word[:KEY] for word in self.words])
        return self

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the words between two places of `text` stood in the letter."""
        if not self._places:
            place = 1
            for word in self.words:
                self._places.append(place)
                place += len(word) + 1
        first, last = bisect_right(self._places, start) - 1, bisect_right(self._places, end - 1) - 1
        return self.starts[max(first, 0)], self.ends[last]

    def before(self, start: int, count: int) -> list[str]:
        return self.text[:start].split()[-count:]


def sentences(text: str, *, split_apostrophes: bool = False) -> list[Sentence]:
    """A full stop after an abbreviation or a day of the month ends nothing; an empty line and a bullet do."""
    found: list[Sentence] = []
    now = Sentence()
    for match in (_SPLIT_WORDS if split_apostrophes else _WHOLE_WORDS).finditer(text):
        what, said = match.lastgroup, match.group()
        if what == "end":
            if now.words and not (said == "." and _goes_on(now.words[-1], text, match.end())):
                now.is_question = "?" in said
                found.append(now.close())
                now = Sentence()
            continue
        now.words.append(QUOTED if what == "quote" else _plain(said))
        now.starts.append(match.start())
        now.ends.append(match.end())
        if len(now.words) == LONGEST:
            found.append(now.close())
            now = Sentence()
    return [*found, now.close()] if now.words else found


def _goes_on(last: str, text: str, place: int) -> bool:
    if last.isdigit():
        return len(last) < KEY - 1 and _MONTH.match(text, place) is not None
    if _DAY_AND_MONTH.fullmatch(last):
        return _SMALL.match(text, place) is not None
    return last in _TITLES or (len(last) < KEY and _SMALL.match(text, place) is not None)


def _plain(word: str) -> str:
    word = word[:LONGEST_WORD]
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", word).lower().replace("’", "'").replace(" ", "")


def word_count(found: list[Sentence]) -> int:
    return sum(len(sentence.words) for sentence in found)
