"""What the overcharge watch found becomes part of a mistake: a new one, or one that is open already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record
from incidents.choices import State
from incidents.models import IncidentFinding
from incidents.promises import lock
from refunds.refusals import RefundRefused
from refunds.watch import settle
from refunds.watched import FindingState

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from ground.history.hashing import Facts
    from incidents.models import Incident
    from refunds.watched import Finding


@transaction.atomic
def take_findings(incident: Incident, last: Finding, *, by: Person, now: datetime) -> int:
    """What is open of this item belongs to the mistake from now on; nothing when somebody else was quicker."""
    incident = lock(incident)
    if incident.customer_id != last.customer_id:
        raise RefundRefused(_("This was found at another customer."))
    if incident.state == State.CLOSED:
        raise RefundRefused(_("This mistake is closed. Log it as its own mistake."))
    found = settle(last, state=FindingState.LOGGED, by=by, now=now)
    IncidentFinding.objects.bulk_create(IncidentFinding(incident=incident, finding=one) for one in found)
    if found:
        facts: Facts = {"item": last.item, "lines": len(found)}
        record(incident.history_subject, by=by, what="finding.taken", now=now, facts=facts)
    return len(found)
