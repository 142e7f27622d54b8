"""Phrases as people write them, compiled to patterns over the plain words of one sentence.

A phrase is words parted by spaces. `a|b` is one of them, `a|b?` may be missing, `stem~` and `~ing` are a beginning
and an end of a word, `!a|b` is any other word, `#` is a number, `#$` a sum with its sign, `*3` is up to three words but
no negation, "if" or "but", `**3` is up to three words of any kind, `^` and `$` are the ends of the sentence, `{name}`
is one of the phrases of that name, `<` and `>` hold the words to be marked. Every gap is bounded: a search is linear
in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

KEY = 4
"""Sentences are looked up by the first four letters of their words."""
_GAP = re.compile(r"(\*\*?)(\d*)$")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One phrase. Only a sentence that holds one word beginning of each of `needs` can match, the rarest first."""

    regex: re.Pattern[str]
    needs: tuple[frozenset[str], ...]

    def may_stand_in(self, keys: frozenset[str]) -> bool:
        for need in self.needs:  # noqa: SIM110 - a plain loop; it runs thousands of times a letter
            if need.isdisjoint(keys):
                return False
        return True


class Compiler:
    """Compiles the phrases of one language."""

    def __init__(self, macros: Mapping[str, tuple[str, ...]], stops: Set[str]) -> None:
        self.macros = macros
        self.clean = f"(?!(?:{_any(stops)}) )" if stops else ""

    def pattern(self, phrase: str) -> Pattern:
        regex = self._regex(phrase)
        return Pattern(re.compile("(?<= )" + regex), tuple(self._needs(phrase)))

    def patterns(self, phrases: tuple[str, ...]) -> tuple[Pattern, ...]:
        return tuple(self.pattern(phrase) for phrase in phrases)

    def _regex(self, phrase: str) -> str:
        return "".join(self._piece(token) for token in phrase.split())

    def _piece(self, token: str) -> str:
        fixed = {
            "^": r"(?<=\A )",
            "$": r"\Z",
            "<": "(?P<marked>",
            ">": ")",
            "#": r"[^ ]*\d[^ ]* ",
            "#$": r"(?:[$€£]\d[^ ]*|\d[^ ]*[€£]) ",
        }
        if token in fixed:
            return fixed[token]
        if gap := _GAP.match(token):
            word = ("" if gap[1] == "**" else self.clean) + "[^ ]+ "
            return f"(?:{word}){{0,{gap[2] or 3}}}?"
        if token.startswith("{"):
            choices = "|".join(self._regex(phrase) for phrase in self.macros[token.strip("{}?")])
            return f"(?:{choices})" + ("?" if token.endswith("?") else "")
        if token.startswith("!"):
            return f"(?!(?:{_any(token[1:].split('|'))}) )[^ ]+ "
        optional = token.endswith("?")
        return f"(?:(?:{_any(token.rstrip('?').split('|'))}) )" + ("?" if optional else "")

    def _needs(self, phrase: str) -> list[frozenset[str]]:
        return sorted((keys for token in phrase.split() if (keys := self._keys_of(token))), key=_cost)

    def _keys_of(self, token: str) -> frozenset[str]:
        if token.startswith("{") and not token.endswith("?"):
            inner = [self._needs(phrase) for phrase in self.macros[token.strip("{}")]]
            return frozenset().union(*(needs[0] for needs in inner)) if all(inner) else frozenset()
        if token[0] in "^$<>#*!{" or token.endswith("?"):
            return frozenset()
        words = token.split("|")
        if any(word.startswith("~") or (word.endswith("~") and len(word) <= KEY) for word in words):
            return frozenset()
        return frozenset(word.rstrip("~")[:KEY] for word in words)


def _cost(keys: frozenset[str]) -> float:
    """Short words are common ones; the rarest key saves the most."""
    return sum(100 if len(key) < KEY else 1 for key in keys)


def _any(words: Set[str] | list[str]) -> str:
    return "|".join(_word(word) for word in sorted(words))


def _word(word: str) -> str:
    if word.endswith("~"):
        return re.escape(word[:-1]) + "[^ ]*"
    if word.startswith("~"):
        return "[^ ]+" + re.escape(word[1:])
    return re.escape(word)
