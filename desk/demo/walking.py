"""How the steps of a demo's case were walked: real evidence in each, written at the moment it was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from desk.demo.moments import HERE
from ground.accounts.models import Role
from incidents import evidence
from incidents.changing import set_deputy
from incidents.choices import Cause, ContainmentState, Emotion, Failing, Precision, Side, Verdict
from incidents.containment import decide
from incidents.framing import write_frame
from incidents.models import Account, Fact, Feeling, Frame, Preparation, Prevention, Remedy, Summary, Unknown
from incidents.progress import finish_step
from incidents.repairing import mark_done
from recovery.apologising import apologise_aloud
from recovery.understanding import Heard, hear

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from customers.models import Contact
    from desk.demo.moments import Moments
    from desk.demo.telling import Case
    from ground.accounts.models import Person
    from incidents.models import Incident

MINUTE = timedelta(minutes=1)
YES = "Yes, that is what happened."


@dataclass(frozen=True)
class Felt:
    """What the contact of this name said of it: strength from 1 to 5."""

    name: str
    emotion: str
    strength: int
    words: str = ""
    cost: str = ""


@dataclass(frozen=True)
class Found:
    """What the steps of one case found; what is left out is told from the case itself.

    `versions` are (name, words) of the customer's people, `facts` (year, month, day or 0 for the month, what, source).
    """

    deputy: str = ""
    promised: str = "What stands in their contract, and an answer within a working day."
    may_decide: str = "A replacement, and up to $2,500. Above that, ask a manager."
    worse: str = ""
    versions: tuple[tuple[str, str], ...] = ()
    ours: str = "Two of us thought the other had checked it."
    facts: tuple[tuple[int, int, int, str, str], ...] = ()
    unknown: tuple[str, str, int] | None = None
    answered: tuple[str, str] | None = None
    feelings: tuple[Felt, ...] = ()
    owned: str = "We should have seen it first."
    confirmed: str = YES
    nothing: str = "Their papers and ours say the same. Nothing to dispute."
    scope: str = ""
    cause: tuple[str, str] = (Cause.HANDOVER, "It changed hands, and nobody wrote it down.")
    unnoticed: tuple[str, str] = (Cause.NO_CHECK, "Nobody was asked to check it.")
    would_be_right: str = "That it is put right, and that somebody checks from now on."
    apology: str = "I am sorry. It was our mistake, and I should have told you first. From now on two of us check."
    taken: str = "“Thank you for ringing yourself.”"
    remedy: str = "What was wrong is corrected"
    prevention: str = "Two people check it before it goes out"


@dataclass(frozen=True)
class Walk:
    """One case being walked: its owner, whoever speaks for the customer, and the moment of the step."""

    incident: Incident
    case: Case
    found: Found
    moments: Moments
    now: datetime = field(kw_only=True)

    @property
    def by(self) -> Person:
        return self.incident.owner

    @property
    def speaker(self) -> Contact:
        people = self.incident.customer.contacts
        return people.get(speaks=True)

    @property
    def their_words(self) -> str:
        """What they said when they gave their first number after the mistake."""
        later = [why for (day, _clock), _value, why in self.case.trust if day >= self.case.logged[0] and why]
        return later[0].strip("“”") if later else "We noticed it when it was too late for us."


def walk(incident: Incident, case: Case, moments: Moments) -> None:
    """Every step the case has finished, in order."""
    for number, at in enumerate(case.steps, start=1):
        step = Walk(incident, case, case.found, moments, now=moments.at(*at))
        write_step(step, number)
        if number == 5:
            finish_step(incident, number=5, by=step.by, now=step.now, not_needed=True, why=case.found.nothing)
        else:
            finish_step(incident, number=number, by=step.by, now=step.now)


def write_step(step: Walk, number: int) -> None:
    if number in WRITERS:
        WRITERS[number](step)


def _prepare(step: Walk) -> None:
    found, incident = step.found, step.incident
    set_deputy(incident, deputy=_stand_in(step), by=step.by, now=step.now)
    words = {"promised": found.promised, "may_decide": found.may_decide, "worse": found.worse}
    evidence.add(Preparation, incident, by=step.by, now=step.now, **words)
    for item in incident.containment.filter(state=ContainmentState.UNDECIDED):
        decide(item, state=ContainmentState.DONE, by=step.by, now=step.now)


def _stand_in(step: Walk) -> Person | None:
    """A colleague of the owner's team; John has enough of his own."""
    team = step.by.team
    people = team.people.filter(role=Role.ACCOUNT_MANAGER).exclude(pk=step.by.pk).order_by("name") if team else []
    named = [person for person in people if person.name.startswith(step.found.deputy or " ")]
    return next((p for p in [*named, *people] if not p.name.startswith("John")), None)


