"""What may be changed of an incident while it runs: its name here, and how bad it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import Role
from ground.history.recording import record

from .choices import PromiseKind, Severity, State
from .promises import current_clock, lock, start_clock, void_promise

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person

    from .models import Incident


class ChangeRefused(Exception):
    """Why this cannot be changed now, in a sentence."""


@transaction.atomic
def rename(incident: Incident, *, title: str, by: Person, now: datetime) -> Incident:
    """Another name for us; the subject of the letters stays that of the first notice."""
    incident = _running(incident)
    if incident.title != title:
        incident.title = title
        incident.save(update_fields=["title"])
        record(incident.history_subject, by=by, what="incident.renamed", now=now, text=title)
    return incident


@transaction.atomic
def set_severity(incident: Incident, *, severity: str, first_due: datetime, by: Person, now: datetime) -> Incident:
    """How bad it is now. A told time stays; a first notice that is still to come is due by `first_due` if that is
    sooner, and never later than before. Source: PRODUCT.md, Incident and Promise ("a told date is never edited").
    """
    incident = _running(incident)
    if severity not in Severity.values:
        raise ChangeRefused(_("Choose how bad it is."))
    if incident.severity == severity:
        return incident
    facts = {"from": incident.severity, "to": severity}
    incident.severity = severity
    incident.save(update_fields=["severity"])
    record(incident.history_subject, by=by, what="incident.severity", now=now, facts=facts)
    _bring_forward(incident, first_due, by, now)
    incident.promises.live().exclude(kind=PromiseKind.SETTLING).update(rung_due_at=now)
    return incident


@transaction.atomic
def set_deputy(incident: Incident, *, deputy: Person | None, by: Person, now: datetime) -> Incident:
    """Who steps in when the owner is away: somebody else who looks after customers; None for nobody."""
    incident = _running(incident)
    if incident.deputy_id == (deputy.pk if deputy else None):
        return incident
    if deputy is not None and deputy.pk == incident.owner_id:
        raise ChangeRefused(_("The owner cannot stand in for themselves. Choose somebody else."))
    if deputy is not None and not (deputy.is_active and deputy.role in (Role.ACCOUNT_MANAGER, Role.MANAGER)):
        raise ChangeRefused(_("%(name)s does not look after customers. Choose somebody else.") % {"name": deputy.name})
    facts = {"from": incident.deputy_id, "to": deputy.pk if deputy else None}
    incident.deputy = deputy
    incident.save(update_fields=["deputy"])
    record(incident.history_subject, by=by, what="incident.deputy", now=now, facts=facts)
    return incident


def _bring_forward(incident: Incident, first_due: datetime, by: Person, now: datetime) -> None:
    clock = current_clock(incident)
    if clock is None or clock.kind != PromiseKind.FIRST_NOTICE or first_due >= clock.due_at:
        return
    void_promise(clock, by=by, now=now, why=_("It turned out to be worse"))
    zone = clock.due_zone
    start_clock(incident, kind=PromiseKind.FIRST_NOTICE, due_at=first_due, due_zone=zone, by=by, now=now)


def _running(incident: Incident) -> Incident:
    incident = lock(incident)
    if incident.state == State.CLOSED:
        raise ChangeRefused(_("This is closed. Open it again before you change it."))
    return incident
