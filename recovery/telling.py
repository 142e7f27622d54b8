"""A mistake is logged: told at once, told later, or checked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from customers.models import Customer
from incidents.changing import set_severity
from incidents.opening import log_mistake
from updates import staff_letters
from updates.clock import checking_due
from updates.rhythm import first_notice_due
from updates.sending import send_update

from .growing import grow_those_repeated

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Incident
    from incidents.opening import Mistake
    from updates.models import Update
    from updates.sending import Telling


@transaction.atomic
def open_and_tell(*, customer: Customer, mistake: Mistake, telling: Telling, by: Person, now: datetime) -> Update:
    """Log it and send the first notice in one act; the letter leaves when undo is over."""
    incident = log_for_later(customer=customer, mistake=mistake, by=by, now=now)
    return send_update(incident, telling=telling, by=by, now=now)


@transaction.atomic
def log_for_later(*, customer: Customer, mistake: Mistake, by: Person, now: datetime) -> Incident:
    """Log it; the clock of its severity runs to the first notice."""
    incident = log_mistake(
        customer=customer,
        mistake=mistake,
        owner=owner_for(customer, by),
        deputy=customer.deputy,
        checking=False,
        due_at=first_notice_due(customer, mistake.severity, now),
        due_zone=customer.team.calendar.zone,
        by=by,
        now=now,
    )
    grow_those_repeated(incident, by=by, now=now)
    return incident


@transaction.atomic
def log_to_check(*, customer: Customer, mistake: Mistake, by: Person, now: datetime) -> Incident:
    """Somebody saw something: the account manager has four working hours to find out. Nothing is sent."""
    owner = owner_for(customer, by)
    incident = log_mistake(
        customer=customer,
        mistake=mistake,
        owner=owner,
        deputy=customer.deputy,
        checking=True,
        due_at=checking_due(now, customer.our_hours()),
        due_zone=customer.team.calendar.zone,
        by=by,
        now=now,
    )
    if owner.pk != by.pk:
        message = staff_letters.reported(owner, incident)
        staff_letters.post(owner, message, key=f"reported:{incident.pk}", about=f"incident:{incident.pk}", now=now)
    return incident


@transaction.atomic
def reassess(incident: Incident, *, severity: str, by: Person, now: datetime) -> Incident:
    """It is worse, or less bad, than it looked: the rhythm of its severity holds from now on."""
    due = first_notice_due(incident.customer, severity, now)
    return set_severity(incident, severity=severity, first_due=due, by=by, now=now)


def owner_for(customer: Customer, by: Person) -> Person:
    """Who owns it: whoever logs it when the customer is theirs, else the account manager."""
    return by if by.pk in (customer.account_manager_id, customer.deputy_id) else customer.account_manager


def may_tell(customer: Customer, by: Person) -> bool:
    """Whether this person may write to the customer; everybody else only reports."""
    return Customer.objects.writable_by(by).filter(pk=customer.pk).exists()
