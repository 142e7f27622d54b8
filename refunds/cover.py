"""The letter in front of a statement, as plain words. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cover:
    """One page in the reader's language: from whom, to whom, what happened, what is owed, how it came about, who signs.

    `lines` stand beneath the house's name as beneath every signature; all of it was told, or is about the sum itself.
    """

    house: str
    lines: tuple[str, ...]
    to: tuple[str, ...]
    day: str
    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    signed: tuple[str, ...]
