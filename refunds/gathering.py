"""The rows of a customer become a case: lines, agreed prices, what was given back, what people chose."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ground.money.amounts import Money

from .agreed import AgreedPrice
from .billed import InvoiceKind, InvoiceLine
from .calculated import LineChoice, QuestionAnswer
from .calculation import Case, Credit
from .dated import Dated
from .overcharge import Invoice, Line, PriceList
from .questions import Answer, Asked, Replies, Reply

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from customers.models import Customer

    from .models import Payment, Refund
    from .stored import Scope

PAYMENT = "payment\0"


@dataclass(frozen=True)
class Gathered:
    case: Case
    paid: Money


def gather(refund: Refund, scope: Scope) -> Gathered:
    """All that is known of the lines in `scope`; seven queries however many lines there are.

    Each payment under this refund is money given back, from its value date.
    """
    payments = list(refund.payments.all())
    case = case_of(
        refund.customer,
        refund.currency,
        scope,
        payments=payments,
        left_out=_left_out(refund),
        replies=_replies(refund),
    )
    return Gathered(case, Money(sum(one.amount_minor for one in payments), refund.currency))


def count_lines(refund: Refund, scope: Scope) -> int:
    """How many lines that would be; one query."""
    return _rows(refund.customer, refund.currency, scope).order_by().count()


def case_of(
    customer: Customer,
    currency: str,
    scope: Scope,
    *,
    payments: Iterable[Payment] = (),
    left_out: Mapping[str, str] | None = None,
    replies: Replies | None = None,
) -> Case:
    """What the rows say of a customer, whether a refund is open or not; two queries.

    A line of a credit note at or above the agreed price is a return at that price. One below it, or for an item
    without an agreed price, is money given back.
    """
    prices = agreed_prices(customer, currency, scope.items)
    lines: list[Line] = []
    invoices: dict[str, Invoice] = {}
    given: list[Credit] = []
    rows = list(_rows(customer, currency, scope))
    billed = {row.invoice.number for row in rows if row.invoice.kind == InvoiceKind.INVOICE}
    for row in rows:
        number = document(row, billed)
        line = _line(row, number)
        if row.invoice.kind == InvoiceKind.CREDIT and not _is_return(line, row.issued_on, prices):
            given.append(_credit(row, line))
            continue
        lines.append(line)
        invoices[number] = Invoice(number, row.invoice.currency, row.issued_on, row.invoice.paid_on or _back_on(row))
    return Case(
        lines,
        invoices,
        prices,
        [*given, *map(_payment, payments)],
        left_out=left_out or {},
        replies=replies or {},
        fixed=Money(scope.fixed_minor, currency),
        goodwill=Money(scope.goodwill_minor, currency),
    )


def agreed_prices(customer: Customer, currency: str, items: Sequence[str]) -> PriceList:
    """The prices that hold for the customer as dated tables; its own go before those of its list."""
    known = AgreedPrice.objects.holding_for(customer).filter(currency=currency, item__in=items)
    rows = known.only("item", "customer_id", "unit_price", "valid_from", "valid_to")
    by_item: dict[str, list[AgreedPrice]] = defaultdict(list)
    for row in rows:
        by_item[row.item].append(row)
    return PriceList(currency, {item: price_table(rows) for item, rows in by_item.items()})


def price_table(rows: Iterable[AgreedPrice]) -> Dated[Decimal | None]:
    """One item's rows as one table: cut at every day on which a price begins or ends."""
    known = sorted(rows, key=lambda row: (row.customer_id is None, -row.valid_from.toordinal()))
    days = sorted({row.valid_from for row in known} | {row.valid_to for row in known if row.valid_to})
    return Dated.of((day, _holding(known, day)) for day in days)


def items_with_prices(customer: Customer, currency: str) -> list[str]:
    rows = AgreedPrice.objects.holding_for(customer).filter(currency=currency)
    return list(rows.order_by("item").values_list("item", flat=True).distinct())


def document(row: InvoiceLine, billed: Container[str]) -> str:
    """What the line's document is called, told apart when a credit note has the number of an invoice."""
    number = row.invoice.number
    return f"{number} −" if row.invoice.kind == InvoiceKind.CREDIT and number in billed else number


def key_of(document: str, position: int) -> str:
    """What a line is called on its sheet."""
    return f"{document}/{position}"


def _holding(rows: Iterable[AgreedPrice], day: date) -> Decimal | None:
    held = (row.unit_price for row in rows if row.valid_from <= day and (row.valid_to is None or day < row.valid_to))
    return next(held, None)


def _rows(customer: Customer, currency: str, scope: Scope) -> QuerySet[InvoiceLine]:
    rows = InvoiceLine.objects.filter(customer=customer, invoice__currency=currency, item__in=scope.items)
    if scope.since:
        rows = rows.filter(issued_on__gte=scope.since)
    if scope.until:
        rows = rows.filter(issued_on__lte=scope.until)
    return rows.select_related("invoice").order_by("issued_on", "invoice__number", "invoice__kind", "position")


def _line(row: InvoiceLine, number: str) -> Line:
    key = key_of(number, row.position)
    invoice = row.invoice
    days = (invoice.ordered_on, invoice.delivered_on)
    return Line(key, number, row.item, row.quantity, row.unit_price, row.tax_percent, *days)


def _is_return(line: Line, issued_on: date, prices: PriceList) -> bool:
    table = prices.items.get(line.item)
    agreed = table.on(issued_on) if table else None
    return agreed is not None and line.billed >= agreed


def _back_on(row: InvoiceLine) -> date | None:
    """A credit note gives back on its own day, when no other is known."""
    return row.issued_on if row.invoice.kind == InvoiceKind.CREDIT else None


def _credit(row: InvoiceLine, line: Line) -> Credit:
    return Credit(line.key, row.invoice.paid_on or row.issued_on, -row.net, -row.tax, line.invoice)


def _payment(one: Payment) -> Credit:
    return Credit(f"{PAYMENT}{one.reference}", one.value_on, one.amount)


def _left_out(refund: Refund) -> dict[str, str]:
    latest = {choice.key: choice for choice in LineChoice.objects.filter(refund=refund)}
    return {key: choice.why for key, choice in latest.items() if not choice.included}


def _replies(refund: Refund) -> Replies:
    rows = QuestionAnswer.objects.filter(refund=refund)
    return {(Asked(row.asked), row.about): Reply(Answer(row.answer), row.why, row.day, row.price) for row in rows}
