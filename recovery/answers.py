"""The customer answers on their private page: kept, acted on, told to the owner, receipted; or taken back.

1. Lock the incident, look whether this very press of the button came before.
2. Promise the date of our answer where one is needed; keep each answer as evidence, a number for trust as a reading.
3. One letter to the owner (or whoever stands in), one receipt to the address the link belongs to.

A link may be forwarded: what is said counts at once, under the name they sign with, and whoever owns the link can take
it back from the receipt for five working days. Nothing is finished here: a gate reads the answer, a person finishes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from ground.accounts.limits import Limit, take
from ground.worktime.hours import nth_working_day_close, nth_working_day_same_time
from incidents.answering import AnswerRefused as AnswerRefused
from incidents.answering import Said, record_answer, take_back_answer
from incidents.choices import How, Question, Verdict, Via
from incidents.models import Answer, Frame, Summary
from incidents.promises import lock, make_promise
from trust.models import By, Occasion, Reading, Whose
from trust.readings import take_back_reading
from updates.instants import Reader
from updates.links import lives
from updates.models import Link
from updates.rhythm import rhythm_of

from .after_closing import heard, taken_back
from .answer_letters import receipt, tell_of_answers, tell_of_taking_back, who_reads
from .answer_words import WORDS, half_hour
from .bank_details import holds_bank_details
from .call_times import LENGTH, may_call_at
from .reading import record_and_tell
from .small_answers import said_of_a_small_one
from .stepping_back import reopen_what_it_finished

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from ground.worktime.hours import Hours
    from incidents.models import Incident, Promise

BY_LINK = Limit("answers, link", 20, timedelta(hours=1))
BY_NETWORK = Limit("answers, network", 60, timedelta(hours=1))
TAKE_BACK_DAYS = 5
"""Working days, at the same time of day. Source: PROMISES.md, A link may be forwarded."""


@dataclass(frozen=True)
class Part:
    """One answer of a form. `about_id` is the version they saw; `number` is trust; `call_at` a time that was offered;
    `feelings` are those they chose, in the words they read.
    """

    question: str
    verdict: str = Verdict.WORDS
    words: str = ""
    about_id: int | None = None
    number: int | None = None
    call_at: datetime | None = None
    feelings: tuple[str, ...] = ()

    @property
    def wants_a_reply(self) -> bool:
        """A no, a question, a call, and whatever they wrote in words; a yes and a number want none."""
        if self.verdict == Verdict.WORDS:
            return self.question != Question.TRUST and (bool(self.words.strip()) or self.call_at is not None)
        return self.verdict == Verdict.NO

    def text(self) -> str:
        """What is kept as their words."""
        if self.number is not None:
            return str(self.number)
        return "\n".join(part for part in (", ".join(self.feelings), self.words.strip()) if part)


@dataclass(frozen=True)
class Sent:
    """What one press of a button brought: who signs, the name of the press (the same for the same), the answers."""

    name: str
    key: str
    parts: tuple[Part, ...]


@transaction.atomic
def take_answer(link: Link, *, sent: Sent, now: datetime) -> list[Answer]:
    """Keep what was sent through this link, once: the same press again returns what it brought the first time."""
    incident = lock(link.incident)
    link = _open(link, now)
    known = sent_before(link, sent.key)
    if known:
        return known
    _check(incident, link, sent, now)
    promise, promised = _promise(incident, link, sent, now), False
    answers = []
    for part in sent.parts:
        owed = promise if part.wants_a_reply and not promised else None
        promised = promised or owed is not None
        answers.append(_keep(incident, link, sent, part, owed, now))
    number = next((part.number for part in sent.parts if part.number is not None), None)
    heard(incident, answers, number=number, now=now)
    said_of_a_small_one(incident, answers, now=now)
    tell_of_answers(incident, link, answers, now=now)
    receipt(link, answers, until=take_back_until(answers[0], incident), now=now)
    return answers


def _open(link: Link, now: datetime) -> Link:
    """The link as it stands under the lock: it may have been revoked while they wrote."""
    people = ("contact__customer", "incident__owner", "incident__customer__team__calendar")
    link = Link.objects.select_related(*people).get(pk=link.pk)
    if not lives(link, now):
        raise AnswerRefused(_("This link opens nothing now. Ask for a new one."))
    return link


def sent_before(link: Link, press: str) -> list[Answer]:
    """What this very press of a button brought, when it came before."""
    mine = Answer.objects.filter(incident=link.incident_id, form_key=_key(link, press))
    return list(mine.select_related("promise").order_by("pk"))


def _key(link: Link, press: str) -> str:
    """Two links may not speak of one another's presses."""
    return hashlib.sha256(f"{link.pk} {press}".encode()).hexdigest()


def _check(incident: Incident, link: Link, sent: Sent, now: datetime) -> None:
    if not sent.parts:
        raise AnswerRefused(_("Choose or write something first."))
    if any(holds_bank_details(part.words) for part in sent.parts) or holds_bank_details(sent.name):
        raise AnswerRefused(bank_details_refused(incident.owner))
    kinds: dict[str, Any] = {Question.SUMMARY: Summary, Question.SENTENCE: Frame}
    for part in sent.parts:
        if part.question in kinds and not _stands(kinds[part.question], incident, part.about_id):
            raise AnswerRefused(_("We changed this while you had the page open. Read it again, then answer."))
        if part.call_at is not None and not may_call_at(part.call_at, now=now, hours=incident.customer.our_hours()):
            raise AnswerRefused(_("That time is no longer free. Choose another one."))


