"""The head of a mail: its lines by name, decoded, whatever stands in them. Pure, and never fails."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from .charsets import decode, one_line
from .limits import LONGEST_LINE, MOST_ADDRESSES, MOST_IDS

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"=\?([^?\s]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]{0,2000})\?=")
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
_ID = re.compile(r"<([^<>\s]{3,250})>")
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]\\@\x00-\x1f]{1,64}@[^\s<>,;:\"'()\[\]\\@\x00-\x1f]{1,255}")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Address:
    name: str
    email: str


@dataclass(frozen=True)
class Head:
    """(name in small letters, raw value) in the order they came: the topmost first."""

    lines: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, items: Iterable[tuple[str, str]]) -> Head:
        return cls(tuple((name.lower(), str(value)) for name, value in items))

    def raw(self, name: str) -> str:
        return next((value for known, value in self.lines if known == name), "")

    def all(self, name: str) -> list[str]:
        return [value for known, value in self.lines if known == name]

    def has(self, *names: str) -> bool:
        return any(known in names for known, _value in self.lines)

    def text(self, name: str, at_most: int = 500) -> str:
        """The first of this name as one readable line."""
        return one_line(decoded(self.raw(name)[:LONGEST_LINE]), at_most)

    def word(self, name: str) -> str:
        """The first token in small letters, such as "auto-replied"; without comments and parameters."""
        return re.split(r"[\s;(]", self.raw(name).strip().lower()[:200], maxsplit=1)[0]

    def addresses(self, *names: str) -> list[Address]:
        found: list[Address] = []
        for name in names:
            for value in self.all(name):
                found += addresses_in(value, at_most=MOST_ADDRESSES - len(found))
        return found

    def ids(self, name: str) -> list[str]:
        """The Message-IDs of this header with their brackets, at most MOST_IDS: of more, the first and the latest."""
        found = [f"<{one}>" for value in self.all(name)[:3] for one in _ID.findall(_readable(value)[:100_000])]
        kept = found if len(found) <= MOST_IDS else found[:10] + found[-(MOST_IDS - 10) :]
        return list(dict.fromkeys(kept))

    def moment(self, name: str) -> datetime | None:
        try:
            at = parsedate_to_datetime(self.raw(name)[:200])
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (TypeError, ValueError, IndexError, OverflowError):
            return None


def addresses_in(value: str, *, at_most: int) -> list[Address]:
    """Every address of a header with the name before it, at most so many; no grammar that a hostile name could bend.

    An address that stands in a display name is an address here too: whoever asks for one sender then sees two.
    """
    value = decoded(_readable(value)[: 20 * LONGEST_LINE])
    found: list[Address] = []
    ends = 0
    for match in _ADDRESS.finditer(value):
        if len(found) >= at_most:
            break
        name = value[ends : match.start()].strip(" \t\r\n,;<\"'")
        ends = match.end()
        found.append(Address(one_line(name.lstrip(">)"), 200), one_line(match[0].strip(".'"), 320).lower()))
    return found


def decoded(value: str) -> str:
    """Encoded words (RFC 2047) made readable; raw bytes read as UTF-8 or Latin; what is neither stays as it is."""
    return _WORD.sub(_decode_word, _BETWEEN.sub(r"\1", _readable(value)))


def _readable(value: str) -> str:
    """What the parser could not read as ASCII it keeps as lone surrogates: the bytes behind them."""
    if value.isascii():
        return value
    return decode(value.encode("utf-8", "surrogateescape"), "utf-8")


def _decode_word(match: re.Match[str]) -> str:
    charset, how, words = match[1], match[2].lower(), match[3]
    try:
        data = words.encode("ascii")
    except UnicodeEncodeError:
        return match[0]
    if how == "q":
        return decode(_HEX.sub(lambda hexed: bytes([int(hexed[1], 16)]), data.replace(b"_", b" ")), charset)
    try:
        return decode(b64decode(data + b"=" * (-len(data) % 4)), charset)
    except (NotBase64, ValueError):
        return match[0]
