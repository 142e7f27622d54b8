"""Which rhythm a customer is told in: their own where they asked for one, else the house's, else the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.choices import Severity

from .clock import DEFAULT_RHYTHM, Rhythm, Span
from .models import Cadence

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Customer
    from incidents.models import Incident


def rhythm_of(customer: Customer, severity: str) -> Rhythm:
    """One query: the customer's row wins over the house's; without a row, DEFAULT_RHYTHM."""
    return rhythms_of(customer)[severity]


def rhythms_of(customer: Customer) -> dict[str, Rhythm]:
    """The rhythm for each severity; one query."""
    rows = Cadence.objects.filter(customer=customer) | Cadence.objects.filter(customer__isnull=True)
    found = {row.severity: row for row in sorted(rows, key=lambda row: row.customer_id is not None)}
    return {s: rhythm_in(found[s]) if s in found else DEFAULT_RHYTHM[s] for s in Severity.values}


def first_notice_due(customer: Customer, severity: str, now: datetime) -> datetime:
    return rhythm_of(customer, severity).first.after(now, customer.our_hours())


def update_due(incident: Incident, now: datetime) -> datetime:
    """The latest time the next update may name by the house's rhythm."""
    customer = incident.customer
    return rhythm_of(customer, incident.severity).gap.after(now, customer.our_hours())


def rhythm_in(row: Cadence) -> Rhythm:
    return Rhythm(first=Span(row.first_amount, row.first_unit), gap=Span(row.gap_amount, row.gap_unit))
