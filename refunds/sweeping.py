"""Who else? Asking for a sweep that is kept, whose rows a person may see, and leaving a customer out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from customers.models import Customer

from .swept import SweepRow

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ground.accounts.models import Person

    from .swept import Sweep


def kept_rows(sweep: Sweep, person: Person) -> QuerySet[SweepRow]:
    """What a finished sweep found, of the customers this person may see; largest sum of each currency first."""
    rows = SweepRow.objects.filter(sweep=sweep, sweep__done_at__isnull=False)
    return rows.filter(customer__in=Customer.objects.visible_to(person)).select_related("customer__account_manager")
