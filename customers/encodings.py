"""Which letters the bytes of a file stand for; what cannot be read is said with its line and letter. Pure."""

from __future__ import annotations

import codecs

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ENCODINGS: dict[str, LazyText | str] = {
    "utf-8": gettext_lazy("UTF-8"),
    "utf-16": gettext_lazy("UTF-16"),
    "cp1252": gettext_lazy("Windows-1252, Western Europe"),
    "latin-1": gettext_lazy("Latin-1"),
    "cp1250": gettext_lazy("Windows-1250, Central Europe"),
    "cp1251": gettext_lazy("Windows-1251, Cyrillic"),
    "mac_roman": gettext_lazy("Mac Roman"),
}


class CannotRead(Exception):
    """Why the file as a whole cannot be read, in a sentence; `line` and `column` count from 1, 0 is not known."""

    def __init__(self, sentence: str, line: int = 0, column: int = 0) -> None:
        super().__init__(sentence)
        self.line, self.column = line, column


def detect_encoding(data: bytes) -> str:
    """By its mark, else by the zeros of UTF-16, else UTF-8 when it is that to the last byte, else Windows-1252.

    A file that is UTF-8 but for single bytes is refused at the first of them, since reading it as anything else
    would spoil every other letter.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _zeros_of_utf_16(data):
        return "utf-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        lenient = data.decode("utf-8", errors="replace")
        whole = sum(letter > "\x7f" and letter != "\N{REPLACEMENT CHARACTER}" for letter in lenient)
        if whole > lenient.count("\N{REPLACEMENT CHARACTER}"):
            raise _unreadable_letter(data, broken, "utf-8") from None
        return "cp1252"
    return "utf-8"


def decode(data: bytes, encoding: str) -> str:
    """The text without its mark. Raises CannotRead at the first byte that is no letter, and at a NUL."""
    try:
        text = data.decode(_codec(data, encoding)).removeprefix("\ufeff")
    except UnicodeDecodeError as broken:
        raise _unreadable_letter(data, broken, encoding) from None
    if (nul := text.find("\0")) >= 0:
        line, column = _place(text, nul)
        sentence = _("Line %(line)s has a NUL character at letter %(column)s. Save the file again as CSV.")
        raise CannotRead(sentence % {"line": line, "column": column}, line, column)
    return text


def _zeros_of_utf_16(data: bytes) -> bool:
    """UTF-16 without a mark: of plain letters every second byte is zero."""
    sample = data[:4096]
    zeros = sample.count(0)
    return zeros > len(sample) * 0.3 and max(sample[::2].count(0), sample[1::2].count(0)) > zeros * 0.9


def _codec(data: bytes, encoding: str) -> str:
    if encoding == "utf-16" and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-be" if data[:4096][::2].count(0) > data[:4096][1::2].count(0) else "utf-16-le"
    return encoding


def _unreadable_letter(data: bytes, broken: UnicodeDecodeError, encoding: str) -> CannotRead:
    before = data[: broken.start].decode(_codec(data, encoding), errors="replace")
    line, column = _place(before, len(before))
    values = {"line": line, "column": column, "encoding": ENCODINGS[encoding]}
    sentence = _("Line %(line)s, letter %(column)s cannot be read as %(encoding)s. Mend it, or save the file again.")
    return CannotRead(sentence % values, line, column)


def _place(text: str, index: int) -> tuple[int, int]:
    """Line and letter of an index, both from 1; a line ends at LF, CR or CRLF."""
    lines = text[:index].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1
