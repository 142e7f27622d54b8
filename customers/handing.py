"""What somebody who leaves holds here: customers, as account manager or deputy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ground.accounts.holdings import Holding
from ground.accounts.refusals import PeopleRefused
from ground.history.recording import record

from .assigning import looking_after
from .models import Customer

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person


def holds(person: Person, now: datetime) -> list[Holding]:
    own = Customer.objects.filter(account_manager=person).count()
    deputised = Customer.objects.filter(deputy=person).count()
    return [
        Holding(ngettext("%d customer", "%d customers", own) % own, own),
        Holding(ngettext("%d customer as deputy", "%d customers as deputy", deputised) % deputised, deputised),
    ]


def hand_over(person: Person, to: Person, by: Person, now: datetime) -> None:
    """Every customer of `person` goes to `to`, who never becomes their own deputy."""
    held = Customer.objects.select_for_update().order_by("pk")
    own = list(held.filter(account_manager=person))
    deputised = held.filter(deputy=person)
    if (own or deputised.exists()) and not looking_after().filter(pk=to.pk).exists():
        raise PeopleRefused(_("%(name)s has no team, or a role without customers.") % {"name": to.name})
    for customer in own:
        customer.account_manager = to
        customer.deputy = None if customer.deputy_id == to.pk else customer.deputy
        _keep(customer, by, now)
    for customer in deputised:
        customer.deputy = None if customer.account_manager_id == to.pk else to
        _keep(customer, by, now)


def _keep(customer: Customer, by: Person, now: datetime) -> None:
    customer.save(update_fields=["account_manager", "deputy"])
    facts: dict[str, str | int | None] = {"account_manager": customer.account_manager_id, "deputy": customer.deputy_id}
    record(("customer", customer.pk), by=by, what="customer.handed_over", now=now, facts=facts)
