"""Workbooks (XLSX): refused while still packed when they would swell, else turned into a plain table once."""

from __future__ import annotations

import csv
import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

import python_calamine
from django.utils.translation import gettext as _

from customers.encodings import CannotRead

from .spanning import most_cells

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACKED = b"PK\x03\x04"
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 2_000
MOST_CELLS = 40_000_000
"""Of a million rows, 40 columns; opened, they take a little more than a gigabyte."""
OTHER_KINDS = {"xl/workbook.bin", "content.xml"}
TOLD_EVERY = 20_000
SURE = 15
"""Figures a binary float keeps; what stands behind them is noise of the spreadsheet."""


def is_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == PACKED


def unpack(path: Path, *, mark: str, tell: Callable[[int, int], None]) -> None:
    """Replace a workbook by its first sheet as CSV, UTF-8, commas, years first. CannotRead; then it is as before.

    `mark` keeps two workers at it apart; `tell` hears how many rows of how many are written, and may stop it.
    """
    refuse_bomb(path)
    plain = path.with_name(f"{path.name}.{mark}.csv")
    try:
        _write_first_sheet(path, plain, tell)
        plain.replace(path)
    except python_calamine.CalamineError:
        raise CannotRead(_("This workbook cannot be opened. Save it again as .xlsx or as CSV.")) from None
    finally:
        plain.unlink(missing_ok=True)


def refuse_bomb(path: Path) -> None:
    """By what the archive says of its parts, before any of them is opened; then by whether it told the truth.

    The second look unpacks each part no further than the size it claims, and throws it away.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_swelling(archive.infolist())
            broken = archive.testzip()
            if not broken and most_cells(archive) > MOST_CELLS:
                raise CannotRead(_("Something stands far away from the table. Delete it, or bring the table as CSV."))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError):
        broken = path.name
    if broken:
        raise CannotRead(_("This workbook cannot be opened. Save it again as .xlsx or as CSV."))


def _refuse_swelling(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names or names & OTHER_KINDS:
        raise CannotRead(_("This is a packed file, but no workbook. Bring .xlsx or CSV."))
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1):
        raise CannotRead(_("This workbook unpacks to far more than it seems. We do not open it. Bring it as CSV."))


def _write_first_sheet(path: Path, plain: Path, tell: Callable[[int, int], None]) -> None:
    tell(0, 0)
    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        if not book.sheet_names:
            raise CannotRead(_("This file is empty."))
        sheet = book.get_sheet_by_index(0)
        height = sheet.total_height
        rows, done = sheet.iter_rows(), 0
        with plain.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            while step := [[_text(cell) for cell in row] for row in islice(rows, TOLD_EVERY)]:
                writer.writerows(step)
                done += len(step)
                tell(done, max(height, done))


def _text(cell: Any) -> str:
    if type(cell) is str:
        return cell if cell.isprintable() else " ".join(cell.split())
    if type(cell) is float:
        return _plain_number(cell)
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


def _plain_number(value: float) -> str:
    """As the spreadsheet shows it: 12.35, not 12.350000000000001."""
    text = repr(value)
    if len(text) <= SURE and "e" not in text:
        return text.removesuffix(".0")
    exact = Decimal(text)
    if len(exact.as_tuple().digits) > SURE:
        exact = Decimal(f"{value:.{SURE}g}")
    return f"{exact.normalize():f}" if exact.is_finite() else str(value)
