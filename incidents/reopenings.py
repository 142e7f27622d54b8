"""It is proposed to open a closed recovery again; somebody does, or declines with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from ground.history.recording import record

from .choices import State
from .models import Reopening

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person

    from .models import Answer, CheckIn, Incident


@transaction.atomic
def propose_reopening(
    incident: Incident, *, answer: Answer, now: datetime, value: int | None = None, check_in: CheckIn | None = None
) -> Reopening | None:
    """They said that it is not right. None when it is open already. The caller holds the incident's lock."""
    if incident.state != State.CLOSED:
        return None
    said = {"closed_at": incident.closed_at, "answer": answer, "check_in": check_in, "value": value}
    proposed, _new = Reopening.objects.update_or_create(
        incident=incident, settled_at=None, defaults={**said, "proposed_at": now}
    )
    facts = {"reopening": proposed.pk, "answer": answer.pk, "value": value}
    record(incident.history_subject, by=None, what="reopening.proposed", now=now, facts=facts)
    return proposed


@transaction.atomic
def settle_as_declined(proposed: Reopening, *, why: str, by: Person, now: datetime) -> Reopening:
    """It stays closed. The caller holds the incident's lock and has asked whether this person may say so."""
    proposed.settled_at, proposed.settled_by, proposed.declined_why = now, by, why
    proposed.save(update_fields=["settled_at", "settled_by", "declined_why"])
    subject, facts = proposed.incident.history_subject, {"reopening": proposed.pk}
    record(subject, by=by, what="reopening.declined", now=now, text=why, facts=facts)
    return proposed
