"""A calculation as CSV, and as XLSX whose formulas add it up; no text in either can become a formula."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from ground.money.amounts import minor_units

from .sheet_table import Cell, SheetTable, table_of

if TYPE_CHECKING:
    from .models import Calculation

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
NET, TAX, INTEREST, REFUND = 7, 9, 11, 12
SUMMED = (NET, TAX, INTEREST, REFUND)


def as_csv(sheet: Calculation, *, ours: bool) -> bytes:
    """UTF-8 with its mark, figures with a point, days as 2026-03-13; texts that begin like a formula are escaped."""
    table, out = table_of(sheet, ours=ours), io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(heading) for heading in table.headings])
    for row in table.rows:
        writer.writerow([_text(cell, amount=at in SUMMED) for at, cell in enumerate(row)])
    blank = [""] * (REFUND - 1)
    for name, amount in (*table.apart, (_("Still to be paid"), table.still_to_pay)):
        writer.writerow([harmless(name), *blank, format(amount, "f"), ""])
    return out.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A text no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(STARTS) else text


def _text(cell: Cell, *, amount: bool) -> str:
    """An amount with the decimals of its currency, another figure with as many as it has."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell if amount else cell.normalize(), "f")
    return cell.isoformat() if isinstance(cell, date) else harmless(str(cell))


def as_xlsx(sheet: Calculation, *, ours: bool) -> bytes:
    """A workbook: the lines with their sums as formulas, then how it is reckoned. Texts are texts, links are none."""
    table, out = table_of(sheet, ours=ours), io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {**safe, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": _("Refund worksheet"), "created": sheet.made_at.replace(tzinfo=None)})
        _lines(book, table, minor_units(sheet.refund.currency))
        _rules(book, table)
    return out.getvalue()


def _lines(book: Any, table: SheetTable, decimals: int) -> None:
    page = book.add_worksheet(_("Lines")[:31])
    bold = book.add_format({"bold": True})
    shape = "#,##0." + "0" * decimals if decimals else "#,##0"
    money, total = (
        book.add_format({"num_format": shape}),
        book.add_format({"num_format": shape, "bold": True, "top": 1}),
    )
    page.freeze_panes(1, 1)
    page.set_column(0, 1, 24)
    page.set_column(2, REFUND, 13)
    page.set_column(REFUND + 1, REFUND + 1, 40)
    for at, heading in enumerate(table.headings):
        page.write_string(0, at, heading, bold)
    for row, cells in enumerate(table.rows, start=1):
        _line(page, row, cells, money)
    last = len(table.rows)
    page.write_string(last + 1, 0, _("Sum of the lines"), bold)
    for at in SUMMED:
        column = xl_col_to_name(at)
        value = sum((cell for cells in table.rows if isinstance(cell := cells[at], Decimal)), Decimal(0))
        page.write_formula(last + 1, at, f"=SUM({column}2:{column}{last + 1})", total, str(value))
    _below(page, table, last + 2, money, total, bold)


def _line(page: Any, row: int, cells: tuple[Cell, ...], money: Any) -> None:
    for at, cell in enumerate(cells):
        if at == REFUND:
            parts = "+".join(f"{xl_col_to_name(part)}{row + 1}" for part in (NET, TAX, INTEREST))
            page.write_formula(row, at, f"=ROUND({parts},6)", money, str(cell))
        elif isinstance(cell, date):
            page.write_datetime(row, at, cell)
        elif isinstance(cell, Decimal):
            page.write_number(row, at, cell, money if at in SUMMED else None)
        elif isinstance(cell, int):
            page.write_number(row, at, cell)
        elif cell:
            page.write_string(row, at, cell)


def _below(page: Any, table: SheetTable, row: int, money: Any, total: Any, bold: Any) -> None:
    """What stands beside the lines, and the sum of it all."""
    column, first = xl_col_to_name(REFUND), row
    for name, amount in table.apart:
        page.write_string(row, 0, name)
        page.write_number(row, REFUND, amount, money)
        row += 1
    page.write_string(row, 0, _("Still to be paid"), bold)
    page.write_formula(row, REFUND, f"=ROUND(SUM({column}{first}:{column}{row}),6)", total, str(table.still_to_pay))


def _rules(book: Any, table: SheetTable) -> None:
    page = book.add_worksheet(_("How it is reckoned")[:31])
    page.set_column(0, 0, 110)
    for row, words in enumerate((*table.conventions, *table.assumed)):
        page.write_string(row, 0, words)
