"""Check-ins as rows: planned at closing, asked, answered, void when it opens again. Letters of them: `recovery`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from ground.history.recording import record

from .asking import ask
from .check_in_days import days_after, due_at
from .choices import Ending, Question, Told, Verdict
from .models import Asking, CheckIn

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person

    from .models import Answer, Incident


@transaction.atomic
def plan_check_ins(incident: Incident, *, now: datetime) -> list[CheckIn]:
    """Those that follow the closing of `incident` just now, in the caller's transaction; the page lives until then."""
    assert incident.closed_at is not None
    hours, customer = incident.customer.our_hours(), incident.customer
    zone = ZoneInfo(incident.speaker.local_zone if incident.speaker else customer.zone)
    planned = [
        CheckIn(
            incident=incident,
            closed_at=incident.closed_at,
            day=day,
            due_at=due_at(incident.closed_at, day, hours=hours, zone=zone),
        )
        for day in days_after(incident.severity, small=incident.ending == Ending.SMALL)
    ]
    CheckIn.objects.bulk_create(planned)
    _page_lives_from(incident, planned[-1].due_at)
    return planned


@transaction.atomic
def void_check_ins(incident: Incident, *, by: Person | None, now: datetime) -> int:
    """It opens again: what was not answered is asked no more, and what was proposed is done. How many are void."""
    incident.reopenings.filter(settled_at__isnull=True).update(settled_at=now, settled_by=by)
    waiting = incident.check_ins.filter(answered_at__isnull=True, void_at__isnull=True)
    asked = list(waiting.filter(asked_at__isnull=False).values_list("pk", flat=True))
    Asking.objects.filter(told_by=Told.CHECK_IN, told_id__in=asked, void_at=None).update(void_at=now)
    return waiting.update(void_at=now)


def note_asked(check_in: CheckIn, *, letter_id: int, trust: bool, by: Person | None, now: datetime) -> None:
    """Our letter is on its way to `check_in.contact`; `by` is None for the house. Under the incident’s lock."""
    check_in.asked_at, check_in.letter_id, check_in.asked_trust = now, letter_id, trust
    check_in.save(update_fields=["asked_at", "letter_id", "asked_trust", "contact"])
    if _is_last(check_in):
        _page_lives_from(check_in.incident, now)
    assert check_in.contact is not None
    ask(
        check_in.incident,
        question=Question.CHECK_IN,
        contact=check_in.contact,
        told_by=Told.CHECK_IN,
        told_id=check_in.pk,
        asked_at=now,
        by=by,
        now=now,
    )


def ring_instead(check_in: CheckIn, *, now: datetime) -> None:
    """No letter reaches them: somebody of ours asks aloud."""
    check_in.ring_since = now
    check_in.save(update_fields=["ring_since", "contact"])
    facts = {"check_in": check_in.pk, "day": check_in.day, "contact": check_in.contact_id}
    record(check_in.incident.history_subject, by=None, what="check_in.to_ring", now=now, facts=facts)


def note_answer(check_in: CheckIn, answer: Answer, *, value: int | None, by: Person | None, now: datetime) -> CheckIn:
    """What they said; a later answer takes the place of an earlier one. The caller holds the incident's lock."""
    check_in.answer, check_in.answered_at = answer, answer.said_at
    check_in.verdict, check_in.value = answer.verdict, value
    check_in.save(update_fields=["answer", "answered_at", "verdict", "value"])
    facts = {"check_in": check_in.pk, "day": check_in.day, "answer": answer.pk, "value": value}
    record(check_in.incident.history_subject, by=by, what="check_in.answered", now=now, facts=facts)
    return check_in


def holds(incident: Incident, *, verdict: str, value: int | None) -> bool:
    """Whether what they said leaves it closed: not "no", and no number below the height at which it was closed."""
    return verdict != Verdict.NO and (value is None or value >= incident.closing_height)


def _is_last(check_in: CheckIn) -> bool:
    later = CheckIn.objects.filter(incident=check_in.incident, closed_at=check_in.closed_at, day__gt=check_in.day)
    return not later.exists()


def _page_lives_from(incident: Incident, last: datetime) -> None:
    incident.last_check_in_at = last
    incident.save(update_fields=["last_check_in_at"])
