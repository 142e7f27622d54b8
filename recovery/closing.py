"""The end of a recovery, and its beginning again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from incidents.choices import Ending
from incidents.endings import close_incident, extend_check, reopen_incident
from updates.choices import UpdateKind
from updates.clock import checking_due
from updates.rhythm import first_notice_due, update_due
from updates.sending import Telling, send_update, undo_update

from .growing import grow_if_small

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Incident


@transaction.atomic
def close_by_a_manager(
    incident: Incident,
    *,
    reason: str,
    by: Person,
    now: datetime,
    heading: str = "",
    body: str = "",
    contacts: Sequence[Contact] = (),
) -> Incident:
    """A manager's override with a written reason; the resolved letter, where there is one, keeps the last promise."""
    if contacts:
        telling = Telling(kind=UpdateKind.RESOLVED, heading=heading, body=body, contacts=list(contacts), next_at=None)
        send_update(incident, telling=telling, by=by, now=now)
    return close_incident(incident, ending=Ending.OVERRIDE, reason=reason, by=by, now=now)


@transaction.atomic
def reopen(incident: Incident, *, reason: str, by: Person, now: datetime) -> Incident:
    """Open again: the first update is due by the clock of its severity."""
    last = incident.updates.told().filter(kind=UpdateKind.RESOLVED).last()
    if last is not None and last.can_undo(now):
        return undo_update(last, by=by, now=now).incident
    due = update_due(incident, now) if incident.first_told_at else _first_due(incident, now)
    reopen_incident(incident, reason=reason, due_at=due, due_zone=_zone(incident), by=by, now=now)
    grow_if_small(incident, why=reason, by=by, now=now)
    return type(incident).objects.get(pk=incident.pk)


@transaction.atomic
def give_the_check_more_time(incident: Incident, *, by: Person, now: datetime) -> Incident:
    """Four more working hours, once, by a manager."""
    due = checking_due(now, incident.customer.our_hours())
    return extend_check(incident, due_at=due, due_zone=_zone(incident), by=by, now=now)


def _first_due(incident: Incident, now: datetime) -> datetime:
    return first_notice_due(incident.customer, incident.severity, now)


def _zone(incident: Incident) -> str:
    return incident.speaker.local_zone if incident.speaker else incident.customer.zone
