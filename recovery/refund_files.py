"""The files of a calculated refund, for us and for the customer: letter and statement, lines as CSV, lines as XLSX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import get_language, override

from ground.money.amounts import Money
from ground.money.formatting import format_money
from refunds.models import Calculation, RefundSum
from refunds.sheet_files import as_csv, as_xlsx
from refunds.statement import facts_of, language, statement
from updates.instants import Reader

from .refund_letter import cover_of

if TYPE_CHECKING:
    from customers.models import Contact
    from incidents.models import Incident
    from updates.models import Link


@dataclass(frozen=True)
class Told:
    """What is owed, paid and left, in words; since when nothing is left; whether their language can be set as PDF."""

    owed: str
    paid: str
    rest: str
    settled_on: str
    has_statement: bool


KINDS = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_file(sheet: Calculation, kind: str, *, ours: bool) -> bytes:
    """The lines as CSV or XLSX, in the language that is on; `ours` says why lines were left out."""
    return as_csv(sheet, ours=ours) if kind == "csv" else as_xlsx(sheet, ours=ours)


def paper_of(incident: Incident, sheet: Calculation, contact: Contact | None) -> bytes:
    """Letter and statement as PDF, in the language that is on, in English where our fonts lack its letters.

    NotInOurLetters when a name in it cannot be set; `to_print` can say it all the same.
    """
    with override(language()):
        return statement(sheet, cover=cover_of(incident, sheet, contact))


def to_print(incident: Incident, sheet: Calculation, contact: Contact | None) -> dict[str, Any]:
    """What letter and statement say, for a page to print in any language."""
    cover = cover_of(incident, sheet, contact)
    return {"cover": cover, "statement": facts_of(sheet, cover=cover)}


def can_be_set() -> bool:
    """Whether our fonts have the letters of the language that is on."""
    return language() == (get_language() or "en").split("-")[0]


def decided_sheet(incident: Incident) -> Calculation | None:
    """The calculation behind what we owe, once somebody else has approved it: a customer may see it. None before."""
    decided = RefundSum.objects.filter(refund__incident_link__incident=incident, version=F("refund__version"))
    number = decided.filter(refund__approval__isnull=False).values_list("calculation", flat=True).first()
    return _sheet(number)


def sheet_to_show(link: Link) -> Calculation | None:
    """The same, where the link brought its number along."""
    return _sheet(vars(link).get("decided_sheet"))


def _sheet(number: int | None) -> Calculation | None:
    if number is None:
        return None
    return Calculation.objects.select_related("refund__customer", "refund__approval", "rates__table").get(pk=number)


def told_of(link: Link) -> Told | None:
    """The sums of the calculation a customer may see, in the language that is on; no query, the link brought it."""
    if vars(link).get("decided_sheet") is None:
        return None
    refund, locale = link.incident.refund_link.refund, get_language() or "en"
    owed, paid = refund.owed or Money(0, refund.currency), refund.paid
    last = vars(link).get("last_paid_on")
    return Told(
        owed=format_money(owed, locale),
        paid=format_money(paid, locale) if paid else "",
        rest=format_money(owed - paid, locale),
        settled_on=_written(last, Reader.of_contact(link.contact)) if last and paid >= owed else "",
        has_statement=can_be_set(),
    )


def _written(day: date, reader: Reader) -> str:
    """The day as their page writes it."""
    return reader.full_day(datetime.combine(day, time(12), reader.zone))
