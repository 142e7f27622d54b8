"""What Halvorsen was billed for freight handling: 44 invoices, the prices that were agreed, a credit, and the rates."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from desk.demo.moments import HERE
from ground.money.amounts import Money
from refunds.choices import DayCount, Rounding
from refunds.conventions import Conventions
from refunds.models import AgreedPrice, Invoice, InvoiceKind, InvoiceLine
from refunds.rate_examples import dated
from refunds.rate_tables import make_table
from refunds.rates import RatePlan
from refunds.rounding import exact, rounded
from refunds.stored import Scope

if TYPE_CHECKING:
    from datetime import datetime
    from fractions import Fraction
    from typing import Any

    from customers.models import Customer
    from ground.accounts.models import Person

ITEM = "Freight handling, pallet"
BILLED, TAX, CURRENCY = Decimal("46.50"), Decimal("9"), "USD"
CONTRACT = "Contract HMS-2023, page 4"
AGREED = (("2023-02-12", "38.00"), ("2024-01-01", "37.60"), ("2025-01-01", "37.20"), ("2026-01-01", "36.80"))
PALLETS = (
    *(48, 45, 50, 47, 52, 49, 51, 48, 50, 51),
    *(54, 52, 55, 51, 62, 49, 56, 53, 54, 52, 57, 54),
    *(47, 41, 52, 55, 53, 54, 56, 51, 53, 55, 54, 55),
    *(50, 44, 46, 53, 58, 56, 44, 49, 59, 53),
)
"""From March 2023 to October 2026, month by month."""
FIRST_NUMBER, NUMBERS_APART = 20412, 95
PAID_AFTER = (28, 33, 25, 30, 31, 27, 35)
CREDITED_ON, CREDITED_PALLETS, CREDITED_EACH = date(2024, 6, 20), Decimal(-10), Decimal("8.50")
RATES = "2023-01-01 6 2025-07-01 5.5"
WHY = "All 44 invoices of freight handling, with the credit of June 2024 and the first payment."


def bring_invoices(customer: Customer, by: Person, now: datetime) -> None:
    """The rows as an import leaves them."""
    rows = [(date.fromisoformat(day), Decimal(price)) for day, price in AGREED]
    ends = [day for day, _price in rows[1:]]
    for (begins, price), until in zip(rows, [*ends, None], strict=True):
        AgreedPrice.objects.create(
            customer=customer,
            item=ITEM,
            unit_price=price,
            currency=CURRENCY,
            valid_from=begins,
            valid_to=until,
            source=CONTRACT,
            agreed_by=by,
            created_at=now,
        )
    for at, pallets in enumerate(PALLETS):
        year, month = divmod(2023 * 12 + 2 + at, 12)
        issued = date(year, month + 1, monthrange(year, month + 1)[1])
        paid = issued + timedelta(days=PAID_AFTER[at % len(PAID_AFTER)])
        number = f"INV-{FIRST_NUMBER + at * NUMBERS_APART}"
        bill(customer, number, issued, paid, Decimal(pallets), BILLED)
    bill(customer, "CN-318", CREDITED_ON, None, CREDITED_PALLETS, CREDITED_EACH, kind=InvoiceKind.CREDIT)


def what_is_reckoned(now: datetime, until: datetime, by: Person) -> dict[str, Any]:
    """What John chose for the sheet."""
    source = "Contract HMS-2023, page 9: interest on money we held and should not have."
    rates = make_table(name="Contract HMS-2023", source=source, rates=dated(RATES), now=now, by=by, currency=CURRENCY)
    conventions = Conventions(
        CURRENCY, RatePlan(rates.as_table()), zone=str(HERE), day_count=DayCount.ACT_365F, rounding=Rounding.HALF_UP
    )
    refund_on = until.astimezone(HERE).date()
    return {"scope": Scope((ITEM,)), "conventions": conventions, "rates": rates, "refund_on": refund_on, "why": WHY}


def bill(
    customer: Customer,
    number: str,
    issued: date,
    paid: date | None,
    pallets: Decimal,
    price: Decimal,
    kind: InvoiceKind = InvoiceKind.INVOICE,
) -> None:
    invoice = Invoice.objects.create(
        customer=customer, number=number, kind=kind, issued_on=issued, paid_on=paid, currency=CURRENCY
    )
    taxed = Decimal(0) if kind == InvoiceKind.CREDIT else TAX
    net = exact(pallets) * exact(price)
    InvoiceLine.objects.create(
        invoice=invoice,
        customer=customer,
        position=1,
        issued_on=issued,
        item=ITEM,
        quantity=pallets,
        unit_price=price,
        tax_percent=taxed,
        net_minor=_cents(net).minor,
        tax_minor=_cents(net * exact(taxed) / 100).minor,
    )


def _cents(amount: Fraction) -> Money:
    return rounded(amount, CURRENCY, Rounding.HALF_UP)
