"""Whom a reminder could not reach, said beforehand: reported, it never holds back the logging of a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from ground.accounts import chains
from ground.accounts.models import Absence, Person, PersonQuerySet, Role, Team, stand_in, teams_of
from incidents.models import Incident

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


class Why(models.TextChoices):
    INACTIVE = "inactive", _("may not sign in")
    NO_ADDRESS = "no_address", _("has no mail address")
    NO_MANAGER = "no_manager", _("no manager to tell")
    NO_ADMINISTRATOR = "no_administrator", _("no administrator to tell")
    NOBODY_STANDS_IN = "nobody_stands_in", _("away, and nobody stands in")
    ALONE = "alone", _("nobody stands above them")


LOST = (Why.INACTIVE, Why.NO_ADDRESS, Why.NO_MANAGER, Why.NO_ADMINISTRATOR)
"""With these a reminder reaches nobody; the others are late, or skip a rung."""


@dataclass(frozen=True)
class Gap:
    """One reason why a reminder would not arrive: of a person, of a team, or of the house (neither).

    `teams` are the ids of the teams whose managers should know; the house's own gap concerns everybody.
    """

    why: Why
    name: str = ""
    person: int | None = None
    team: int | None = None
    teams: frozenset[int] = frozenset()

    def concerns(self, teams: frozenset[int]) -> bool:
        return self.why == Why.NO_ADMINISTRATOR or not self.teams.isdisjoint(teams)


@dataclass(frozen=True)
class Place:
    """A team as the ladder sees it. `manager` is None where nobody manages it; `reachable`: whether a mail arrives."""

    name: str
    parent: int | None
    manager: int | None
    reachable: bool


def managers_above(team: int, places: Mapping[int, Place]) -> list[int]:
    """Ids of the reachable managers from this team upward, nearest first, each once. Pure."""
    line = chains.climb(team, {pk: place.parent for pk, place in places.items()})
    found = (places[pk] for pk in line if pk in places)
    return list(dict.fromkeys(place.manager for place in found if place.manager is not None and place.reachable))


def teams_without_manager(places: Mapping[int, Place]) -> list[Gap]:
    """The teams above which nobody is told, in the order given. Pure."""
    return [
        Gap(Why.NO_MANAGER, place.name, team=pk, teams=frozenset([pk]))
        for pk, place in places.items()
        if not managers_above(pk, places)
    ]


def lonely_managers(places: Mapping[int, Place]) -> dict[int, frozenset[int]]:
    """Managers in whose teams only they themselves are above anybody: their id, and those teams. Pure."""
    found: dict[int, set[int]] = {}
    for pk in places:
        above = managers_above(pk, places)
        if len(above) == 1:
            found.setdefault(above[0], set()).add(pk)
    return {manager: frozenset(teams) for manager, teams in found.items()}


def perhaps_lost(now: datetime) -> ExpressionWrapper[Any]:
    """False where `lost_reminders` would find nothing; a page carries it along in a statement of its own.

    True as well where only a manager more than two teams above can be reached: then `lost_reminders` says.
    """
    administrators = Person.objects.administrators().filter(email__contains="@")
    managed = Team.objects.filter(manager__is_active=True, manager__email__contains="@").order_by().values("pk")
    reached = Q(pk__in=managed) | Q(parent__in=managed) | Q(parent__parent__in=managed)
    lonely = Team.objects.exclude(pk__in=Team.objects.filter(reached).order_by().values("pk"))
    found = ~Exists(administrators) | Exists(_out_of_reach(now)) | Exists(lonely)
    return ExpressionWrapper(found, output_field=models.BooleanField())


def lost_reminders(now: datetime) -> list[Gap]:
    """Where a reminder would reach nobody: people who own, manage or stand in; teams; the house."""
    house = _read(now)
    gaps = _people_out_of_reach(now) if house.somebody_lost else []
    gaps += teams_without_manager(house.places)
    return gaps if house.administered else [*gaps, Gap(Why.NO_ADMINISTRATOR)]


def late_reminders(now: datetime) -> list[Gap]:
    """Where one would wait or skip a rung: somebody is away and nobody stands in, or is alone above their own cases."""
    return _nobody_stands_in(now) + _alone(lonely_managers(_read(now).places))


def everywhere(now: datetime) -> list[Gap]:
    return lost_reminders(now) + late_reminders(now)


def gaps_for(person: Person, gaps: Iterable[Gap]) -> list[Gap]:
    """What this person should put right or know: their teams for a manager, all for administrator and auditor."""
    if person.role in (Role.ADMINISTRATOR, Role.AUDITOR):
        return list(gaps)
    if person.role != Role.MANAGER:
        return []
    found = list(gaps)
    mine = frozenset(teams_of(person).values_list("pk", flat=True)) if found else frozenset()
    return [gap for gap in found if gap.concerns(mine)]


@dataclass(frozen=True)
class _House:
    """Every team; whether an administrator can be reached, and whether somebody who holds something cannot."""

    places: dict[int, Place]
    administered: bool
    somebody_lost: bool


def _read(now: datetime) -> _House:
    """One statement, where there are teams."""
    administrators = Person.objects.administrators().filter(email__contains="@")
    lost = _out_of_reach(now)
    beside = {"administered": Exists(administrators), "somebody_lost": Exists(lost)}
    rows: list[Any] = list(Team.objects.select_related("manager").annotate(**beside))
    places = {row.pk: Place(row.name, row.parent_id, row.manager_id, _receives(row.manager)) for row in rows}
    if rows:
        return _House(places, rows[0].administered, rows[0].somebody_lost)
    return _House(places, administrators.exists(), lost.exists())


def _receives(person: Person | None) -> bool:
    return person is not None and person.is_active and "@" in person.email


def _out_of_reach(now: datetime) -> PersonQuerySet:
    """Few rows ever: leaving is refused while somebody holds something, so this finds what went around that."""
    me = OuterRef("pk")
    holds = (
        Exists(Incident.objects.running().filter(Q(owner=me) | Q(deputy=me)))
        | Exists(Customer.objects.filter(Q(account_manager=me) | Q(deputy=me)))
        | Exists(Team.objects.filter(manager=me))
        | Exists(Absence.objects.filter(deputy=me, ends_at__gt=now))
    )
    found: PersonQuerySet = Person.objects.filter(Q(is_active=False) | ~Q(email__contains="@")).filter(holds)
    return found


def _people_out_of_reach(now: datetime) -> list[Gap]:
    return [
        Gap(
            Why.NO_ADDRESS if person.is_active else Why.INACTIVE,
            person.name,
            person=person.pk,
            teams=_teams_of(person),
        )
        for person in _out_of_reach(now)
    ]


def _teams_of(person: Person) -> frozenset[int]:
    """The teams that wait for this person: of their customers and cases, those they manage, and their own."""
    mine = Q(account_manager=person) | Q(deputy=person) | Q(incidents__owner=person) | Q(incidents__deputy=person)
    served: set[int | None] = set(Customer.objects.filter(mine).values_list("team", flat=True))
    managed = set(Team.objects.filter(manager=person).values_list("pk", flat=True))
    covered = set(Absence.objects.filter(deputy=person).values_list("person__team", flat=True))
    return frozenset(team for team in {*served, *managed, *covered, person.team_id} if team is not None)


def _nobody_stands_in(now: datetime) -> list[Gap]:
    running = Incident.objects.running().filter(owner=OuterRef("person"))
    absences = Absence.objects.filter(starts_at__lte=now, ends_at__gt=now, person__is_active=True)
    people = {absence.person for absence in absences.filter(Exists(running)).select_related("person")}
    return [
        Gap(Why.NOBODY_STANDS_IN, person.name, person=person.pk, teams=_teams_of(person))
        for person in sorted(people, key=lambda one: (one.name, one.pk))
        if stand_in(person, now) == person
    ]


def _alone(lonely: Mapping[int, frozenset[int]]) -> list[Gap]:
    """A manager who owns a case in a team where nobody else is above: only the administrators are told when late."""
    cases = Incident.objects.running().filter(owner__in=lonely).order_by("owner__name", "owner")
    found: dict[int, Gap] = {}
    for owner, name, team in cases.values_list("owner", "owner__name", "customer__team").distinct():
        if team in lonely[owner]:
            found[owner] = Gap(Why.ALONE, name, person=owner, teams=lonely[owner])
    return list(found.values())
