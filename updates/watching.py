"""Who is watched over by the ladder, and who stands above them: read once a batch."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ground.accounts.models import Absence, Person, Role, stand_in
from incidents.choices import Severity

from .ladder import Watched
from .models import Nudge
from .rhythm import rhythms_of_all

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from customers.models import Customer
    from ground.accounts.models import Team
    from ground.worktime.hours import Hours
    from ground.worktime.models import WorkCalendar
    from incidents.models import Incident, Promise

    from .clock import Rhythm


class Roster:
    """People, hours, chains and rhythms, each asked for once while a batch of promises is climbed."""

    def __init__(self, now: datetime, promises: Iterable[Promise] = ()) -> None:
        """The promises of the batch; what is asked about them is then one question for all."""
        self.now = now
        self._promises = list(promises)
        self._rungs: dict[int, set[str]] | None = None
        self._away: set[int] | None = None
        self._people: dict[int, Person] = {}
        self._hours: dict[int, Hours] = {}
        self._chains: dict[int, list[int]] = {}
        self._calendars: dict[int, Hours] = {}
        self._rhythms: dict[int, dict[str, Rhythm]] = {}
        self._administrators: tuple[int, ...] | None = None

    def watched(self, promise: Promise) -> Watched:
        incident = promise.incident
        return Watched(
            told_at=promise.made_at,
            due_at=promise.due_at,
            elapsed=incident.severity == Severity.CRITICAL,
            gap=self._rhythm(incident.customer)[incident.severity].gap,
            hours=self._hours_of(incident.customer.team.calendar),
            owner=incident.owner_id,
            levels=self.levels(incident),
        )

    def levels(self, incident: Incident) -> list[tuple[int, ...]]:
        """Those above the owner, nearest first: managers up the chain, then the administrators. Never the owner."""
        chain = [pk for pk in self._chain(incident.customer.team) if pk != incident.owner_id]
        top = tuple(pk for pk in self.administrators() if pk != incident.owner_id and pk not in chain)
        return [(pk,) for pk in chain] + ([top] if top else [])

    def known_rungs(self, promise: Promise) -> set[str]:
        """The names of the rungs of this promise that somebody was or will be told of."""
        if self._rungs is None:
            self._rungs = defaultdict(set)
            known = Nudge.objects.filter(promise__in=[p.pk for p in self._promises]).order_by()
            for pk, rung in known.values_list("promise", "rung"):
                self._rungs[pk].add(rung)
        return self._rungs[promise.pk]

    def stand_in(self, person: Person) -> Person:
        if self._away is None:
            away = Absence.objects.filter(starts_at__lte=self.now, ends_at__gt=self.now)
            self._away = set(away.values_list("person", flat=True))
        return stand_in(person, self.now) if person.pk in self._away or not person.is_active else person

    def person(self, pk: int) -> Person:
        if pk not in self._people:
            wanted = {pk, *(promise.incident.owner_id for promise in self._promises)} - self._people.keys()
            self._people |= Person.objects.select_related("team__calendar", "calendar").in_bulk(wanted)
        return self._people[pk]

    def hours(self, person: Person) -> Hours:
        if person.pk not in self._hours:
            self._hours[person.pk] = self._hours_of(self.person(person.pk).work_calendar())
        return self._hours[person.pk]

    def _hours_of(self, calendar: WorkCalendar) -> Hours:
        if calendar.pk not in self._calendars:
            self._calendars[calendar.pk] = calendar.hours()
        return self._calendars[calendar.pk]

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

    def _rhythm(self, customer: Customer) -> dict[str, Rhythm]:
        if customer.pk not in self._rhythms:
            batch = {promise.incident.customer_id for promise in self._promises}
            self._rhythms |= rhythms_of_all({*batch, customer.pk})
        return self._rhythms[customer.pk]