def bank_details_refused(owner: Person) -> str:
    """Said by the form and by the verb alike."""
    first = _("This looks like a bank account or card number. We never take them here.")
    then = _("Take it out and send again. %(name)s will ring you about payments.") % {"name": owner.name}
    return f"{first} {then}"


def _stands(kind: Any, incident: Incident, about: int | None) -> bool:
    return bool(kind.objects.filter(incident=incident, pk=about, told_at__isnull=False).current().exists())


def _promise(incident: Incident, link: Link, sent: Sent, now: datetime) -> Promise | None:
    """The date of our answer, told in the receipt: one for everything that was sent together."""
    first = next((part for part in sent.parts if part.wants_a_reply), None)
    if first is None:
        return None
    reader = Reader.of_contact(link.contact)
    with override(reader.language):
        text, due = str(WORDS[first.question].reply), reply_due(incident, now)
        if first.call_at is not None:
            due = first.call_at + LENGTH
            text = _("A call, %(when)s") % {"when": half_hour(first.call_at, due, reader, now=now)}
    zone = link.contact.local_zone
    return make_promise(
        incident, text=text, due_at=due, due_zone=zone, how=How.WRITTEN, by=None, now=now, to=link.contact
    )


def reply_due(incident: Incident, now: datetime) -> datetime:
    """When we answer what a customer wrote: within one working day, or the gap of its severity when that is shorter."""
    customer = incident.customer
    hours = customer.our_hours()
    gap = rhythm_of(customer, incident.severity).gap
    return min(nth_working_day_close(hours, now, 1), gap.after(now, hours))


def _keep(incident: Incident, link: Link, sent: Sent, part: Part, promise: Promise | None, now: datetime) -> Answer:
    reading = _read(incident, link, sent, part, now) if part.number is not None else None
    said = Said(
        question=part.question,
        verdict=part.verdict,
        words=_words(part, link, now),
        via=Via.PAGE,
        via_id=link.pk,
        said_at=now,
        about_id=reading.pk if reading else part.about_id,
        said_name=sent.name or link.contact.name,
        form_key=_key(link, sent.key),
    )
    return record_answer(incident, contact=link.contact, said=said, by=None, now=now, promise=promise)


def _words(part: Part, link: Link, now: datetime) -> str:
    """What is kept as their words; a call they asked for says when."""
    if part.call_at is None:
        return part.text()
    reader = Reader.of_contact(link.contact)
    with override(reader.language):
        when = half_hour(part.call_at, part.call_at + LENGTH, reader, now=now)
    return f"{when}\n{part.text()}".strip()


def _read(incident: Incident, link: Link, sent: Sent, part: Part, now: datetime) -> Reading:
    assert part.number is not None
    asked = {other.question for other in sent.parts}
    felt = next((other.text() for other in sent.parts if other.question == Question.FEELINGS), "")
    return record_and_tell(
        customer=incident.customer,
        value=part.number,
        whose=Whose.THEIRS,
        occasion=next((OCCASIONS[question] for question in OCCASIONS if question in asked), Occasion.OTHER),
        said_at=now,
        by=None,
        now=now,
        contact=link.contact,
        why=felt,
        how=By.PAGE,
        incident=incident,
        knows=who_reads(incident, now),
    )


OCCASIONS = {
    Question.CHECK_IN: Occasion.CHECK_IN,
    Question.RESOLUTION: Occasion.CLOSING,
    Question.SUMMARY: Occasion.FEELINGS,
    Question.CORRECTION: Occasion.FACTS,
}
"""On what occasion a number was given, by what stood in the same form; the first that fits."""


def take_back_until(answer: Answer, incident: Incident) -> datetime:
    hours: Hours = incident.customer.our_hours()
    return nth_working_day_same_time(hours, answer.said_at, TAKE_BACK_DAYS)


def sent_together(link: Link, number: int) -> list[Answer]:
    """What came with the answer of this number through this link, in order; nothing when it is not theirs."""
    mine = Answer.objects.filter(incident=link.incident, contact=link.contact, via=Via.PAGE).exclude(form_key="")
    first = mine.filter(pk=number).values_list("form_key", flat=True).first()
    return list(mine.filter(form_key=first).select_related("promise").order_by("pk")) if first else []


@transaction.atomic
def take_back(link: Link, *, number: int, now: datetime) -> list[Answer]:
    """They say it was not theirs: every answer of that press stands no more, and what it opened is open again."""
    incident = lock(link.incident)
    link = _open(link, now)
    answers = sent_together(link, number)
    standing = [answer for answer in answers if answer.withdrawn_at is None]
    if not standing:
        return answers
    if now > take_back_until(standing[0], incident):
        raise AnswerRefused(_("This could be taken back for five working days. Call us, and we put it right."))
    taken = [take_back_answer(answer, now=now) for answer in standing]
    for answer in taken:
        if answer.question == Question.TRUST:
            _forget_the_number(answer, now)
    taken_back(incident, taken, now=now)
    reopened = reopen_what_it_finished(incident, taken, now=now)
    tell_of_taking_back(incident, link, taken, reopened=reopened, now=now)
    return taken


def _forget_the_number(answer: Answer, now: datetime) -> None:
    reading = Reading.objects.filter(pk=answer.about_id or 0, customer=answer.incident.customer_id).first()
    if reading is not None:
        take_back_reading(reading, now=now)


def may_send(link: Link, network: str, *, now: datetime) -> bool:
    """Count one press of a button for this link and this network; outside any transaction."""
    return take(BY_LINK, str(link.pk), now=now) and take(BY_NETWORK, network, now=now)
