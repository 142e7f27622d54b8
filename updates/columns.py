"""Plain text in 72 columns, as a fixed font shows it; a Japanese letter takes two columns. Pure."""

from __future__ import annotations

import re
import textwrap
import unicodedata

COLUMNS = 72
NEVER_FIRST = "、。，．・：；！？）」』】〕》〉’”…ー～％々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
"""What no Japanese line begins with: it stays with the letter before it."""
NEVER_LAST = "（「『【〔《〈‘“"
_PIECE = re.compile(rf"[{NEVER_LAST}]*(?:[^\x00-\u2e7f]|[\x00-\u2e7f]+?(?=\s|[^\x00-\u2e7f]|$))[{NEVER_FIRST}]*|\s+")


def wrapped(text: str) -> str:
    """Lines of at most 72 columns; a link is never broken, two lines are never empty, a signature begins with "-- "."""
    lines: list[str] = []
    for line in text.splitlines():
        filled = _filled(line.strip())
        if filled or (lines and lines[-1]):
            lines += ["-- "] if filled == ["--"] else filled or [""]
    return "\n".join(lines).strip("\n") + "\n"


def width(text: str) -> int:
    """The columns `text` takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _filled(line: str) -> list[str]:
    if width(line) == len(line):
        return textwrap.wrap(line, COLUMNS, break_long_words=False, break_on_hyphens=False)
    filled = [""]
    for piece in _PIECE.findall(line):
        if width(filled[-1] + piece.rstrip()) > COLUMNS and filled[-1].strip():
            filled.append("")
        filled[-1] += piece if filled[-1] else piece.lstrip()
    return [part.rstrip() for part in filled]
