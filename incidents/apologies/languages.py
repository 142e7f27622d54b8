"""The languages we know, each from its own list beside this file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from incidents.apologies.shapes import Component, Language, Rule

FILES = {"en": "english.toml", "de": "german.toml", "fr": "french.toml", "es": "spanish.toml"}


@cache
def language_of(code: str) -> Language:
    """The lists of one of `FILES`; a phrase or a word it does not know is an error when it is first read."""
    data: dict[str, Any] = tomllib.loads((Path(__file__).parent / FILES[code]).read_text(encoding="utf-8"))
    for name in ("negations", "stops"):
        data[name] = frozenset(data[name].split())
    for name in ("cues", "not_cues"):
        data[name] = {Component(part): tuple(phrases) for part, phrases in data[name].items()}
    data["macros"] = {name: tuple(phrases) for name, phrases in data["macros"].items()}
    data["rules"] = tuple(_rule(row) for row in data["rules"])
    return Language(**data | {"times": tuple(data["times"])})


def _rule(row: dict[str, Any]) -> Rule:
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Rule(**given)