def _facts(step: Walk) -> None:
    incident, found, at = step.incident, step.found, _then(step, 10)
    people = {contact.name: contact for contact in incident.customer.contacts.all()}
    versions = found.versions or ((step.speaker.name, step.their_words),)
    for name, words in versions:
        evidence.add(Account, incident, side=Side.THEIRS, contact=people[name], text=words, **at)
    evidence.add(Account, incident, side=Side.OURS, text=found.ours, **at)
    for fact in found.facts or (_usual_fact(step),):
        evidence.add(Fact, incident, **_fact(fact), **at)
    if found.unknown:
        text, who, days = found.unknown
        by_on = step.moments.at(days, "12:00").astimezone(HERE).date()
        evidence.add(Unknown, incident, text=text, who=who, by_on=by_on, **at)
    if found.answered:
        asked = evidence.add(Unknown, incident, text=found.answered[0], **at)
        evidence.change(asked, answer=found.answered[1], answered_at=step.now, **at)


def _usual_fact(step: Walk) -> tuple[int, int, int, str, str]:
    day = step.moments.at(*step.case.logged).astimezone(HERE)
    year, month = step.case.started or (day.year, day.month)
    return year, month, 0 if step.case.started else day.day, step.case.title, "What they sent us, and our own papers"


def _fact(fact: tuple[int, int, int, str, str]) -> dict[str, Any]:
    year, month, day, text, source = fact
    precision = Precision.DAY if day else Precision.MONTH
    return {"happened_on": date(year, month, day or 1), "precision": precision, "text": text, "source": source}


def _feelings(step: Walk) -> None:
    people = {contact.name: contact for contact in step.incident.customer.contacts.all()}
    day = step.now.astimezone(HERE).date()
    usual = Felt(step.speaker.name, Emotion.LET_DOWN, 3, step.their_words, "An hour of explaining it to their people.")
    for felt in step.found.feelings or (usual,):
        row = _then(step, 5) | {"contact": people[felt.name], "observed_on": day}
        for name in ("emotion", "strength", "words", "cost"):
            row[name] = getattr(felt, name)
        evidence.add(Feeling, step.incident, **row)


def _understand(step: Walk) -> None:
    found, before = step.found, step.now - 20 * MINUTE
    words = {
        "text": f"{step.case.story} You said: “{step.their_words}”",
        "owned": found.owned,
        "apology": "I am sorry.",
    }
    summary = evidence.add(Summary, step.incident, by=step.by, now=before, **words)
    hear(summary, heard=_heard(step, Verdict.YES, found.confirmed), by=step.by, now=step.now)


def _frame(step: Walk) -> None:
    frame = write_frame(step.incident, seen=None, by=step.by, now=step.now - 20 * MINUTE, **frame_words(step))
    hear(frame, heard=_heard(step, Verdict.YES, "I would say it so."), by=step.by, now=step.now)


def frame_words(step: Walk) -> dict[str, str]:
    found = step.found
    return {
        "sentence": step.case.story,
        "scope": found.scope or f"What was logged as “{step.case.title}”, and nothing before it.",
        "would_be_right": found.would_be_right,
        "happened_cause": found.cause[0],
        "happened_words": found.cause[1],
        "unnoticed_cause": found.unnoticed[0],
        "unnoticed_words": found.unnoticed[1],
        "failing": Failing.COMPETENCE,
    }


def _apologise(step: Walk) -> None:
    heard = _heard(step, "", step.found.taken)
    text = step.found.apology
    apologise_aloud(step.incident, text=text, said_by=step.by, seen=None, heard=heard, by=step.by, now=step.now)


def _handle(step: Walk) -> None:
    incident, found, day = step.incident, step.found, step.now.astimezone(HERE).date()
    at = _then(step, 5)
    remedy = evidence.add(Remedy, incident, text=found.remedy, owner=step.by, due_on=day, **at)
    mark_done(remedy, words="Seen with my own eyes.", by=step.by, now=step.now - MINUTE)
    frames: Any = Frame.objects.filter(incident=incident)
    frame = frames.latest("pk")
    for cause in dict.fromkeys((frame.happened_cause, frame.unnoticed_cause)):
        task = {"text": found.prevention, "owner": step.by, "due_on": day + timedelta(days=30), "against": cause}
        done = evidence.add(Prevention, incident, **task, **at)
        mark_done(done, words="The list is signed every month.", by=step.by, now=step.now - MINUTE)


def _then(step: Walk, minutes: int) -> dict[str, Any]:
    """By the owner, so many minutes before the step was finished."""
    return {"by": step.by, "now": step.now - minutes * MINUTE}


def _heard(step: Walk, verdict: str, words: str) -> Heard:
    at = step.now - 15 * MINUTE
    return Heard(step.speaker, "phone", "us", at, verdict=verdict, words=words.strip("“”"))


WRITERS: dict[int, Callable[[Walk], None]] = {
    1: _prepare,
    2: _facts,
    3: _feelings,
    4: _understand,
    6: _frame,
    7: _apologise,
    8: _handle,
}
