"""Words as a letter can carry them: paragraphs, harmless lines, numbers a telephone dials. Pure."""

from __future__ import annotations

import re
import unicodedata


def paragraphs(text: str) -> list[list[str]]:
    """Paragraphs (parted by empty lines) as lists of their lines."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return [[line.strip() for line in part.split("\n")] for part in parts if part.strip()]


def one_line(text: str) -> str:
    """A name or heading as one harmless line: no line break, control or mark that turns the writing can stay in it."""
    if text.isprintable():  # as nearly every line is: none of those is in it
        return " ".join(text.split())
    kept = (" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    return " ".join(
        "".join(
            letter for letter in kept if letter not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        ).split()
    )


def dial(phone: str) -> str:
    """The number as a telephone dials it, or nothing when there is none in it."""
    digits = re.sub(r"\D", "", re.split(r"(?i)\s*(?:ext|x)\b", phone)[0])
    return ("+" if phone.strip().startswith("+") else "") + digits if len(digits) >= 3 else ""
