"""The doors of the desk: who is asking, and which incident they may see or change; everything else is 404."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from django.db.models import Value
from django.http import Http404, HttpRequest

from customers.models import only_reads
from ground.accounts.models import Person, asking
from ground.built_once import BuiltOnce
from ground.worktime.now import now
from incidents.campaigns import by_campaign
from incidents.models import FIRST_NUMBER, Incident, IncidentQuerySet
from updates.by_call import by_call

if TYPE_CHECKING:
    from datetime import datetime

REFERENCE = re.compile(r"TR-([1-9][0-9]{3,11})")


def person_of(request: HttpRequest) -> Person:
    """Whoever is signed in; the view behind it demands that somebody is."""
    return cast("Person", request.user)


def number_of(reference: str) -> int:
    """The row behind TR-1042; 404 for anything else."""
    found = REFERENCE.fullmatch(reference)
    if found is None or int(found[1]) <= FIRST_NUMBER:
        raise Http404
    return int(found[1]) - FIRST_NUMBER


def incident_to_see(request: HttpRequest, reference: str) -> Incident:
    return _find(person_of(request), reference)


def incident_to_change(request: HttpRequest, reference: str) -> Incident:
    if only_reads(person_of(request)):
        raise Http404
    return _find(person_of(request), reference)


def may_change(incident: Incident) -> bool:
    """Whether they who came through a door may change what they see."""
    return bool(vars(incident)["writable"])


def _seen(role: str, person: int, at: datetime, number: int) -> IncidentQuerySet:
    somebody = asking(role, person, at)
    wanted = Incident.objects.visible_to(somebody).filter(pk=number)
    beside = ("customer__team__calendar", "customer__account_manager", "owner", "deputy", "speaker", "small")
    may_write = Value(not only_reads(somebody))
    return wanted.annotate(writable=may_write, **by_call(), **by_campaign()).select_related(*beside)


SEEN: BuiltOnce[Incident] = BuiltOnce(_seen)


def _find(person: Person, reference: str) -> Incident:
    found = SEEN.ask(person.role, person=person.pk, at=now(), number=number_of(reference))
    if not found:
        raise Http404
    return found[0]
