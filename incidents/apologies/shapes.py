"""The words an apology is described with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Component(StrEnum):
    """The six parts of an apology, in the order of their weight (Lewicki, Polin and Lount 2016)."""

    RESPONSIBILITY = "responsibility"
    REPAIR = "repair"
    REGRET = "regret"
    EXPLANATION = "explanation"
    REPENTANCE = "repentance"
    FORGIVENESS = "forgiveness"


class Weight(StrEnum):
    SEVERE = "severe"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases that undo an apology, and when the same phrases are harmless.

    `also` must stand in the sentence, `unless` must not; `owned_near` keeps quiet beside a word of responsibility
    in this sentence or its neighbours, `owned_here` beside responsibility or repair in this sentence; `negatable`
    keeps quiet after a negation. `swap` is what may stand in place of the marked words, in the same grammar.
    """

    marker: str
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    owned_near: bool = False
    owned_here: bool = False
    negatable: bool = False
    swap: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """All we know of one language. Phrases are written as `incidents.apologies.phrases` reads them."""

    code: str
    macros: Mapping[str, tuple[str, ...]]
    cues: Mapping[Component, tuple[str, ...]]
    not_cues: Mapping[Component, tuple[str, ...]]
    rules: tuple[Rule, ...]
    better: Mapping[str, str]
    common: frozenset[str]
    """Words that nearly every letter in it has."""
    times: tuple[str, ...]
    """What tells the reader when they hear again."""
    negations: frozenset[str]
    stops: frozenset[str]
    """A gap between words never crosses these: negations, "if", "but"."""
    splits_apostrophes: bool = False
