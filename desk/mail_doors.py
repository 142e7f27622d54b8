"""Which mail a person may read and sort: that of the customers they see; what names nobody is for the managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from customers.models import Customer, only_reads
from ground.accounts.models import Role
from ground.mailbox.choices import State
from incidents.models import Incident
from updates.models import Received

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ground.accounts.models import Person

OF_NOBODY = (Role.MANAGER, Role.AUDITOR)


def mail_visible_to(person: Person) -> QuerySet[Received]:
    """The one door: people's words stand in it, so it needs the power to read those."""
    if not person.powers.feelings:
        return Received.objects.none()
    cases = Incident.objects.visible_to(person).order_by().values("pk")
    customers = Customer.objects.visible_to(person).order_by().values("pk")
    seen = Q(incident__in=cases) | Q(incident__isnull=True, customer__in=customers)
    if person.role in OF_NOBODY:
        seen |= Q(customer__isnull=True)
    return Received.objects.filter(seen)


def may_sort(person: Person) -> bool:
    return person.powers.feelings and not only_reads(person)


def in_tray(person: Person) -> QuerySet[Received]:
    return mail_visible_to(person).filter(mail__state=State.TRAY)


def taken(person: Person) -> QuerySet[Received]:
    return mail_visible_to(person).filter(mail__state=State.PLACED)


def set_aside(person: Person) -> QuerySet[Received]:
    return mail_visible_to(person).filter(mail__state__in=(State.AUTOMATIC, State.NOT_OURS))
