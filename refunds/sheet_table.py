"""A calculation as a table of typed cells, for files: the lines in order, then the parts that stand beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .conventions import in_words
from .models import LineKind
from .overcharge import Standing
from .questions import Asked
from .stored import conventions_of
from .sums import PartName
from .wording import in_full

if TYPE_CHECKING:
    from .models import Calculation, CalculationLine

Cell = str | int | Decimal | date | None
APART = (PartName.EXCESS, PartName.WITHHELD, PartName.FIXED, PartName.SET_OFF, PartName.GOODWILL)


@dataclass(frozen=True)
class SheetTable:
    """Rows under their headings; `apart` are the parts without a line, with their signs."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    apart: tuple[tuple[str, Decimal], ...]
    still_to_pay: Decimal
    conventions: tuple[str, ...]
    assumed: tuple[str, ...]


def table_of(sheet: Calculation, *, ours: bool) -> SheetTable:
    """In the language that is on. Lines and what stands apart add up to what is still to be paid, exactly.

    Why a line was left out stands only in what is `ours`.
    """
    conventions = conventions_of(sheet.conventions, sheet.refund.currency, sheet.rates.as_table())
    return SheetTable(
        headings(sheet.refund.currency),
        tuple(_row(sheet, line, ours=ours) for line in sheet.lines.all()),
        tuple(apart(sheet)),
        sheet.money(sheet.payable_minor).decimal,
        (*in_words(conventions), _rates(sheet)),
        tuple(assumed(sheet)),
    )


def headings(currency: str) -> tuple[str, ...]:
    amount = {"currency": currency}
    return (
        _("Line"),
        _("Item"),
        _("Invoice of"),
        _("Paid on"),
        _("Quantity"),
        _("Charged, %(currency)s") % amount,
        _("Agreed, %(currency)s") % amount,
        _("Overcharge, %(currency)s") % amount,
        _("Tax in per cent"),
        _("Tax, %(currency)s") % amount,
        _("Days of interest"),
        _("Interest, %(currency)s") % amount,
        _("Refund, %(currency)s") % amount,
        _("Note"),
    )


def apart(sheet: Calculation) -> list[tuple[str, Decimal]]:
    named = dict(sheet.parts)
    words = {
        PartName.EXCESS: _("Given back beyond it, left with the customer"),
        PartName.WITHHELD: _("Tax withheld from the interest"),
        PartName.FIXED: _("Fixed sum for late payment"),
        PartName.SET_OFF: _("Set off against the interest"),
        PartName.GOODWILL: _("Goodwill"),
    }
    found = [(words[name], sheet.money(named[name.value]).decimal) for name in APART if named.get(name.value)]
    if sheet.lifted_minor:
        found.append((_("Interest lifted to zero"), sheet.money(sheet.lifted_minor).decimal))
    return found


def assumed(sheet: Calculation) -> list[str]:
    """What was taken for granted in the customer's favour, whatever language it was asked in."""
    return [_taken(one["asked"]) % {"about": one["about"]} for one in sheet.questions if one["suggested"]]


def _taken(asked: str) -> str:
    """What each suggestion of a question means."""
    return {
        Asked.UNDERCHARGE: _("%(about)s was billed too little. Nothing is deducted for it."),
        Asked.NO_PRICE: _("No agreed price is known for %(about)s. Nothing is reckoned for it."),
        Asked.NO_PRICING_DAY: _("The pricing date of %(about)s is not known. The day of the invoice counts."),
        Asked.PAYMENT_DAY: _("The day %(about)s was paid is not known. Interest begins on the day of the invoice."),
        Asked.LOOK_BACK: _("Invoice %(about)s is older than we look back. It is included."),
        Asked.EXCESS_CREDIT: _("More was given back than was overcharged. It stays with you."),
    }[Asked(asked)]


def note_of(line: CalculationLine, *, ours: bool) -> str:
    """What a reader has to know of a line beside its figures; why it was left out is for our own people alone."""
    if not line.included and not ours:
        return _("Not part of this refund")
    if not line.included:
        return _("Left out: %(why)s") % {"why": line.reason}
    notes: dict[str, str] = {
        LineKind.CREDIT: _("Given back before"),
        LineKind.PAYMENT: _("Paid back under this refund"),
        Standing.AS_AGREED: _("Billed as agreed"),
        Standing.RETURNED: _("Returned: less was overcharged"),
        Standing.UNDERCHARGED: _("Billed too little"),
        Standing.NOT_JUDGED: _("Cannot be judged"),
    }
    note = notes.get(line.standing if line.kind == LineKind.LINE else line.kind, "")
    if line.paid_on or not (line.since and line.interest_minor):
        return note
    since = _("Interest from %(day)s") % {"day": in_full(line.since)}
    return f"{note}. {since}" if note else since


def _rates(sheet: Calculation) -> str:
    words = {"table": sheet.rates.table.name, "n": sheet.rates.number}
    return _("Rates: %(table)s, version %(n)s.") % words


def _row(sheet: Calculation, line: CalculationLine, *, ours: bool) -> tuple[Cell, ...]:
    net, tax, interest, refund = (
        sheet.money(minor).decimal for minor in (line.net_minor, line.tax_minor, line.interest_minor, line.refund_minor)
    )
    return (
        line.key,
        line.item,
        line.invoiced_on,
        line.known_paid_on,
        line.quantity,
        line.billed,
        line.agreed,
        net,
        line.tax_percent,
        tax,
        line.days,
        interest,
        refund,
        note_of(line, ours=ours),
    )
