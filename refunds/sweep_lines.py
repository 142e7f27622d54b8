"""Every line a sweep found too dear, with what was billed and agreed: as CSV and as a workbook, harmless to open."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import gettext as _

from customers.models import Customer
from ground.money.amounts import Money

from .each_owed import rule_of
from .priced import MICRO, Source, judged, overcharge
from .sheet_files import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from .swept import Sweep, SweepRow

MOST_IN_A_WORKBOOK = 50_000
LINES = """
SELECT c.name, c.reference, i.number, j.issued_on, l.item, j.quantity, j.billed, j.agreed, j.source, j.currency
FROM judged j
JOIN refunds_invoiceline l ON l.id = j.id JOIN refunds_invoice i ON i.id = j.invoice_id
JOIN customers_customer c ON c.id = j.customer_id
JOIN refunds_sweeprow r ON r.sweep_id = %s AND r.customer_id = j.customer_id AND r.currency = j.currency
WHERE j.standing = 'above' AND r.left_out_why = ''
ORDER BY c.name, j.currency, j.issued_on, i.number, l.position
"""
Cells = tuple[str, str, str, date, str, Decimal, Decimal, Decimal, str, Decimal, str]


def lines(sweep: Sweep, rows: QuerySet[SweepRow]) -> Iterator[Cells]:
    """The lines of these rows, those left out of it not among them, as the invoices and prices stand now."""
    labels = {source.value: str(source.label) for source in Source}
    customers = Customer.objects.filter(pk__in=rows.order_by().values("customer"))
    found = judged(rule_of(sweep), LINES, customers=customers, beside=[sweep.pk])
    return (_cells(row, labels) for row in found)


def headings() -> list[str]:
    return [
        _("Customer"),
        _("Their number"),
        _("Invoice"),
        _("Invoice of"),
        _("Item"),
        _("Quantity"),
        _("Charged"),
        _("Agreed"),
        _("The price stands"),
        _("Overcharge, without tax"),
        _("Currency"),
    ]


def as_csv(cells: Iterator[Cells]) -> Iterator[bytes]:
    """UTF-8 with its mark, figures with a point, days as 2026-03-13; texts that begin like a formula are escaped."""
    writer = csv.writer(_Echo())
    first = b"\xef\xbb\xbf" + writer.writerow([harmless(heading) for heading in headings()])
    return chain([first], (writer.writerow([_text(cell) for cell in row]) for row in cells))


def write_xlsx(cells: Iterator[Cells], out: IO[bytes]) -> None:
    """The same as a workbook, row by row; no text in it can become a formula or a link."""
    safe = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {**safe, "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(_("Lines")[:31])
        page.freeze_panes(1, 1)
        page.set_column(0, 10, 16)
        bold = book.add_format({"bold": True})
        for at, heading in enumerate(headings()):
            page.write_string(0, at, heading, bold)
        for row, line in enumerate(cells, start=1):
            for at, cell in enumerate(line):
                _write(page, row, at, cell)


def _write(page: Any, row: int, at: int, cell: object) -> None:
    if isinstance(cell, date):
        page.write_datetime(row, at, cell)
    elif isinstance(cell, Decimal):
        page.write_number(row, at, cell)
    elif cell:
        page.write_string(row, at, str(cell))


def _cells(row: tuple[Any, ...], labels: dict[str, str]) -> Cells:
    name, reference, number, issued_on, item, quantity, billed, agreed, source, currency = row
    day = date.fromisoformat(issued_on) if isinstance(issued_on, str) else issued_on
    over = Money(overcharge(billed - agreed, quantity, currency), currency).decimal
    figures = (_piece(quantity), _piece(billed), _piece(agreed))
    return (name, reference, number, day, item, *figures, labels[source], over, currency)


def _piece(millionths: int) -> Decimal:
    """Without zeros behind it."""
    return Decimal(f"{Decimal(millionths).scaleb(-MICRO).normalize():f}")


def _text(cell: str | date | Decimal) -> str:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, date) else harmless(cell)


class _Echo:
    """A file that gives back what is written to it, so that a line can be sent as soon as it is known."""

    def write(self, text: str) -> bytes:
        return text.encode()
