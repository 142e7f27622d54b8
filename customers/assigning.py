"""Who may be given a customer, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ground.accounts.models import Person, Role, teams_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

LOOKS_AFTER = (Role.ACCOUNT_MANAGER, Role.MANAGER)
ADDS = (*LOOKS_AFTER, Role.ADMINISTRATOR)


def may_add(person: Person) -> bool:
    """Account managers add their own customers, managers those of their teams, administrators everybody's."""
    return person.is_active and person.role in ADDS


def looking_after() -> QuerySet[Person]:
    """Everybody who may have customers: account managers and managers who may sign in and have a team."""
    everybody: QuerySet[Person] = Person.objects.reachable().filter(role__in=LOOKS_AFTER, team__isnull=False)
    return everybody.select_related("team")


def account_managers_for(person: Person) -> QuerySet[Person]:
    """Those whom `person` may make the account manager of a customer."""
    if not may_add(person):
        return looking_after().none()
    if person.role == Role.ADMINISTRATOR:
        return looking_after()
    if person.role == Role.MANAGER:
        return looking_after().filter(Q(pk=person.pk) | Q(team__in=teams_of(person)))
    return looking_after().filter(pk=person.pk)


def deputies_for(person: Person) -> QuerySet[Person]:
    """Those whom `person` may name as deputy: whom they may make account manager, and the people of their own team."""
    if not may_add(person):
        return looking_after().none()
    if person.role == Role.ADMINISTRATOR:
        return looking_after()
    teams = [*teams_of(person).values_list("pk", flat=True), person.team_id]
    return looking_after().filter(team__in=[pk for pk in teams if pk])
