"""The page of a calculated refund: its lines by year, the parts of the sum, how it is reckoned, its versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import ExtractYear
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from desk.invoice_page import invoices_of
from desk.refund_page import Figure, money
from ground.languages import written_day
from ground.money.amounts import Money
from ground.money.formatting import format_amount
from refunds.conventions import in_words
from refunds.models import LineKind, Reckoning, RefundSum
from refunds.questions import Answer, Asked
from refunds.sheet_table import APART, assumed, note_of
from refunds.stored import conventions_of
from refunds.sums import PartName
from refunds.wording import figure
from updates.clock_words import day_and_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ground.accounts.models import Person
    from refunds.models import Calculation, CalculationLine, Refund

PAGE = 100
SUMMED = {
    "invoices": Count("invoice", distinct=True),
    "pieces": Sum("quantity"),
    "net": Sum("net_minor"),
    "tax": Sum("tax_minor"),
    "interest": Sum("interest_minor"),
}


@dataclass(frozen=True)
class Year:
    year: int
    count: str
    quantity: str
    net: str
    tax: str
    interest: str
    refund: str


@dataclass(frozen=True)
class SheetRow:
    """A line as it is read; `begins` the year it is the first of on its page."""

    pk: int
    key: str
    item: str
    paid_on: str
    quantity: str
    billed: str
    agreed: str
    net: str
    tax: str
    days: int
    interest: str
    refund: str
    sub: str
    included: bool
    begins: Year | None
    kind: str
    invoice: int | None


def sheet_of(refund: Refund, version: int | None) -> Calculation | None:
    """The version that was asked for, else the latest; `waits` tells that another is asked for."""
    found = refund.calculations.select_related("rates__table", "made_by", "refund")
    found = found.annotate(waits=Exists(Reckoning.objects.filter(refund=OuterRef("refund"), made=None).order_by()))
    return found.filter(version=version).first() if version else found.order_by("-version").first()


def page_of(sheet: Calculation, person: Person, now: datetime, number: str) -> dict[str, Any]:
    """Everything on the page, in a bounded number of queries."""
    conventions = conventions_of(sheet.conventions, sheet.refund.currency, sheet.rates.as_table())
    of_this = RefundSum.objects.filter(calculation=OuterRef("pk"))
    current = Exists(of_this.filter(version=OuterRef("refund__version")))
    made = sheet.refund.calculations.select_related("made_by").annotate(became=Exists(of_this), current=current)
    versions = list(made.order_by("-version")[:PAGE])
    used = {one.version for one in versions if one.became}
    lines = Paginator(sheet.lines.all(), PAGE).get_page(number)
    asked = [(at, one) for at, one in enumerate(sheet.questions, start=1) if one["open"]]
    documents = {line.invoice for line in lines.object_list} | {one["about"] for _at, one in asked}
    invoices = invoices_of(sheet.refund.customer_id, documents)
    zone, by_year = ZoneInfo(person.zone), years(sheet)
    return {
        "sheet": sheet,
        "latest": sheet.version == versions[0].version,
        "figures": figures(sheet),
        "parts": parts(sheet),
        "page": lines,
        "rows": list(_rows(sheet, lines.object_list, by_year, invoices)),
        "total": _year(sheet, _all(by_year)),
        "conventions": in_words(conventions),
        "assumed": assumed(sheet),
        "questions": [(at, one, _payment_of(one, invoices)) for at, one in asked],
        "answered": [
            (at, one, Asked(one["asked"]).label, Answer(one["answer"]).label)
            for at, one in enumerate(sheet.questions, start=1)
            if one["why"] and not one["open"]
        ],
        "versions": [
            {
                "n": one.version,
                "when": day_and_time(one.made_at, now, zone),
                "by": one.made_by.name,
                "owed": amount(sheet, one.owed_minor),
                "why": one.why,
                "here": one.version == sheet.version,
                "used": one.version in used,
            }
            for one in versions
        ],
        "is_sum": sheet.version in {one.version for one in versions if one.current},
    }


def figures(sheet: Calculation) -> list[Figure]:
    """The strip: what was overcharged, given back, earned; what is owed, paid, and left."""
    named = dict(sheet.parts)
    over = named.get(PartName.NET.value, 0) + named.get(PartName.TAX.value, 0)
    # What counts as credited there holds the payments under the refund too, which stand apart here.
    given = named.get(PartName.CREDITED.value, 0) + sheet.owed_minor - sheet.payable_minor
    until = _("until %(day)s") % {"day": written_day(sheet.refund_on, "short-year")}
    paid, owed = sheet.refund.paid_minor, sheet.owed_minor
    shown = [Figure(_("Overcharge"), amount(sheet, over), _("with tax"))]
    if given:
        shown.append(Figure(_("Less given back"), amount(sheet, given)))
    shown.append(Figure(_("Plus interest"), amount(sheet, owed - over - given), until))
    shown.append(Figure(_("We owe them"), amount(sheet, owed), _("an estimate") if sheet.estimate else ""))
    shown.append(Figure(_("Less paid"), amount(sheet, -paid)))
    return [*shown, Figure(_("Balance"), amount(sheet, owed - paid), tone="sum")]


def parts(sheet: Calculation) -> list[tuple[str, str]]:
    """The parts besides lines and credits, by name."""
    named = dict(sheet.parts)
    return [(str(name.label), amount(sheet, named[name.value])) for name in APART if named.get(name.value)]


def years(sheet: Calculation) -> dict[int, Any]:
    """The sums of each year's invoices; one query."""
    rows = sheet.lines.filter(kind=LineKind.LINE).annotate(year=ExtractYear("invoiced_on")).order_by("year")
    return {one["year"]: one for one in rows.values("year").annotate(**SUMMED)}


