"""The languages we know, each from its own list beside this file."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from incidents.apologies.shapes import Component, Language, Rule

FILES = {"en": "english.toml", "de": "german.toml", "fr": "french.toml", "es": "spanish.toml"}
ENOUGH = 2_000
"""Letters that tell a language."""


@cache
def language_of(code: str) -> Language:
    """The lists of one of `FILES`; a phrase or a word it does not know is an error when it is first read."""
    data: dict[str, Any] = tomllib.loads((Path(__file__).parent / FILES[code]).read_text(encoding="utf-8"))
    for name in ("negations", "stops", "common"):
        data[name] = frozenset(data[name].split())
    for name in ("cues", "not_cues"):
        data[name] = {Component(part): tuple(phrases) for part, phrases in data[name].items()}
    data["macros"] = {name: tuple(phrases) for name, phrases in data["macros"].items()}
    data["rules"] = tuple(_rule(row) for row in data["rules"])
    return Language(**data | {"times": tuple(data["times"])})


def written_in(text: str, expected: str) -> str:
    """The language a text is in: the expected one, unless it plainly is another that we know."""
    words = re.findall(r"[^\W\d_]+", text[:ENOUGH].lower())
    counts = {code: sum(word in language_of(code).common for word in words) for code in FILES}
    best = max(counts, key=lambda code: counts[code])
    plainly = counts[best] >= 3 + 2 * counts.get(expected[:2].lower(), 0) and 8 * counts[best] >= len(words)
    return best if plainly else expected


def _rule(row: dict[str, Any]) -> Rule:
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Rule(**given)
