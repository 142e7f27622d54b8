"""A case with a long story behind it, by the verbs: the pages must stay light beside it."""

from datetime import date, datetime, timedelta

from ground.history.models import Entry
from incidents import evidence
from incidents.models import Fact, Incident
from incidents.promises import make_promise
from tests import make_cases, make_steps
from tests.make_cases import HOUR, MINUTE
from updates.talking import add_note

FACTS, PROMISES, EVENTS = 60, 40, 300


def long_case(incident: Incident, *, now: datetime) -> Incident:
    """At step 2: sixty facts, forty promises, three updates more, and notes until it has three hundred events."""
    john = incident.owner
    make_steps.finish(incident, 1, by=john, now=now)
    for number in range(FACTS):
        fact = {"happened_on": date(2023, 3, 1) + timedelta(days=number), "source": f"Invoice {30000 + number}"}
        evidence.add(Fact, incident, by=john, now=now, text=f"{number + 1} pallets at 46.50 each", **fact)
    for number in range(PROMISES):
        due = {"due_at": now + timedelta(days=2 + number), "due_zone": "America/Los_Angeles"}
        make_promise(
            incident, text=f"A credit note for invoice {30000 + number}", how="written", by=john, now=now, **due
        )
    for number in range(3):
        make_cases.tell(incident, now=now + number * MINUTE, next_at=now + (number + 2) * HOUR)
    for number in range(EVENTS - Entry.objects.about("incident", incident.pk).count()):
        add_note(incident, text=f"They were calm, for the {number + 1}th time.", by=john, now=now)
    return Incident.objects.get(pk=incident.pk)
