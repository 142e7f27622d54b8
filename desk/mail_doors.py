"""Which mail a person may read and sort: that of the customers they see; what names nobody is for the managers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from customers.models import Customer, only_reads
from ground.accounts.models import Role
from ground.mailbox.choices import State
from updates.models import Received

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ground.accounts.models import Person

OF_NOBODY = (Role.MANAGER, Role.AUDITOR)


def visible_among(rows: QuerySet[Received], person: Person) -> QuerySet[Received]:
    """The one door: of these, what belongs to a customer they see or a case they hold.

    People's words stand in it, so it needs the power to read those. Each part finds its own by an index: one condition
    of all took PostgreSQL a minute among ten thousand.
    """
    if not person.powers.feelings:
        return Received.objects.none()
    customers = Customer.objects.visible_to(person).order_by().values("pk")
    parts = [rows.filter(customer__in=customers), rows.filter(incident__owner=person)]
    parts.append(rows.filter(incident__deputy=person))
    if person.role in OF_NOBODY:
        parts.append(rows.filter(customer__isnull=True))
    first, *others = (part.order_by().values("pk") for part in parts)
    return Received.objects.filter(pk__in=first.union(*others, all=True))


def may_sort(person: Person) -> bool:
    return person.powers.feelings and not only_reads(person)


def one_mail(person: Person, pk: int) -> QuerySet[Received]:
    return visible_among(Received.objects.filter(mail=pk), person)


def in_tray(person: Person) -> QuerySet[Received]:
    return visible_among(Received.objects.filter(mail__state=State.TRAY), person)


def taken(person: Person) -> QuerySet[Received]:
    return visible_among(Received.objects.filter(mail__state=State.PLACED), person)


def set_aside(person: Person) -> QuerySet[Received]:
    return visible_among(Received.objects.filter(mail__state__in=(State.AUTOMATIC, State.NOT_OURS)), person)
