"""A number for trust is written down; owner and manager are told when it fell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from ground.accounts.models import stand_in
from ground.history.recording import record
from incidents.choices import State
from incidents.models import IncidentReading
from incidents.promises import lock
from trust.alarms import raise_alarm
from trust.models import PARTNER_LINE, Whose
from trust.readings import record_reading
from updates import staff_letters

from .growing import grow_if_small

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Incident
    from trust.models import Alarm, Reading


@transaction.atomic
def record_and_tell(
    *,
    customer: Customer,
    value: int,
    whose: str,
    occasion: str,
    said_at: datetime,
    by: Person | None,
    now: datetime,
    contact: Contact | None = None,
    why: str = "",
    how: str = "",
    incident: Incident | None = None,
    knows: Person | None = None,
) -> Reading:
    """One reading, about `incident` where there is one. A fall by 3 or below 7 is told to owner and manager, once; said
    of a small mistake, a number below 7 makes it a full recovery.

    `knows` reads of it in another letter of the same moment.
    """
    if incident is not None:
        incident = lock(incident)
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    reading = record_reading(
        customer=customer,
        value=value,
        whose=whose,
        occasion=occasion,
        said_at=said_at,
        by=by,
        now=now,
        contact=contact,
        why=why,
        how=how,
    )
    if incident is not None:
        _belongs_to(incident, reading, by=by, now=now)
        _grow_below_the_line(incident, reading, by=by, now=now)
    alarm = raise_alarm(reading, now=now)
    if alarm is not None:
        _tell(alarm, incident, besides=by or knows, now=now)
    return reading


def _belongs_to(incident: Incident, reading: Reading, *, by: Person | None, now: datetime) -> None:
    IncidentReading.objects.create(incident=incident, reading=reading)
    facts: dict[str, str | int | None] = {"reading": reading.pk, "value": reading.value, "whose": reading.whose}
    record(incident.history_subject, by=by, what="trust.recorded", now=now, text=reading.why, facts=facts)


def _grow_below_the_line(incident: Incident, reading: Reading, *, by: Person | None, now: datetime) -> None:
    if incident.state == State.OPEN and reading.whose == Whose.THEIRS and reading.value < PARTNER_LINE:
        grow_if_small(incident, why=_("They trust us less than 7."), by=by, now=now)


def _tell(alarm: Alarm, incident: Incident | None, *, besides: Person | None, now: datetime) -> None:
    """Whoever wrote the number down knows it."""
    for person in _concerned(alarm.reading.customer, incident, now):
        if besides is None or person.pk != besides.pk:
            message = staff_letters.trust_fell(person, alarm, incident)
            key, about = f"trust:{alarm.reading_id}:{person.pk}", f"reading:{alarm.reading_id}"
            staff_letters.post(person, message, key=key, about=about, now=now)


def _concerned(customer: Customer, incident: Incident | None, now: datetime) -> list[Person]:
    """The owner and the nearest manager above who is somebody else; for those who are away, whoever stands in.

    Their words of trust are for those who may read feelings.
    """
    owner = incident.owner if incident else customer.account_manager
    manager = next((p for p in customer.team.chain() if p.pk != owner.pk and p.is_active), None)
    found = [stand_in(person, now) for person in (owner, manager) if person is not None]
    return list({person.pk: person for person in found if person.is_active and person.powers.feelings}.values())
