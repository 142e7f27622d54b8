"""What the customer said, kept as evidence: recorded, taken back, dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .choices import Verdict
from .models import Answer
from .promises import lock

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person

    from .models import Incident, Promise


class AnswerRefused(Exception):
    """Why this answer cannot be taken so, in a sentence for whoever gave it."""


@dataclass(frozen=True)
class Said:
    """What a contact said: to which question, yes, no or in words, how it reached us, and as whom they signed."""

    question: str
    verdict: str
    words: str
    via: str
    said_at: datetime
    about_id: int | None = None
    via_id: int | None = None
    said_name: str = ""


@transaction.atomic
def record_answer(
    incident: Incident,
    *,
    contact: Contact,
    said: Said,
    by: Person | None,
    now: datetime,
    promise: Promise | None = None,
) -> Answer:
    """Keep what was said. `by` is whoever of us wrote it down, None when they typed it themselves."""
    incident = lock(incident)
    if contact.customer_id != incident.customer_id:
        raise AnswerRefused(_("%(name)s is not with this customer.") % {"name": contact.name})
    if said.verdict == Verdict.WORDS and not said.words.strip():
        raise AnswerRefused(_("Write a few words."))
    if said.said_at > now:
        raise AnswerRefused(_("That time has not come yet."))
    answer = Answer.objects.create(
        incident=incident,
        contact=contact,
        question=said.question,
        about_id=said.about_id,
        verdict=said.verdict,
        words=said.words.strip(),
        via=said.via,
        via_id=said.via_id,
        said_name=said.said_name.strip()[:100],
        said_at=said.said_at,
        recorded_by=by,
        recorded_at=now,
        promise=promise,
    )
    _record(answer, "customer.answered", by, now, text=answer.words)
    return answer


@transaction.atomic
def take_back_answer(answer: Answer, *, now: datetime) -> Answer:
    """The contact says it was not theirs: it stands no more. What it opened is opened again by `recovery`."""
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if answer.withdrawn_at is None:
        answer.withdrawn_at = now
        answer.save(update_fields=["withdrawn_at"])
        _record(answer, "customer.took_back", None, now)
    return answer


@transaction.atomic
def deal_with(answer: Answer, *, by: Person, now: datetime) -> Answer:
    """Somebody of us has seen to it."""
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if answer.dealt_at is None:
        answer.dealt_at, answer.dealt_by = now, by
        answer.save(update_fields=["dealt_at", "dealt_by"])
        _record(answer, "customer.dealt_with", by, now)
    return answer


def _record(answer: Answer, what: str, by: Person | None, now: datetime, *, text: str = "") -> None:
    facts: dict[str, str | int | None] = {
        "answer": answer.pk,
        "question": answer.question,
        "verdict": answer.verdict,
        "contact": answer.contact_id,
    }
    record(("incident", answer.incident_id), by=by, what=what, now=now, text=text, facts=facts)
