"""How far the sheets of a workbook span, read from their bytes: one cell far away would take all memory when opened."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

CHUNK = 4 * 1024 * 1024
LONGEST_MARK = 200
_BLANK = bytes.maketrans(b"\t\n\r'", b'   "')
_PLACE = re.compile(rb' r *= *"([A-Z]{0,3})([0-9]{1,7})"')
_PREFIX = re.compile(rb"<(/?)\w+:")


def most_cells(archive: zipfile.ZipFile) -> int:
    """The cells of the rectangle that the widest sheet spans, filled or not.

    Example: a sheet with A1 and CV1000000 alone spans 100 columns of 1,000,000 rows, 100,000,000 cells.
    """
    parts = (part for part in archive.infolist() if part.filename.endswith(".xml"))
    return max((_span(archive.open(part)) for part in parts), default=0)


def _span(part: IO[bytes]) -> int:
    """Rows times columns, by what the cells say of their place, and by counting those that say nothing."""
    columns: set[bytes] = set()
    is_sheet, last, rows, width, cells = False, 0, 0, 0, 0
    with part:
        for text in _chunks(part):
            is_sheet = is_sheet or b"sheetData" in text
            if not is_sheet:
                continue
            text = _PREFIX.sub(rb"<\1", text) if b":row" in text or b":c" in text else text
            places = _PLACE.findall(text.translate(_BLANK))
            columns.update(column for column, _row in places)
            last = max([last, *map(int, {row for _column, row in places})])
            pieces = text.split(b"<row")
            rows, counted = rows + len(pieces) - 1, [piece.count(b"<c") for piece in pieces]
            width, cells = max(width, cells + counted[0], *counted), counted[-1] + (0 if pieces[1:] else cells)
    return max(last, rows) * max([width, *map(_number, columns)])


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    """The bytes some at a time, cut before a mark so that none is torn in two."""
    rest = b""
    while more := part.read(CHUNK):
        text = rest + more
        cut = text.rfind(b"<", max(len(text) - LONGEST_MARK, 0))
        cut = cut if cut > 0 else len(text)
        yield text[:cut]
        rest = text[cut:]
    yield rest


def _number(column: bytes) -> int:
    """Which column its letters mean: A is 1, XFD is 16,384."""
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number
