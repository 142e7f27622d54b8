"""How an incident ends, and how it opens again. What the customer is told of it is told by `recovery`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import Role
from ground.history.recording import record

from .choices import Ending, PromiseKind, State
from .promises import current_clock, follow, lock, release_promise, start_clock

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person

    from .models import Incident

NEEDS_A_MANAGER = (Ending.NOT_A_MISTAKE, Ending.NO_EFFECT, Ending.OVERRIDE)


class EndingRefused(Exception):
    """Why it cannot end or open again now, in a sentence."""


@transaction.atomic
def end_check(
    incident: Incident,
    *,
    ending: str,
    reason: str,
    by: Person,
    now: datetime,
    duplicate_of: Incident | None = None,
) -> Incident:
    """The check found no mistake, no effect on them (both with a manager's yes), or one that is already logged."""
    incident = lock(incident)
    if incident.state != State.CHECKING:
        raise EndingRefused(_("This is no longer being checked."))
    if ending not in (Ending.NOT_A_MISTAKE, Ending.NO_EFFECT, Ending.DUPLICATE):
        raise EndingRefused(_("Choose how the check ended."))
    if ending == Ending.DUPLICATE and (duplicate_of is None or duplicate_of.customer_id != incident.customer_id):
        raise EndingRefused(_("Choose the mistake of this customer that it repeats."))
    return _close(incident, ending=ending, reason=reason, by=by, now=now, duplicate_of=duplicate_of)


@transaction.atomic
def extend_check(incident: Incident, *, due_at: datetime, due_zone: str, by: Person, now: datetime) -> Incident:
    """A manager gives the check more time, once."""
    incident = lock(incident)
    if incident.state != State.CHECKING:
        raise EndingRefused(_("This is no longer being checked."))
    if by.role != Role.MANAGER:
        raise EndingRefused(_("A manager gives a check more time."))
    if incident.checks_extended:
        raise EndingRefused(_("This check was given more time once already. Tell the customer, or end the check."))
    incident.checks_extended += 1
    incident.save(update_fields=["checks_extended"])
    before = current_clock(incident)
    if before is not None:
        follow(before, by=by, now=now, why=_("More time to check"))
    start_clock(incident, kind=PromiseKind.CHECKING, due_at=due_at, due_zone=due_zone, by=by, now=now, replaces=before)
    return incident


@transaction.atomic
def close_incident(incident: Incident, *, ending: str, reason: str, by: Person, now: datetime) -> Incident:
    """Close an open recovery. A clock that no letter kept is released, with the reason."""
    incident = lock(incident)
    if incident.state != State.OPEN:
        raise EndingRefused(_("This recovery is not open."))
    return _close(incident, ending=ending, reason=reason, by=by, now=now)


@transaction.atomic
def reopen_incident(
    incident: Incident, *, reason: str, due_at: datetime, due_zone: str, by: Person, now: datetime
) -> Incident:
    """Open again with a clock at once; every finished step stays finished until it is reopened."""
    incident = lock(incident)
    if incident.state != State.CLOSED:
        raise EndingRefused(_("This is not closed."))
    if not reason.strip():
        raise EndingRefused(_("Say why it opens again."))
    incident.state, incident.ending, incident.ending_reason = State.OPEN, "", ""
    incident.closed_at = incident.closed_by = incident.duplicate_of = None
    incident.next_update_due_at, incident.clock_started_at = due_at, now
    incident.save()
    kind = PromiseKind.NEXT_UPDATE if incident.first_told_at else PromiseKind.FIRST_NOTICE
    record(incident.history_subject, by=by, what="incident.reopened", now=now, text=reason)
    start_clock(incident, kind=kind, due_at=due_at, due_zone=due_zone, by=by, now=now)
    return incident


def _close(
    incident: Incident,
    *,
    ending: str,
    reason: str,
    by: Person,
    now: datetime,
    duplicate_of: Incident | None = None,
) -> Incident:
    if not reason.strip():
        raise EndingRefused(_("Write down why. It stays on record."))
    if ending in NEEDS_A_MANAGER and by.role != Role.MANAGER:
        raise EndingRefused(_("A manager has to say yes to this."))
    clock = current_clock(incident)
    if clock is not None:
        release_promise(clock, by=by, now=now, why=_("The incident was closed"))
    incident.state, incident.ending, incident.ending_reason = State.CLOSED, ending, reason.strip()
    incident.closed_at, incident.closed_by, incident.duplicate_of = now, by, duplicate_of
    incident.next_update_due_at = incident.clock_started_at = None
    incident.save()
    record(incident.history_subject, by=by, what="incident.closed", now=now, text=reason, facts={"ending": ending})
    return incident
