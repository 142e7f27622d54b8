"""Which rhythm a customer is told in: their own where they asked for one, else the house's, else the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from .clock import DEFAULT_RHYTHM, Rhythm, Span
from .models import Cadence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from customers.models import Customer
    from incidents.models import Incident


def rhythm_of(customer: Customer, severity: str) -> Rhythm:
    """One query: the customer's row wins over the house's; without a row, DEFAULT_RHYTHM."""
    return rhythms_of(customer)[severity]


def rhythms_of(customer: Customer) -> dict[str, Rhythm]:
    """The rhythm for each severity; one query."""
    return rhythms_of_all([customer.pk])[customer.pk]


def rhythms_of_all(customers: Iterable[int]) -> dict[int, dict[str, Rhythm]]:
    """For each of these customers the rhythm for each severity; one query."""
    wanted = list(customers)
    rows: dict[int | None, dict[str, Rhythm]] = {None: {}}
    for row in Cadence.objects.filter(Q(customer__in=wanted) | Q(customer=None)):
        rows.setdefault(row.customer_id, {})[row.severity] = rhythm_in(row)
    return {customer: {**DEFAULT_RHYTHM, **rows[None], **rows.get(customer, {})} for customer in wanted}


def first_notice_due(customer: Customer, severity: str, now: datetime) -> datetime:
    return rhythm_of(customer, severity).first.after(now, customer.our_hours())


def update_due(incident: Incident, now: datetime) -> datetime:
    """The latest time the next update may name by the house's rhythm."""
    customer = incident.customer
    return rhythm_of(customer, incident.severity).gap.after(now, customer.our_hours())


def rhythm_in(row: Cadence) -> Rhythm:
    return Rhythm(first=Span(row.first_amount, row.first_unit), gap=Span(row.gap_amount, row.gap_unit))
