"""The look at night: does every clock show its promise, and could every reminder reach somebody?

1. Running incidents whose clock is not that of their live promise, and closed ones that still have such a promise.
2. What was found before and is right now is marked as gone; what is new becomes a row for the page of reminders.
3. Reachability is counted into the log; the page works it out whenever it is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from incidents.choices import State
from incidents.models import Incident, Promise

from .models import ClockFault
from .reachability import LOST, everywhere

if TYPE_CHECKING:
    from datetime import datetime

    from .reachability import Gap

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Report:
    """What one look found: clocks that differ now, and gaps in who can be reached."""

    faults: tuple[ClockFault, ...]
    gaps: tuple[Gap, ...]

    @property
    def total(self) -> int:
        return len(self.faults) + len(self.gaps)


def look_over(*, now: datetime) -> Report:
    """Both checks. Safe to run twice, late, or never; it mends nothing, a person must see what went wrong."""
    report = Report(tuple(check_clocks(now=now)), tuple(everywhere(now)))
    for gap in report.gaps:
        tell = log.warning if gap.why in LOST else log.info
        tell("reminder_reaches_nobody", why=gap.why.value, person=gap.person, team=gap.team)
    return report


@transaction.atomic
def check_clocks(*, now: datetime) -> list[ClockFault]:
    """The faults there are now: kept where they were known, added where new, the others marked as gone."""
    seen = {fault.incident_id: fault for fault in _seen(now)}
    known = {fault.incident_id: fault for fault in ClockFault.objects.select_for_update().filter(gone_at=None)}
    right = [fault.pk for pk, fault in known.items() if pk not in seen]
    ClockFault.objects.filter(pk__in=right).update(gone_at=now)
    fresh = [fault for pk, fault in seen.items() if pk not in known]
    ClockFault.objects.bulk_create(fresh, ignore_conflicts=True)
    for fault in fresh:
        log.error("clock_is_not_its_promise", incident=fault.incident_id)
    return list(ClockFault.objects.filter(gone_at=None))


def _seen(now: datetime) -> list[ClockFault]:
    compared = differing().values_list(
        "pk", "next_update_due_at", "clock_started_at", "promised_due_at", "promised_made_at"
    )
    return [
        ClockFault(
            incident_id=pk,
            shown_due_at=shown_due_at,
            shown_started_at=shown_started_at,
            promised_due_at=promised_due_at,
            promised_made_at=promised_made_at,
            found_at=now,
        )
        for pk, shown_due_at, shown_started_at, promised_due_at, promised_made_at in compared
    ]


def differing() -> QuerySet[Any]:
    """Incidents whose clock differs from their live promise, each with `promised_due_at` and `promised_made_at`."""
    clock = Promise.objects.clocks().live().filter(incident=OuterRef("pk"))
    compared = Incident.objects.annotate(
        promised_due_at=Subquery(clock.values("due_at")[:1]), promised_made_at=Subquery(clock.values("made_at")[:1])
    )
    running = ~Q(state=State.CLOSED)
    unlike = _unlike("next_update_due_at", "promised_due_at") | _unlike("clock_started_at", "promised_made_at")
    left_over = Q(state=State.CLOSED, pk__in=Promise.objects.clocks().live().order_by().values("incident"))
    wrong = running & (Q(promised_due_at__isnull=True) | unlike) | left_over
    return compared.filter(wrong).order_by("pk")


def _unlike(one: str, other: str) -> Q:
    return Q(**{f"{one}__lt": F(other)}) | Q(**{f"{one}__gt": F(other)})
