"""Bytes of a mail as text, whatever its sender says about them. Pure, and never fails."""

from __future__ import annotations

import codecs
import re
import unicodedata

ALIASES = {
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-ms-cp932": "cp932",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "x-gbk": "gbk",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "x-unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "windows-874": "cp874",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "tis-620": "cp874",
    "cp-850": "cp850",
    "iso-2022-jp": "iso2022_jp_ext",
}
"""Names that mail programs use and Python does not know, and names that mean more than they say."""
NEVER = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
"""Codecs that are no charset of a mail; some take the square of the length."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_TOWERS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{11,}")


def decode(data: bytes, charset: str) -> str:
    """In the charset it names; else UTF-8, else Windows Latin 1, in which every byte is something."""
    for name in (charset, "utf-8"):
        codec = _codec(name)
        if not codec:
            continue
        try:
            return data.decode(codec)
        except (UnicodeError, LookupError, ValueError):
            continue
    named = _codec(charset)
    if named.startswith(("iso2022", "cp9", "gb", "euc", "big5", "utf-16", "utf-32")):
        return data.decode(named, "replace")
    return data.decode("cp1252", "replace")


def _codec(charset: str) -> str:
    """Python's name for it, or nothing."""
    asked = charset.strip().strip("\"'").lower()[:40]
    name = ALIASES.get(asked, asked)
    if not name or not name.isascii() or "\0" in name:
        return ""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return "" if found.name in NEVER or not getattr(found, "_is_text_encoding", True) else found.name


def clean(text: str) -> str:
    """Text that may be stored and shown: NFC, no controls, turns, lone halves or towers of marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", _TURNS.sub("", _CONTROLS.sub("", text)))
    text = _TOWERS.sub("\N{REPLACEMENT CHARACTER}", text)
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\ufeff", "").replace("\u200b", "")


def one_line(text: str, at_most: int) -> str:
    return " ".join(clean(text).split())[:at_most]
