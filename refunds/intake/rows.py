"""One row of a file becomes one staged row, or the reasons why not. Every cell is read once, however often it comes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from customers.cells import Unusable, currency, line
from customers.headings import plain
from ground.money.currencies import minor_units
from refunds.agreed import ITEM_LENGTH
from refunds.billed import NUMBER_LENGTH, WORDS_LENGTH, InvoiceKind
from refunds.incoming import UploadKind

from . import figures
from .fields import DAYS, NEEDED, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

REMEMBERED = 20_000
NO_COLUMN = 1_000_000
LENGTHS = {"number": NUMBER_LENGTH, "item": ITEM_LENGTH, "description": WORDS_LENGTH, "reference": WORDS_LENGTH}
CREDIT = {
    *("credit", "credit note", "credit memo", "cn", "cr", "c", "gutschrift", "stornorechnung", "storno"),
    *("avoir", "note de credit", "nota de credito", "abono", "creditnota"),
}
INVOICE = {"", "invoice", "inv", "i", "rechnung", "re", "facture", "fa", "factura", "factuur", "debit"}
SOURCE_LENGTH = 200


@dataclass(frozen=True)
class Wrong:
    """Why a cell of a row cannot be used; `column` counts from 1, 0 is the whole row."""

    line: int
    column: int
    heading: str
    says: str
    why: str


class Cells:
    """Reads the cells of one column, and remembers what it read."""

    def __init__(self, index: int, read: Callable[[str], Any], default: Any, *, needed: bool = False) -> None:
        self.index, self.read, self.default, self.needed = index, read, default, needed
        self.seen: dict[str, Any] = {}

    def __call__(self, cells: Sequence[str]) -> Any:
        """The value in this row. Raises Unusable; a missing or empty cell is the default, unless it is needed."""
        cell = cells[self.index] if self.index < len(cells) else ""
        try:
            return self.seen[cell]
        except KeyError:
            return self._first_time(cell)

    def _first_time(self, cell: str) -> Any:
        bare = cell.strip()
        if bare:
            value = self.read(bare)
        elif self.needed:
            raise Unusable(_("This cell is empty."))
        else:
            value = self.default
        if len(self.seen) >= REMEMBERED:
            self.seen.clear()
        self.seen[cell] = value
        return value


class Reader:
    """Rows of one file, as its person reads them. `ways` reads the fields that need the database."""

    def __init__(
        self, kind: str, reading: Mapping[str, Any], headings: Sequence[str], ways: Mapping[str, Callable[[str], int]]
    ) -> None:
        self.reading, self.headings = reading, headings
        index = {field: int(at) for at, field in reading["columns"].items() if field}
        needed = NEEDED[UploadKind(kind)]
        own = currency(reading["currency"]) if reading.get("currency") else ""
        defaults = {"tax_percent": 0, "currency": own, "description": "", "reference": "", "kind": "", "source": ""}
        if "kind" in index:
            defaults["kind"] = InvoiceKind.INVOICE.value
        self.cells = {
            field: Cells(
                index.get(field, NO_COLUMN),
                self._way(field, ways),
                defaults.get(field),
                needed=field in needed or (field == "currency" and not own),
            )
            for field in _ALL[UploadKind(kind)]
        }
        self.width = len(headings)
        read = {field: column for field, column in self.cells.items() if field in index or column.needed}
        self.read = [(field, column.index, column.seen, column) for field, column in read.items()]
        self.defaults = {field: column.default for field, column in self.cells.items() if field not in read}

    def values(self, number: int, cells: Sequence[str]) -> tuple[dict[str, Any], list[Wrong]]:
        """What each field says, and what is wrong with the row."""
        found = self.defaults.copy()
        wrong: list[Wrong] = []
        for field, index, seen, column in self.read:
            try:  # nearly every cell was read before: this is the inner loop of a million rows
                found[field] = seen[cells[index]]
            except (KeyError, IndexError):
                try:
                    found[field] = column(cells)
                except Unusable as why:
                    wrong.append(self.wrong(number, field, cells, str(why)))
        if len(cells) > self.width and any(cells[self.width :]):
            wrong.append(Wrong(number, 0, "", "", _("This row has more cells than there are headings.")))
        return found, wrong

    def wrong(self, number: int, field: str, cells: Sequence[str], why: str) -> Wrong:
        index = self.cells[field].index
        if index == NO_COLUMN:
            return Wrong(number, 0, "", "", why)
        says = cells[index] if index < len(cells) else ""
        shown = "".join(letter if letter.isprintable() else " " for letter in says[:WORDS_LENGTH])
        return Wrong(number, index + 1, self.headings[index][:WORDS_LENGTH], shown, why)

    def _way(self, field: str, ways: Mapping[str, Callable[[str], int]]) -> Callable[[str], Any]:
        if field in ways:
            return ways[field]
        if field in NUMBERS:
            mark, within = self.reading["decimal"], _BOUNDS.get(field)
            return lambda cell: _bounded(figures.millionths(cell, mark), within)
        if field in DAYS:
            order, endless = self.reading["dates"], field == "valid_to"
            return lambda cell: figures.day(cell, order, endless=endless)
        if field == "currency":
            return currency
        if field == "kind":
            return _kind
        length = LENGTHS.get(field, SOURCE_LENGTH)
        return lambda cell: line(cell, length)


def line_row(reader: Reader, number: int, cells: Sequence[str]) -> tuple[tuple[Any, ...] | None, list[Wrong], bool]:
    """The staged row of an invoice line, what is wrong, and whether the file's own sum differs from ours.

    A row that cannot be used is staged all the same when its invoice is known, so that the whole invoice stays out.
    """
    found, wrong = reader.values(number, cells)
    amounts, differs = (0, 0), False
    if not wrong:
        try:
            amounts, differs = _amounts(found)
        except Unusable as why:
            wrong.append(reader.wrong(number, "unit_price", cells, str(why)))
    if not wrong:
        return _staged(number, found, amounts, usable=True), wrong, differs
    if "customer" in found and "number" in found:
        nothing = {"issued_on": "1970-01-01", "item": "-", "quantity": 0, "unit_price": 0, "tax_percent": 0}
        return _staged(number, {**_EMPTY, **nothing, **found}, (0, 0), usable=False), wrong, False
    return None, wrong, False


def price_row(reader: Reader, number: int, cells: Sequence[str]) -> tuple[tuple[Any, ...] | None, list[Wrong]]:
    """The staged row of an agreed price, or what is wrong."""
    found, wrong = reader.values(number, cells)
    if not wrong:
        owner = found["customer"] or found["price_list"] or reader.reading.get("price_list")
        why = ""
        if not owner or (found["customer"] and found["price_list"]):
            why = _("Say whose price this is: a customer’s or a price list’s, one of them.")
        elif found["unit_price"] < 0:
            why = _("An agreed price is not negative.")
        elif found["valid_to"] and found["valid_to"] <= found["valid_from"]:
            why = _("This price ends before it begins.")
        if why:
            wrong.append(Wrong(number, 0, "", "", why))
    if wrong:
        return None, wrong
    price_list = None if found["customer"] else found["price_list"] or reader.reading.get("price_list")
    names = ("item", "unit_price", "currency", "valid_from", "valid_to", "source")
    return (number, found["customer"], price_list, *(found[name] for name in names)), wrong


_ALL = {
    UploadKind.LINES: (
        *("customer", "number", "kind", "issued_on", "currency", "ordered_on", "delivered_on", "paid_on", "reference"),
        *("item", "description", "quantity", "unit_price", "tax_percent", "net", "tax"),
    ),
    UploadKind.PRICES: (
        *("customer", "price_list", "item", "unit_price", "currency", "valid_from", "valid_to", "source"),
    ),
}
_BOUNDS = {"quantity": (-figures.MOST_PIECES, figures.MOST_PIECES), "tax_percent": (0, figures.PER_CENT)}
_EMPTY = dict.fromkeys(_ALL[UploadKind.LINES], "") | dict.fromkeys(("ordered_on", "delivered_on", "paid_on"))


def _amounts(found: dict[str, Any]) -> tuple[tuple[int, int], bool]:
    """Net and tax in minor units: as the file gives them, else reckoned. What a credit note gives back is negative."""
    decimals = _decimals(found["currency"])
    if found["kind"] == InvoiceKind.CREDIT and found["quantity"] > 0 and found["unit_price"] > 0:
        found["quantity"] = -found["quantity"]
        found["net"], found["tax"] = _negative(found["net"]), _negative(found["tax"])
    own = figures.line_net(found["quantity"], found["unit_price"], decimals)
    net = own if found["net"] is None else _minor(found["net"], decimals)
    tax = figures.tax_of(net, found["tax_percent"]) if found["tax"] is None else _minor(found["tax"], decimals)
    if abs(net) > figures.MOST_MINOR or abs(tax) > figures.MOST_MINOR:
        raise Unusable(_("Quantity times price is too large."))
    return (net, tax), net != own


def _bounded(value: int, within: tuple[int, int] | None) -> int:
    if within is not None and not within[0] <= value <= within[1]:
        raise Unusable(_("This number is too small.") if value < within[0] else _("This number is too large."))
    return value


@cache
def _decimals(code: str) -> int:
    return minor_units(code)


def _negative(value: int | None) -> int | None:
    return None if value is None else -abs(value)


def _minor(millionths: int, decimals: int) -> int:
    minor: int
    minor, lost = divmod(millionths * 10**decimals, 10**figures.PLACES)
    if lost:
        raise Unusable(_("This sum has more decimals than its currency."))
    return minor


def _staged(number: int, found: dict[str, Any], amounts: tuple[int, int], *, usable: bool) -> tuple[Any, ...]:
    return (
        number,
        found["customer"],
        found["number"],
        found["kind"],
        found["issued_on"],
        found["currency"],
        found["ordered_on"],
        found["delivered_on"],
        found["paid_on"],
        found["reference"],
        found["item"],
        found["description"],
        found["quantity"],
        found["unit_price"],
        found["tax_percent"],
        *amounts,
        usable,
    )


def _kind(cell: str) -> str:
    word = plain(cell)
    if word in CREDIT:
        return InvoiceKind.CREDIT.value
    if word in INVOICE:
        return InvoiceKind.INVOICE.value
    raise Unusable(_("Write invoice or credit note."))
