"""Makers for recoveries that are about to be closed, or were."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from customers.models import Contact
from ground.accounts.models import Person
from incidents.asking import ask
from incidents.choices import Question, StepState, Told
from incidents.models import Incident, IncidentReading
from recovery.closing import close_met
from recovery.last_letter import LastLetter
from tests import make, make_cases
from trust.models import Reading
from trust.readings import record_reading

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
NOTHING = LastLetter()


def west(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(make.ZONE)).astimezone(UTC)


def finished(incident: Incident, *, at: datetime, but: tuple[int, ...] = ()) -> Incident:
    """All eight steps finished at `at`, the fifth as not needed; `but` these."""
    steps = incident.steps.exclude(number__in=but)
    steps.update(state=StepState.DONE, finished_at=at, finished_by=incident.owner)
    steps.filter(number=5).update(state=StepState.NOT_NEEDED)
    Incident.objects.filter(pk=incident.pk).update(step_now=min(but, default=None))
    return Incident.objects.get(pk=incident.pk)


def says(incident: Incident, value: int, *, at: datetime, contact: Contact | None = None, **fields) -> Reading:
    """Their own word, about this incident."""
    reading = record_reading(
        customer=incident.customer,
        value=value,
        whose="theirs",
        occasion="closing",
        said_at=at,
        by=incident.owner,
        now=fields.pop("now", at),
        contact=contact or incident.speaker,
        **fields,
    )
    IncidentReading.objects.create(incident=incident, reading=reading)
    return reading


def asked_for_a_number(incident: Incident, *moments: datetime) -> None:
    for number, at in enumerate(moments, start=1):
        ask(
            incident,
            question=Question.TRUST,
            contact=incident.speaker,
            told_by=Told.CONVERSATION,
            told_id=number,
            asked_at=at,
            by=incident.owner,
            now=at,
        )


def letter(incident: Incident, **fields) -> LastLetter:
    words = {"heading": "It is done", "body": "Today we close this. Everything we promised you is done."}
    return LastLetter(**{**words, "contacts": list(incident.contacts.all().told()), **fields})


def ready(john: Person, *, now: datetime, value: int | None = 8, **fields) -> Incident:
    """Told two days ago, every step finished an hour ago; the speaker says `value` ten minutes ago."""
    told = make_cases.told(make_cases.halvorsen(john), now=now - 2 * DAY, next_at=now + 5 * HOUR, **fields)
    incident = finished(told, at=now - HOUR)
    if value is not None:
        says(incident, value, at=now - 10 * MINUTE)
    return incident


def closed(john: Person, *, now: datetime, value: int = 8, **fields) -> Incident:
    incident = ready(john, now=now, value=value, **fields)
    close_met(incident, letter=letter(incident), by=john, now=now)
    return Incident.objects.get(pk=incident.pk)
