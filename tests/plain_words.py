"""What plain words are: short sentences, a low school year, and none of the words we avoid."""

import re

LONGEST = 25
AVOIDED = re.compile(r"\b(oops|please|successfully|valued|ticket|any inconvenience|rest assured)\b|!", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """Parted at full stops, question marks, colons at the end of a line, and empty lines; links left out."""
    text = re.sub(r"\S+://\S+|\S+@\S+|\+[\d ]{6,}", "", text)
    return [part.strip() for part in re.split(r"[.?!](?:\s|$)|:\s*\n|\n\s*\n|-{5,}", text) if part.strip()]


def syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouy])e$", "", word.lower()))
    return max(1, len(groups))


def grade(text: str) -> float:
    """The school year a text needs, by Flesch and Kincaid."""
    parts = sentences(text)
    said = [word for part in parts for word in re.findall(r"[A-Za-z']+", part)]
    return 0.39 * len(said) / len(parts) + 11.8 * sum(map(syllables, said)) / len(said) - 15.59
