"""A table of any length read row by row: its encoding, its separator, its headings, then its rows with their lines."""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from customers.encodings import ENCODINGS, CannotRead, detect_encoding
from customers.reading_csv import Line, detect_separator, grouped, refuse_headings, without_separator_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = 1024 * 1024
CHUNK = 1024 * 1024
MOST_ROWS = 3_000_000
SAMPLE_ROWS = 2_000
COLD = (b"\xd0\xcf\x11\xe0",)


@dataclass(frozen=True)
class Layout:
    """How a file is read: its headings stand `skipped` lines below its first one."""

    encoding: str
    separator: str
    headings: tuple[str, ...]
    skipped: int = 0


def layout_of(path: Path, *, encoding: str = "", separator: str = "") -> Layout:
    """How this file is read; what is not given is worked out from its beginning. Raises CannotRead."""
    with path.open("rb") as file:
        head = _whole_lines(file.read(HEAD))
    if head.startswith(COLD):
        raise CannotRead(_("This is an old workbook or one with a password. Save it as .xlsx without one, or as CSV."))
    encoding = encoding or detect_encoding(head)
    text = codecs.getincrementaldecoder(_codec(head, encoding))(errors="replace").decode(head).removeprefix("\ufeff")
    text, named = without_separator_line(text)
    separator = separator or named or detect_separator(text)
    layout = Layout(encoding, separator, (), 1 if named else 0)
    header = next(_cells(path, layout), None)
    if header is None:
        raise CannotRead(_("This file is empty."))
    headings = tuple(cell.strip() for cell in header[1])
    refuse_headings(Line(header[0], headings))
    return Layout(encoding, separator, headings, layout.skipped)


def rows_of(path: Path, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """The rows below the headings with the number of their last line; blank ones are left out. Raises CannotRead."""
    rows = _cells(path, layout)
    next(rows, None)
    return rows


def sample_of(path: Path, layout: Layout) -> list[list[str]]:
    """The first rows as cells, all as wide as the headings."""
    width = len(layout.headings)
    return [(cells + [""] * width)[:width] for _line, cells in islice(rows_of(path, layout), SAMPLE_ROWS)]


def count_rows(path: Path, layout: Layout) -> int:
    """How many lines below the headings, having seen that every letter can be read. Raises CannotRead.

    Rows of several lines count as so many: the figure is for the progress, and put right when every row was read.
    """
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        decoder = codecs.getincrementaldecoder(_codec(head, layout.encoding))()
        lines, last = 0, "\n"
        while True:
            chunk = file.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as broken:
                lines += broken.object[: broken.start].count(b"\n") + 1
                raise _unreadable(lines, layout.encoding) from None
            if "\0" in text:
                line = lines + text[: text.index("\0")].count("\n") + 1
                raise CannotRead(_("Line %(line)s has a NUL character. Save the file again.") % {"line": grouped(line)})
            lines += text.count("\n")
            last = text[-1:] or last
            if not chunk:
                break
    lines += 0 if last == "\n" else 1
    if lines - 1 > 2 * MOST_ROWS:
        raise CannotRead(_too_many())
    return max(lines - 1 - layout.skipped, 0)


def _cells(path: Path, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Every row that says something, with the number of its last line in the file."""
    with path.open("rb") as file:
        codec = _codec(file.read(4), layout.encoding)
    # A mark at the beginning belongs to no heading: utf-8-sig and utf-16 drop it.
    with path.open(encoding=codec, newline="") as text:
        for _line in range(layout.skipped):
            text.readline()
        reader, found = csv.reader(text, delimiter=layout.separator, strict=True), 0
        try:
            for cells in reader:
                if any(cells):
                    found += 1
                    yield reader.line_num + layout.skipped, cells
                if found > MOST_ROWS:
                    raise CannotRead(_too_many())
        except csv.Error:
            raise _open_quote(reader.line_num + layout.skipped) from None
        except UnicodeDecodeError:
            raise _unreadable(reader.line_num + layout.skipped + 1, layout.encoding) from None


def _codec(head: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return "utf-8-sig"
    if encoding == "utf-16" and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-be" if head[:2].startswith(b"\0") else "utf-16-le"
    return encoding


def _whole_lines(head: bytes) -> bytes:
    """Without a last line that may be cut in the middle of a letter."""
    end = head.rfind(b"\n")
    if len(head) < HEAD or end < 0:
        return head
    # In UTF-16 the zero of the line's end belongs to it.
    return head[: end + 1 + (head[end + 1 : end + 2] == b"\0")]


def _too_many() -> str:
    return _("More than %(most)s rows do not fit. Bring the file in parts.") % {"most": grouped(MOST_ROWS)}


def _open_quote(line: int) -> CannotRead:
    sentence = _("The quotation marks up to line %(line)s do not match. Close the open one.")
    return CannotRead(sentence % {"line": grouped(line)}, line)


def _unreadable(line: int, encoding: str) -> CannotRead:
    values = {"line": grouped(line), "encoding": ENCODINGS[encoding]}
    return CannotRead(_("Line %(line)s cannot be read as %(encoding)s. Choose other letters.") % values, line)
