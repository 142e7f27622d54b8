"""The files of a calculated refund, for us and for the customer: statement, lines as CSV, lines as XLSX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, override

from ground.accounts.models import House
from ground.money.amounts import Money
from ground.money.formatting import format_money
from refunds.models import Calculation
from refunds.sheet_files import as_csv, as_xlsx
from refunds.statement import language, statement

if TYPE_CHECKING:
    from incidents.models import Incident
    from updates.models import Link


@dataclass(frozen=True)
class Told:
    """What is owed, paid and left, in words; whether there is a statement in the reader's language."""

    owed: str
    paid: str
    rest: str
    has_statement: bool


KINDS = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def refund_file(incident: Incident, sheet: Calculation, kind: str) -> bytes:
    """One of KINDS, in the language that is on; the statement in English where our fonts lack its letters.

    It names the mistake only by words that were told to the customer.
    """
    if kind == "pdf":
        with override(language()):
            return statement(sheet, house=House.objects.get().name, subject=incident.subject)
    return as_csv(sheet) if kind == "csv" else as_xlsx(sheet)


def sheet_to_show(link: Link) -> Calculation | None:
    """The calculation behind what we owe, once somebody else has approved it; None before."""
    number = vars(link).get("decided_sheet")
    if number is None:
        return None
    return Calculation.objects.select_related("refund__customer", "rates__table").get(pk=number)


def told_of(link: Link) -> Told | None:
    """The sums of the calculation a customer may see, in the language that is on; no query, the link brought it."""
    if vars(link).get("decided_sheet") is None:
        return None
    refund, locale = link.incident.refund_link.refund, get_language() or "en"
    owed, paid = refund.owed or Money(0, refund.currency), refund.paid
    given = format_money(paid, locale) if paid else ""
    return Told(format_money(owed, locale), given, format_money(owed - paid, locale), language() == locale[:2])
