"""Makers for agreed prices, invoices and rates as rows, in a word each."""

from decimal import Decimal

from ground.money.amounts import Money
from recovery.refunding import calculate_refund
from refunds.choices import Stage
from refunds.conventions import Conventions
from refunds.models import AgreedPrice, Invoice, InvoiceKind, InvoiceLine
from refunds.owing import open_refund
from refunds.rate_tables import make_table
from refunds.rates import RatePlan
from refunds.reckoning import reckon
from refunds.stored import Scope
from tests import make
from tests.refunds.make import day

NOW = make.NOW
ITEM = "Freight handling"


def agree(customer, *entries, item=ITEM, currency="GBP"):
    for begins, price in entries:
        AgreedPrice.objects.create(
            customer=customer,
            item=item,
            unit_price=Decimal(price),
            currency=currency,
            valid_from=day(begins),
            created_at=NOW,
        )


def bill(customer, number, issued, paid, *, quantity="250", price="11.90", tax="20", currency="GBP", item=ITEM, **more):
    invoice = Invoice.objects.create(
        customer=customer,
        number=number,
        issued_on=day(issued),
        paid_on=day(paid) if paid else None,
        currency=currency,
        **more,
    )
    net = Money.of((Decimal(quantity) * Decimal(price)).quantize(Decimal("0.01")), currency)
    taxed = Money.of((net.decimal * Decimal(tax) / 100).quantize(Decimal("0.01")), currency)
    InvoiceLine.objects.create(
        invoice=invoice,
        customer=customer,
        position=1,
        issued_on=invoice.issued_on,
        item=item,
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        tax_percent=Decimal(tax),
        net_minor=net.minor,
        tax_minor=taxed.minor,
    )
    return invoice


def credit_note(customer, number, issued, **line):
    return bill(customer, number, issued, None, kind=InvoiceKind.CREDIT, **line)


def three_invoices(customer):
    """The worked example: agreed 11.40, from 1 July 2024 11.10, billed 11.90."""
    agree(customer, ("2020-01-01", "11.40"), ("2024-07-01", "11.10"))
    bill(customer, "A", "2024-05-15", "2024-06-14")
    bill(customer, "B", "2024-08-15", "2024-09-13")
    bill(customer, "C", "2024-11-15", "2024-12-13")


def eight_percent():
    return make_table(name="8 %", source="Contract, page 4", rates={day("2000-01-01"): Decimal(8)}, now=NOW)


def sheet(customer, by, *, refund=None, rates=None, on="2026-03-13", now=NOW, why="", scope=None, **chosen):
    """A calculation with the house's usual choices."""
    refund = refund or open_refund(customer=customer, currency="GBP", by=by, now=now)
    rates = rates or eight_percent()
    named = {"stage": Stage.LINE, "currency": "GBP", **chosen}
    conventions = Conventions(plan=RatePlan(rates.as_table()), **named)
    scope = scope or Scope((ITEM,))
    return reckon(refund, scope=scope, conventions=conventions, rates=rates, refund_on=day(on), by=by, now=now, why=why)


CHOSEN = {
    "items": ITEM,
    "refund_on": "2026-03-13",
    "pricing": "invoice",
    "interest_base": "gross",
    "day_count": "act_365f",
    "compounding": "simple",
    "rounding": "half_up",
    "stage": "line",
    "zone": "Europe/London",
}
"""What has to be chosen on the page of a calculation, beside its rates."""


def reckoned(incident, *, by, now):
    """A sheet of two lines in the customer's currency, with one open question."""
    customer = incident.customer
    agree(customer, ("2020-01-01", "11.40"), currency=customer.currency)
    bill(customer, "A", "2024-05-15", "2024-06-14", currency=customer.currency)
    bill(customer, "B", "2024-08-15", None, currency=customer.currency)
    rates = eight_percent()
    return calculate_refund(
        incident,
        scope=Scope((ITEM,)),
        conventions=Conventions(customer.currency, RatePlan(rates.as_table())),
        rates=rates,
        refund_on=day("2026-03-13"),
        by=by,
        now=now,
    )
