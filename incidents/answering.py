"""What the customer said, kept as evidence: recorded, taken back, dealt with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from ground.history.recording import record

from .choices import PromiseState, Question, Verdict
from .models import Answer, Promise
from .promises import RELEASED, keep_promise, lock, release_promise, settle_anew, stand_again

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person

    from .models import Incident


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
    form_key: str = ""


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
        form_key=said.form_key,
    )
    _record(answer, "customer.answered", by, now, text=answer.words)
    return answer


@transaction.atomic
def take_back_answer(answer: Answer, *, now: datetime) -> Answer:
    """The contact says it was not theirs: it stands no more, and what we promised for it is released.

    What it opened is opened again by `recovery`.
    """
    answer = _locked(answer)
    if answer.withdrawn_at is None:
        answer.withdrawn_at = now
        answer.save(update_fields=["withdrawn_at"])
        if promise := _standing_promise(answer):
            release_promise(promise, by=None, now=now, why=_("They took back what we were to answer."))
        _record(answer, "customer.took_back", None, now)
    return answer


@transaction.atomic
def deal_with(answer: Answer, *, by: Person, now: datetime, update_id: int | None = None) -> Answer:
    """Somebody of us has seen to it: the answer we promised is given. `update_id` is the letter that gave it."""
    answer = _locked(answer)
    if answer.dealt_at is None and answer.withdrawn_at is None:
        answer.dealt_at, answer.dealt_by, answer.dealt_update_id = now, by, update_id
        answer.save(update_fields=["dealt_at", "dealt_by", "dealt_update_id"])
        if promise := _standing_promise(answer):
            keep_promise(promise, by=by, now=max(now, promise.made_at))
        _record(answer, "customer.dealt_with", by, now)
    return answer


@transaction.atomic
def see_to(answer: Answer, *, by: Person, now: datetime) -> None:
    """Somebody of us has seen to this and to what was sent together with it."""
    together = Answer.objects.filter(incident=answer.incident_id, form_key=answer.form_key).exclude(form_key="")
    for each in [*together.exclude(pk=answer.pk).order_by("pk"), answer]:
        deal_with(each, by=by, now=now)


def unanswered_since() -> Subquery:
    """For a list of incidents: since when somebody there waits for the answer we promised, none where nobody does."""
    waiting = Answer.objects.filter(incident=OuterRef("pk")).to_deal_with().awaited()
    return Subquery(waiting.values("said_at")[:1])


def answered_by_update(
    incident: Incident, contacts: Iterable[Contact], *, update_id: int, by: Person, now: datetime
) -> None:
    """A letter to these contacts answers what they wrote before it; a call they asked for it does not give."""
    waiting = Answer.objects.filter(incident=incident, contact__in=contacts, said_at__lte=now).to_deal_with()
    for answer in waiting.exclude(question=Question.CALL_BACK):
        deal_with(answer, by=by, now=now, update_id=update_id)


def answered_aloud(incident: Incident, contact: Contact, *, at: datetime, by: Person) -> None:
    """What we told this contact in a conversation `at` that time answers what they wrote before it, calls as well."""
    for answer in Answer.objects.filter(incident=incident, contact=contact, said_at__lte=at).to_deal_with():
        deal_with(answer, by=by, now=at)


@transaction.atomic
def unanswered_again(update_id: int, *, now: datetime) -> None:
    """The letter that answered did not happen: what it answered waits again, and so does what we promised for it."""
    for answer in Answer.objects.filter(dealt_update_id=update_id).select_for_update():
        answer.dealt_at = answer.dealt_by = answer.dealt_update_id = None
        answer.save(update_fields=["dealt_at", "dealt_by", "dealt_update_id"])
        promise = _promise_of(answer)
        if promise is not None and promise.state in (PromiseState.KEPT, PromiseState.KEPT_LATE):
            _stands_as_before(promise, answer, now)
        _record(answer, "customer.waits_again", None, now)


def _stands_as_before(promise: Promise, answer: Answer, now: datetime) -> None:
    """It is still to be kept, unless they took back what it answers: that released us then."""
    if answer.withdrawn_at is None:
        stand_again(promise, by=None, now=now)
    else:
        settle_anew(promise, RELEASED, at=answer.withdrawn_at, by=None, now=now)


def _locked(answer: Answer) -> Answer:
    """Its row as it is now, locked until the transaction ends; the incident's row comes first, as in every verb."""
    lock(answer.incident)
    return Answer.objects.select_for_update().get(pk=answer.pk)


def _standing_promise(answer: Answer) -> Promise | None:
    """What we promised for it, or what took its place; nothing when it is settled already."""
    promise = _promise_of(answer)
    return promise if promise is not None and promise.is_live else None


def _promise_of(answer: Answer) -> Promise | None:
    """The last of those that took the place of what we promised for it; under the incident's lock nobody settles it."""
    promise = Promise.objects.filter(pk=answer.promise_id or 0).first()
    while promise is not None and (later := Promise.objects.filter(replaces=promise).first()):
        promise = later
    return promise


def _record(answer: Answer, what: str, by: Person | None, now: datetime, *, text: str = "") -> None:
    facts: dict[str, str | int | None] = {
        "answer": answer.pk,
        "question": answer.question,
        "verdict": answer.verdict,
        "contact": answer.contact_id,
    }
    record(("incident", answer.incident_id), by=by, what=what, now=now, text=text, facts=facts)
