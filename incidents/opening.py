"""Logging a mistake: the incident, its eight steps, what to stop, and the clock it starts with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from . import containment
from .choices import Failing, Fault, Noticed, Precision, PromiseKind, Severity, State
from .models import Incident, Step
from .promises import start_clock
from .steps import STEPS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from customers.models import Contact, Customer
    from ground.accounts.models import Person


class LogRefused(Exception):
    """Why this cannot be logged, in a sentence a person can act on."""


@dataclass(frozen=True)
class Mistake:
    """What the person who logs it knows."""

    kind: str
    title: str
    story: str
    severity: str
    noticed_by: str = Noticed.UNKNOWN
    found_at: datetime | None = None
    started_on: date | None = None
    started_precision: str = Precision.DAY
    fault: str = Fault.OURS
    failing: str = Failing.UNKNOWN
    at_stake: int | None = None
    contacts: Sequence[Contact] = field(default_factory=tuple)


@transaction.atomic
def log_mistake(
    *,
    customer: Customer,
    mistake: Mistake,
    owner: Person,
    checking: bool,
    due_at: datetime,
    due_zone: str,
    by: Person,
    now: datetime,
    deputy: Person | None = None,
) -> Incident:
    """One incident with its clock running: to the end of the check, or to the first notice."""
    if mistake.found_at is not None and mistake.found_at > now:
        raise LogRefused(_("The day we found out has not come yet."))
    incident = Incident.objects.create(
        customer=customer,
        kind=mistake.kind,
        title=mistake.title,
        story=mistake.story,
        severity=mistake.severity,
        noticed_by=mistake.noticed_by,
        found_at=mistake.found_at or now,
        started_on=mistake.started_on,
        started_precision=mistake.started_precision,
        fault=mistake.fault,
        failing=mistake.failing,
        at_stake=mistake.at_stake,
        owner=owner,
        deputy=deputy if deputy != owner else None,
        logged_by=by,
        logged_at=now,
        state=State.CHECKING if checking else State.OPEN,
        next_update_due_at=due_at,
        clock_started_at=now,
    )
    _people(incident, mistake.contacts)
    Step.objects.bulk_create(Step(incident=incident, number=s.number) for s in STEPS)
    containment.start(incident)
    record(
        incident.history_subject,
        by=by,
        what="incident.checking" if checking else "incident.logged",
        now=now,
        text=mistake.story,
        facts={"kind": mistake.kind, "severity": mistake.severity, "noticed_by": mistake.noticed_by},
    )
    kind = PromiseKind.CHECKING if checking else PromiseKind.FIRST_NOTICE
    start_clock(incident, kind=kind, due_at=due_at, due_zone=due_zone, by=by, now=now)
    return incident


def _people(incident: Incident, contacts: Sequence[Contact]) -> None:
    if any(contact.customer_id != incident.customer_id for contact in contacts):
        raise LogRefused(_("Choose only people of this customer."))
    incident.contacts.set(contacts)
    incident.speaker = next((c for c in contacts if c.speaks), contacts[0] if contacts else None)
    incident.save(update_fields=["speaker"])


def propose_severity(*, kind: str, at_stake: int | None, limit: int) -> Severity:
    """How bad it looks: by kind, and one step worse when the money at stake (minor units) is above `limit`.

    Source: PRODUCT.md, Incident ("severity (proposed from kind and money)"). One tap of a person changes it.
    """
    by_kind = {
        "outage": Severity.CRITICAL,
        "data_error": Severity.HIGH,
        "overcharge": Severity.HIGH,
        "late_delivery": Severity.HIGH,
        "defect": Severity.MEDIUM,
        "wrong_invoice": Severity.MEDIUM,
        "missed_commitment": Severity.MEDIUM,
        "other": Severity.LOW,
    }
    ladder = [Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]
    found = by_kind.get(kind, Severity.MEDIUM)
    if at_stake is not None and at_stake > limit:
        found = ladder[min(ladder.index(found) + 1, 3)]
    return found
