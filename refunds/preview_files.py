"""The files of a preview become a case: invoice lines, agreed prices, rates, and what was given back already."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ground.money.amounts import AmountRefused, minor_units

from .calculation import Credit
from .choices import TaxRounding
from .dated import Dated
from .overcharge import Invoice, Line, PriceList
from .preview_cells import Cells, FileRefused, read_cells
from .rates import RateTable

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path
    from zoneinfo import ZoneInfo

LINE_COLUMNS = ("invoice", "invoiced_on", "paid_on", "item", "quantity", "billed")
MORE_COLUMNS = ("line", "tax_percent", "tax_rounding", "ordered_on", "delivered_on", "currency")
PRICE_COLUMNS = ("item", "valid_from", "price")
RATE_COLUMNS = ("valid_from", "percent")
CREDIT_COLUMNS = ("credit", "given_on", "net")
MOST_PERCENT = 1_000

Lines = tuple[list[Line], dict[str, Invoice], str]


def read_lines(path: Path, *, zone: ZoneInfo, currency: str = "") -> Lines:
    """The lines, their invoices by number, and the one currency of both: as named, else that of the file's column.

    A line without a number of its own is called by its line in the file. An invoice that stands on several lines has
    one day and one payment.
    """
    lines: list[Line] = []
    invoices: dict[str, Invoice] = {}
    for cells in read_cells(path, LINE_COLUMNS, MORE_COLUMNS):
        currency = _currency(cells, currency)
        invoice = _invoice(cells, currency, zone)
        if invoices.setdefault(invoice.number, invoice) != invoice:
            cells.refuse("invoice", _("Another line says other days, currency or tax rounding for this invoice."))
        lines.append(_line(cells))
    return lines, invoices, currency


def read_prices(path: Path, currency: str) -> PriceList:
    """Agreed prices of each item from their days on; an empty price: nothing is agreed from that day on."""
    tables: dict[str, dict[date, Decimal | None]] = {}
    for cells in read_cells(path, PRICE_COLUMNS, ("currency",)):
        _currency(cells, currency)
        price = cells.figure("price") if cells.text("price") else None
        table = tables.setdefault(cells.needed("item"), {})
        table[_new_day(cells, table)] = price
    return PriceList(currency, {item: Dated.of(table.items()) for item, table in tables.items()})


def read_rates(path: Path) -> RateTable:
    """Per cent a year from their days on; the table is called as its file."""
    table: dict[date, Decimal] = {}
    for cells in read_cells(path, RATE_COLUMNS):
        percent = cells.figure("percent")
        if abs(percent) > MOST_PERCENT:
            cells.refuse("percent", _("A rate is between −1000 and 1000 per cent a year."))
        table[_new_day(cells, table)] = percent
    return RateTable(path.stem, Dated.of(table.items()))


def read_credits(path: Path, currency: str) -> list[Credit]:
    """Credit notes, and payments on account, which have no tax and may have no invoice; amounts are positive."""
    return [
        Credit(
            cells.needed("credit"),
            cells.day("given_on"),
            cells.money("net", currency),
            cells.money("tax", currency) if cells.text("tax") else None,
            cells.text("invoice"),
        )
        for cells in read_cells(path, CREDIT_COLUMNS, ("tax", "invoice"))
    ]


def _new_day(cells: Cells, days: Collection[date]) -> date:
    day = cells.day("valid_from")
    if day in days:
        cells.refuse("valid_from", _("This day stands twice. Keep one of them."))
    return day


def _currency(cells: Cells, known: str) -> str:
    """The one currency of all lines."""
    found = cells.text("currency").upper() or known
    if not found:
        raise FileRefused(_("Which currency? Name it with --currency, or in a column “currency”."))
    try:
        minor_units(found)
    except AmountRefused as refused:
        cells.refuse("currency", str(refused))
    if known and found != known:
        cells.refuse("currency", _("This is in %(one)s, the rest in %(other)s.") % {"one": found, "other": known})
    return found


def _invoice(cells: Cells, currency: str, zone: ZoneInfo) -> Invoice:
    named = cells.text("tax_rounding").lower() or TaxRounding.LINE.value
    if named not in TaxRounding.values:
        cells.refuse("tax_rounding", _("Write “line” or “document”."))
    return Invoice(
        cells.needed("invoice"),
        currency,
        cells.day("invoiced_on"),
        cells.maybe_day("paid_on", zone),
        TaxRounding(named),
    )


def _line(cells: Cells) -> Line:
    tax = cells.figure("tax_percent") if cells.text("tax_percent") else Decimal(0)
    if not 0 <= tax <= 100:
        cells.refuse("tax_percent", _("Tax is between 0 and 100 per cent."))
    return Line(
        cells.text("line") or str(cells.row.number),
        cells.needed("invoice"),
        cells.needed("item"),
        cells.figure("quantity"),
        cells.figure("billed"),
        tax,
        cells.maybe_day("ordered_on"),
        cells.maybe_day("delivered_on"),
    )
