"""The name of a file as a person may read it: one line, no path, no hidden marks, its ending kept. Pure."""

from __future__ import annotations

import re
import unicodedata

from .limits import NAME_LENGTH

_PATHS = re.compile(r"[\\/]")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Controls, direction marks, lone surrogates, private and unassigned letters, line and paragraph ends."""
NAMELESS = "file"


def clean_name(sent: str) -> str:
    """What is left of a sent name: its last part, at most NAME_LENGTH letters; never empty, never only dots."""
    last = _PATHS.split(sent[-4 * NAME_LENGTH :])[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in _UNSEEN)
    name = " ".join(unicodedata.normalize("NFC", seen).split()).strip(". ")
    return _shortened(name) or NAMELESS


def _shortened(name: str) -> str:
    if len(name) <= NAME_LENGTH:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 12:
        return name[:NAME_LENGTH]
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"
