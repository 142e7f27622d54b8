"""The doors of the desk: who is asking, and which incident they may see or change; everything else is 404."""

from __future__ import annotations

import re
from typing import cast

from django.db.models import Value
from django.http import Http404, HttpRequest

from customers.models import only_reads
from ground.accounts.models import Person
from incidents.models import FIRST_NUMBER, Incident, IncidentQuerySet

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
    return _find(Incident.objects.visible_to(person_of(request)), reference, person_of(request))


def incident_to_change(request: HttpRequest, reference: str) -> Incident:
    return _find(Incident.objects.writable_by(person_of(request)), reference, person_of(request))


def may_change(incident: Incident) -> bool:
    """Whether they who came through a door may change what they see."""
    return bool(vars(incident)["writable"])


def _find(incidents: IncidentQuerySet, reference: str, person: Person) -> Incident:
    wanted = incidents.filter(pk=number_of(reference)).annotate(writable=Value(not only_reads(person)))
    beside = ("customer__team__calendar", "customer__account_manager", "owner", "deputy", "speaker", "small")
    found = wanted.select_related(*beside)
    incident = found.first()
    if incident is None:
        raise Http404
    return incident
