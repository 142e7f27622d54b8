"""What somebody who leaves holds here: recoveries that run, as owner or deputy, and mistakes to be stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ground.accounts.holdings import Holding
from ground.accounts.models import Role
from ground.accounts.refusals import PeopleRefused
from ground.history.recording import record

from .models import Incident

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person


def holds(person: Person, now: datetime) -> list[Holding]:
    running = Incident.objects.running()
    own, deputised = running.filter(owner=person).count(), running.filter(deputy=person).count()
    return [
        Holding(ngettext("%d open mistake", "%d open mistakes", own) % own, own),
        Holding(ngettext("%d open mistake as deputy", "%d open mistakes as deputy", deputised) % deputised, deputised),
    ]


def hand_over(person: Person, to: Person, by: Person, now: datetime) -> None:
    """Every running recovery goes to `to` with its clock as it stands; closed ones keep the name they had."""
    running = Incident.objects.running().select_for_update().order_by("pk")
    own = list(running.filter(owner=person))
    deputised = running.filter(deputy=person)
    if (own or deputised.exists()) and to.role not in (Role.ACCOUNT_MANAGER, Role.MANAGER):
        raise PeopleRefused(_("%(name)s has a role without customers. Choose somebody else.") % {"name": to.name})
    for incident in own:
        incident.owner = to
        incident.deputy = None if incident.deputy_id == to.pk else incident.deputy
        _keep(incident, by, now)
    for incident in deputised:
        incident.deputy = None if incident.owner_id == to.pk else to
        _keep(incident, by, now)


def lock_running(customer_id: int) -> None:
    """The running recoveries of one customer, locked until the transaction ends."""
    list(Incident.objects.running().select_for_update().order_by("pk").filter(customer=customer_id))


@transaction.atomic
def hand_over_customer(customer_id: int, *, before: Person, to: Person, by: Person, now: datetime) -> None:
    """The running recoveries of one customer go from `before` to `to`; clocks and promises stay as they are."""
    running = Incident.objects.running().select_for_update().order_by("pk").filter(customer=customer_id, owner=before)
    for incident in running:
        incident.owner = to
        incident.deputy = None if incident.deputy_id == to.pk else incident.deputy
        _keep(incident, by, now)


def _keep(incident: Incident, by: Person, now: datetime) -> None:
    incident.save(update_fields=["owner", "deputy"])
    facts: dict[str, str | int | None] = {"owner": incident.owner_id, "deputy": incident.deputy_id}
    record(incident.history_subject, by=by, what="incident.handed_over", now=now, facts=facts)