def _all(by_year: Mapping[int, Any]) -> dict[str, Any]:
    """All lines of invoices together, without what was given back; an invoice belongs to one year."""
    return {"year": 0, **{name: sum(one[name] for one in by_year.values()) for name in SUMMED}}


def _year(sheet: Calculation, one: Any) -> Year:
    count = ngettext("%(n)s invoice", "%(n)s invoices", one["invoices"]) % {"n": one["invoices"]}
    sums = [one["net"], one["tax"], one["interest"], one["net"] + one["tax"] + one["interest"]]
    return Year(one["year"], count, figure(one["pieces"]), *(plain(sheet, minor) for minor in sums))


def _payment_of(question: Mapping[str, Any], invoices: Mapping[str, int]) -> int | None:
    """The invoice whose payment date is asked for, where it can be noted once and for all."""
    return invoices.get(question["about"]) if question["asked"] == Asked.PAYMENT_DAY else None


def _rows(
    sheet: Calculation, lines: Iterable[CalculationLine], by_year: Mapping[int, Any], invoices: Mapping[str, int]
) -> Iterable[SheetRow]:
    shown: int | None = None
    for line in lines:
        year = line.invoiced_on.year if line.invoiced_on else None
        begins = _year(sheet, by_year[year]) if year is not None and year != shown else None
        shown = year
        yield _row(sheet, line, begins, invoices.get(line.invoice))


def _row(sheet: Calculation, line: CalculationLine, begins: Year | None, invoice: int | None) -> SheetRow:
    return SheetRow(
        pk=line.pk,
        key=line.key,
        item=line.item if len(sheet.scope["items"]) > 1 else "",
        paid_on=written_day(line.known_paid_on, "short-year") if line.known_paid_on else "–",
        quantity="" if line.quantity is None else figure(line.quantity),
        billed="" if line.billed is None else price(line.billed),
        agreed="–" if line.kind == LineKind.LINE and line.agreed is None else price(line.agreed),
        net=plain(sheet, line.net_minor),
        tax=plain(sheet, line.tax_minor),
        days=line.days,
        interest=plain(sheet, line.interest_minor),
        refund=plain(sheet, line.refund_minor),
        sub=note_of(line, ours=True),
        included=line.included,
        begins=begins,
        kind=line.kind,
        invoice=invoice,
    )


def amount(sheet: Calculation, minor: int) -> str:
    return money(Money(minor, sheet.refund.currency))


def plain(sheet: Calculation, minor: int) -> str:
    """An amount without its currency, for a table of one currency."""
    return format_amount(Money(minor, sheet.refund.currency), get_language() or "en")


def price(number: Any) -> str:
    """At least two decimals, and as many as it has."""
    if number is None:
        return ""
    decimals = max(2, -(number.normalize().as_tuple().exponent))
    return number_format(number, decimals, force_grouping=True)
