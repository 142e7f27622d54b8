"""The same customer, the same kind, still open: add to it instead of logging it twice?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.choices import Kind
from incidents.models import Incident

if TYPE_CHECKING:
    from customers.models import Customer
    from ground.accounts.models import Person


def open_ones_like(customer: Customer, kind: str, person: Person) -> list[Incident]:
    """Running ones of this customer and kind, only those this person may see."""
    if kind not in Kind.values:
        return []
    running = Incident.objects.visible_to(person).running().filter(customer=customer, kind=kind)
    return list(running.order_by("-logged_at")[:3])
