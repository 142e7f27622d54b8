"""A small mistake becomes a full recovery: on an objection, a repeat, a reading below the line, a manager's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from incidents.choices import PromiseKind, Size, State
from incidents.models import Incident
from incidents.promises import current_clock, start_clock, void_promise
from incidents.small import grow
from updates.models import Update
from updates.rhythm import update_due
from updates.sending import told_zone

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person


@transaction.atomic
def make_it_full(incident: Incident, *, why: str, by: Person | None, now: datetime) -> Incident:
    """It becomes a full recovery, and the clock of its severity begins.

    The letter that told them stands behind the new clock: should it have reached nobody, the first notice is due again.
    """
    incident = grow(incident, why=why, by=by, now=now)
    clock = current_clock(incident)
    if incident.state == State.OPEN and clock is not None and clock.kind == PromiseKind.SETTLING:
        void_promise(clock, by=by, now=now, why=_("It became a full recovery"))
        zone = told_zone([incident.speaker] if incident.speaker else [], incident)
        due = update_due(incident, now)
        begun = start_clock(incident, kind=PromiseKind.NEXT_UPDATE, due_at=due, due_zone=zone, by=by, now=now)
        Update.objects.filter(made=clock).update(made=begun)
    return incident


def grow_those_repeated(incident: Incident, *, by: Person, now: datetime) -> None:
    """The same kind again with them: small ones that are still open become full recoveries."""
    same = Incident.objects.filter(
        customer=incident.customer_id, kind=incident.kind, size=Size.SMALL, state=State.OPEN
    ).exclude(pk=incident.pk)
    for small in same.select_for_update().order_by("pk"):
        make_it_full(small, why=_("It happened to them again."), by=by, now=now)


def grow_if_small(incident: Incident, *, why: str, by: Person | None, now: datetime) -> None:
    """Whatever says that it is not so small, said to one that may be small."""
    if Incident.objects.filter(pk=incident.pk, size=Size.SMALL).exists():
        make_it_full(incident, why=why, by=by, now=now)
