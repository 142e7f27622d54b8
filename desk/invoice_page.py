"""What a customer was billed and paid, as it is read: invoices, one with its lines, money that names no invoice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from desk.refund_page import money
from desk.watch_page import per_piece
from ground.history.models import Entry
from ground.languages import written_day
from ground.money.amounts import Money
from refunds.models import Invoice, InvoiceKind, InvoiceLine, ReceivedPayment
from refunds.wording import figure
from updates.clock_words import day_and_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.http import HttpRequest

    from customers.models import Customer
    from ground.accounts.models import Person

PAGE = 50
LINES = 100
PAYMENTS = 50
LONGEST_QUESTION = 100
NOTHING = {"net": 0, "tax": 0, "lines": 0}


@dataclass(frozen=True)
class InvoiceRow:
    pk: int
    number: str
    credit: bool
    day: str
    net: str
    tax: str
    gross: str
    paid_on: str


@dataclass(frozen=True)
class LineRow:
    item: str
    description: str
    quantity: str
    price: str
    tax_percent: str
    net: str
    tax: str


@dataclass(frozen=True)
class PaymentRow:
    day: str
    amount: str
    reference: str


def page_of(customer: Customer, request: HttpRequest) -> dict[str, Any]:
    """The invoices, newest first, a page at a time; five questions however many there are."""
    asked = " ".join(request.GET.get("q", "")[:LONGEST_QUESTION].replace("\0", "").split())
    unpaid = request.GET.get("paid") == "unknown"
    rows = Invoice.objects.filter(customer=customer).order_by("-issued_on", "-pk")
    rows = rows.filter(number__icontains=asked) if asked else rows
    if unpaid:
        rows = rows.filter(paid_on__isnull=True, kind=InvoiceKind.INVOICE)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    invoices = list(page.object_list)
    sums = _sums(invoices)
    loose = ReceivedPayment.objects.filter(customer=customer, invoice__isnull=True).order_by("-received_on", "-pk")
    return {
        "page": page,
        "asked": asked,
        "unpaid": unpaid,
        "rows": [_row(one, sums.get(one.pk, NOTHING)) for one in invoices],
        "payments": _payments(loose[:PAYMENTS]),
    }


def one_of(invoice: Invoice, person: Person, now: datetime, number: str) -> dict[str, Any]:
    """One invoice with its lines, its payments, and the credit note of its number; what was noted of its payment."""
    page = Paginator(InvoiceLine.objects.filter(invoice=invoice).order_by("position"), LINES).get_page(number)
    same = Invoice.objects.filter(customer=invoice.customer_id, number=invoice.number).exclude(pk=invoice.pk)
    noted = Entry.objects.about("customer", invoice.customer_id).filter(what="invoice.paid_noted")
    zone = ZoneInfo(person.zone)
    return {
        "invoice": _row(invoice, _sums([invoice]).get(invoice.pk, NOTHING)),
        "days": _days(invoice),
        "page": page,
        "lines": [_line(line, invoice.currency) for line in page.object_list],
        "payments": _payments(invoice.payments.all()[:PAYMENTS]),
        "beside": same.first(),
        "noted": [
            {"when": day_and_time(one.at, now, zone), "who": one.by_name, "words": _noted(one), "why": one.text}
            for one in noted.filter(facts__invoice=invoice.pk).order_by("-sequence")[:PAYMENTS]
        ],
    }


def invoices_of(customer: int, documents: set[str]) -> dict[str, int]:
    """The invoice behind each document of a refund sheet, by what the sheet calls it."""
    numbers = {name.removesuffix(" −") for name in documents}
    found: dict[str, int] = {}
    for one in Invoice.objects.filter(customer=customer, number__in=numbers).order_by("kind"):
        found.setdefault(f"{one.number} −" if one.kind == InvoiceKind.CREDIT else one.number, one.pk)
        found.setdefault(one.number, one.pk)
    return found


def _sums(invoices: Sequence[Invoice]) -> dict[int, Any]:
    lines: Any = InvoiceLine.objects.filter(invoice__in=[one.pk for one in invoices]).order_by().values("invoice")
    summed = lines.annotate(net=Sum("net_minor"), tax=Sum("tax_minor"), lines=Count("pk"))
    return {one["invoice"]: one for one in summed}


def _row(invoice: Invoice, sums: Any) -> InvoiceRow:
    net, tax = Money(sums["net"], invoice.currency), Money(sums["tax"], invoice.currency)
    return InvoiceRow(
        invoice.pk,
        invoice.number,
        invoice.kind == InvoiceKind.CREDIT,
        written_day(invoice.issued_on, "short-year"),
        money(net),
        money(tax),
        money(net + tax),
        written_day(invoice.paid_on, "short-year") if invoice.paid_on else "",
    )


def _line(line: InvoiceLine, currency: str) -> LineRow:
    return LineRow(
        line.item,
        line.description,
        figure(line.quantity),
        per_piece(line.unit_price, currency),
        figure(line.tax_percent),
        money(Money(line.net_minor, currency)),
        money(Money(line.tax_minor, currency)),
    )


def _payments(rows: Any) -> list[PaymentRow]:
    return [PaymentRow(written_day(one.received_on, "short-year"), money(one.amount), one.reference) for one in rows]


def _days(invoice: Invoice) -> list[tuple[str, str]]:
    """The days that are known besides its own."""
    named: list[tuple[str, date | None]] = [
        (_("Ordered on"), invoice.ordered_on),
        (_("Delivered on"), invoice.delivered_on),
    ]
    return [(name, written_day(day, "short-year")) for name, day in named if day]


def _noted(entry: Entry) -> str:
    from_text = entry.facts.get("before")
    words = {"day": entry.facts.get("paid_on"), "before": from_text}
    return (_("%(day)s, before %(before)s") if from_text else _("%(day)s, before unknown")) % words
