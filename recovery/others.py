"""Who else? From a mistake about money to the search for everybody else it touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from incidents.models import IncidentSweep
from refunds.models import Calculation
from refunds.sweeping import ask_sweep

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Incident
    from refunds.models import Sweep
    from refunds.priced import Rule


def may_look(person: Person) -> bool:
    """Whoever works with money; each finds among the customers they may see."""
    return person.powers.money and person.powers.writes


def sheet_of(incident: Incident) -> Calculation | None:
    """The latest sheet of the incident's refund: the others are reckoned alike."""
    sheets = Calculation.objects.filter(refund__incident_link__incident=incident).select_related("rates__table")
    return sheets.order_by("-version").first()


@transaction.atomic
def look_for_others(rule: Rule, *, incident: Incident | None, by: Person, now: datetime, **more: Any) -> Sweep:
    """A sweep that is kept; from an incident it leaves out its customer, and takes the conventions of its sheet."""
    if incident is None:
        return ask_sweep(rule, by=by, now=now, **more)
    sweep = ask_sweep(rule, besides=incident.customer, like=sheet_of(incident), by=by, now=now, **more)
    IncidentSweep.objects.create(incident=incident, sweep=sweep)
    return sweep
