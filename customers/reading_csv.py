"""Bytes of a CSV file become a table, or a sentence that says in which line and column they cannot. Pure."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .encodings import CannotRead, decode, detect_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 5_000
MOST_COLUMNS = 100
SAMPLE_LINES = 50
NO_AGREEMENT = (0.0, 0)

SEPARATORS: dict[str, LazyText | str] = {
    ",": gettext_lazy("Comma"),
    ";": gettext_lazy("Semicolon"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Upright bar"),
}


@dataclass(frozen=True)
class Line:
    """One row below the header, with the number of the line it begins in. Missing cells at its end are empty."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What a file says: headings, rows, and how its letters and columns were understood."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    encoding: str
    separator: str


def read_table(data: bytes, *, encoding: str = "", separator: str = "") -> Table:
    """The table in `data`; encoding and separator are worked out when they are not given. Raises CannotRead.

    A row may have more cells than there are headings (the rules for rows refuse it alone); blank lines are left out.
    """
    _refuse_what_is_no_text(data)
    encoding = encoding or detect_encoding(data)
    text = decode(data, encoding)
    text, named = without_separator_line(text)
    separator = separator or named or detect_separator(text)
    rows = _rows(text, separator, skipped=1 if named else 0)
    header = next(rows, None)
    if header is None:
        raise CannotRead(_("This file is empty."))
    refuse_headings(header)
    width = len(header.cells)
    lines = tuple(Line(row.number, row.cells + ("",) * (width - len(row.cells))) for row in rows)
    if not lines:
        raise CannotRead(_("This file has headings and no rows."), header.number)
    return _table(header, lines, encoding, separator)


def detect_separator(text: str) -> str:
    """The one under which most of the first rows have as many cells as the first, and the most of them."""
    best = max(SEPARATORS, key=lambda separator: _agreement(text, separator))
    return best if _agreement(text, best) > NO_AGREEMENT else "\t"


def _agreement(text: str, separator: str) -> tuple[float, int]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        widths = [len(row) for row in islice(rows, SAMPLE_LINES) if row]
    except csv.Error:
        return NO_AGREEMENT
    if not widths or widths[0] < 2:
        return NO_AGREEMENT
    return (sum(width == widths[0] for width in widths) / len(widths), widths[0])


def _refuse_what_is_no_text(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise CannotRead(too_large(len(data)))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise CannotRead(_("This is a workbook. In your spreadsheet choose “Save as” and CSV, then bring that file."))


def grouped(number: int) -> str:
    """A count as people read it: 5,000."""
    return number_format(number, force_grouping=True)


def too_large(size: int) -> str:
    """What we say of a file of `size` bytes."""
    values = {"size": number_format(round(size / 1024 / 1024, 1)), "most": MOST_BYTES // 1024 // 1024}
    return _("This file has %(size)s MB. At most %(most)s MB fit. Bring it in parts.") % values


def without_separator_line(text: str) -> tuple[str, str]:
    """Spreadsheets may write "sep=;" into the first line."""
    first, _end, rest = text.partition("\n")
    named = first.strip().lower().removeprefix("sep=")
    if first.lower().startswith("sep=") and named in SEPARATORS:
        return rest, named
    return text, ""


def _rows(text: str, separator: str, *, skipped: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    ended, found = 0, 0
    while True:
        begins = ended + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error):
                values = {"line": grouped(begins)}
                raise CannotRead(_("Line %(line)s has a cell that goes on and on.") % values, begins) from None
            raise _open_quote(text, begins, begins - skipped, separator) from None
        ended = reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        found += 1
        if found > MOST_LINES + 1:
            values = {"most": grouped(MOST_LINES), "line": grouped(begins)}
            raise CannotRead(
                _("More than %(most)s rows: line %(line)s is one too many. Bring it in parts.") % values, begins
            )
        yield Line(begins, tuple(cell.strip() for cell in cells))


def _open_quote(text: str, number: int, line: int, separator: str) -> CannotRead:
    """The row that begins in `line` of the text has a quotation mark without its partner, or inside a cell."""
    column = _cell_of_open_quote(io.StringIO(text, newline="").readlines()[line - 1].rstrip("\r\n"), separator)
    values = {"line": grouped(number), "column": column}
    sentence = _("The quotation marks in line %(line)s, column %(column)s do not match. Close the open one.")
    return CannotRead(sentence % values, number, column)


def _cell_of_open_quote(line: str, separator: str) -> int:
    """The cell, from 1, whose quotation does not end right before a separator or the end of the line."""
    column, rest = 1, line
    while rest:
        if not rest.startswith('"'):
            _cell, found, rest = rest.partition(separator)
        else:
            quoted = re.match(r'"(?:[^"]|"")*+"', rest)
            after = rest[quoted.end() :] if quoted else ""
            if not quoted or not (after == "" or after.startswith(separator)):
                return column
            found, rest = after[:1], after[1:]
        column += 1 if found else 0
    return column


def _table(header: Line, lines: tuple[Line, ...], encoding: str, separator: str) -> Table:
    """Empty columns without a heading are left out; one with values and no heading is refused."""
    width = len(header.cells)
    kept = [i for i in range(width) if header.cells[i] or any(line.cells[i] for line in lines)]
    for index in kept:
        if not header.cells[index]:
            values = {"column": index + 1}
            sentence = _("Column %(column)s has no heading in the first line. Give it one.")
            raise CannotRead(sentence % values, header.number, index + 1)
    picked = tuple(Line(row.number, tuple(row.cells[i] for i in kept) + row.cells[width:]) for row in lines)
    return Table(tuple(header.cells[i] for i in kept), picked, encoding, separator)


def refuse_headings(header: Line) -> None:
    """Too many of them, before rows are filled up to their number; two of one name."""
    if len(header.cells) > MOST_COLUMNS:
        values = {"count": grouped(len(header.cells)), "most": MOST_COLUMNS}
        raise CannotRead(_("This file has %(count)s columns. At most %(most)s fit.") % values, header.number)
    seen: dict[str, int] = {}
    for column, heading in enumerate(header.cells, start=1):
        key = " ".join(heading.casefold().split())
        if key and key in seen:
            values = {"heading": heading, "one": seen[key], "other": column}
            sentence = _("Columns %(one)s and %(other)s are both called “%(heading)s”. Rename one of them.")
            raise CannotRead(sentence % values, header.number, column)
        seen[key] = column
