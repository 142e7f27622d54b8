"""The files of a calculated refund, for us and for the customer: statement, lines as CSV, lines as XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ground.accounts.models import House
from refunds.sheet_files import as_csv, as_xlsx
from refunds.statement import statement

from .refunding import refund_of

if TYPE_CHECKING:
    from incidents.models import Incident
    from refunds.models import Calculation

KINDS = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def refund_file(incident: Incident, sheet: Calculation, kind: str) -> bytes:
    """One of KINDS, in the language that is on."""
    if kind == "pdf":
        return statement(sheet, house=House.objects.get().name, subject=incident.title)
    return as_csv(sheet) if kind == "csv" else as_xlsx(sheet)


def sheet_to_show(incident: Incident) -> Calculation | None:
    """The calculation behind what we owe, once somebody else has approved it; None before."""
    refund = refund_of(incident)
    if refund is None or refund.approval_id is None:
        return None
    latest = refund.sums.select_related("calculation__rates__table", "calculation__refund__customer")
    found = latest.filter(version=refund.version).first()
    return found.calculation if found else None
