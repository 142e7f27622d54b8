"""Who is watched over by the ladder, and who stands above them: read once a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ground.accounts.models import Person, Role
from incidents.choices import Severity

from .ladder import Watched
from .rhythm import rhythms_of

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Customer
    from ground.accounts.models import Team
    from ground.worktime.hours import Hours
    from incidents.models import Incident, Promise

    from .clock import Rhythm


class Roster:
    """People, hours, chains and rhythms, each asked for once while a batch of promises is climbed."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._people: dict[int, Person] = {}
        self._hours: dict[int, Hours] = {}
        self._chains: dict[int, list[int]] = {}
        self._team_hours: dict[int, Hours] = {}
        self._rhythms: dict[int, dict[str, Rhythm]] = {}
        self._administrators: tuple[int, ...] | None = None

    def watched(self, promise: Promise) -> Watched:
        incident = promise.incident
        return Watched(
            told_at=promise.made_at,
            due_at=promise.due_at,
            elapsed=incident.severity == Severity.CRITICAL,
            gap=self._rhythm(incident.customer)[incident.severity].gap,
            hours=self._our_hours(incident.customer.team),
            owner=incident.owner_id,
            levels=self.levels(incident),
        )

    def levels(self, incident: Incident) -> list[tuple[int, ...]]:
        """Those above the owner, nearest first: managers up the chain, then the administrators. Never the owner."""
        chain = [pk for pk in self._chain(incident.customer.team) if pk != incident.owner_id]
        top = tuple(pk for pk in self.administrators() if pk != incident.owner_id and pk not in chain)
        return [(pk,) for pk in chain] + ([top] if top else [])

    def person(self, pk: int) -> Person:
        if pk not in self._people:
            self._people[pk] = Person.objects.select_related("team", "calendar").get(pk=pk)
        return self._people[pk]

    def hours(self, person: Person) -> Hours:
        if person.pk not in self._hours:
            self._hours[person.pk] = self.person(person.pk).hours()
        return self._hours[person.pk]

    def administrators(self) -> tuple[int, ...]:
        if self._administrators is None:
            found = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
            self._administrators = tuple(found.values_list("pk", flat=True))
        return self._administrators

    def _chain(self, team: Team) -> list[int]:
        if team.pk not in self._chains:
            people = team.chain()
            self._people.update({person.pk: person for person in people})
            self._chains[team.pk] = [person.pk for person in people]
        return self._chains[team.pk]

    def _our_hours(self, team: Team) -> Hours:
        if team.calendar_id not in self._team_hours:
            self._team_hours[team.calendar_id] = team.calendar.hours()
        return self._team_hours[team.calendar_id]

    def _rhythm(self, customer: Customer) -> dict[str, Rhythm]:
        if customer.pk not in self._rhythms:
            self._rhythms[customer.pk] = rhythms_of(customer)
        return self._rhythms[customer.pk]
