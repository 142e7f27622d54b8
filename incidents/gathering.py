"""The picture of a case that the gates look at: for each step the few questions its gate needs, never more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ground.decisions.models import State as DecisionState
from ground.worktime.hours import nth_working_day_same_time
from refunds.owing import spoken

from .choices import CLOCK_KINDS, Cause, ContainmentState, Question, Side, StepState, Verdict
from .containment import WORDS
from .gates import Asked, Case, Disputed
from .models import Account, Apology, Dispute, Fact, Feeling, Frame, Prevention, Remedy, Summary
from .silence import AFTER, is_silent
from .standing import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from ground.worktime.hours import Hours

    from .models import Incident


@dataclass(frozen=True)
class _Look:
    """One look at a case: its rows, the working hours of the owner's team, and the instant."""

    standing: Standing
    given: Hours | None
    now: datetime

    @property
    def incident(self) -> Incident:
        return self.standing.incident

    @property
    def hours(self) -> Hours:
        return self.given or self.incident.customer.our_hours()


def case_of(
    incident: Incident,
    *steps: int,
    now: datetime,
    hours: Hours | None = None,
    standing: Standing | None = None,
) -> Case:
    """The picture for the gates of `steps` (all eight when none is named).

    `hours` are those of the team that serves the customer, read only where somebody was asked more than once.

    `standing` is a reading of the case that somebody made already; its rows are not read again.
    """
    look = _Look(standing or Standing(incident), hours, now)
    name = incident.speaker.greeting_name if incident.speaker else ""
    found: dict[str, Any] = {"finished": look.standing.finished, "name": name}
    for number in steps or range(1, 9):
        found |= GATHER[number](look)
    return Case(**found)


def finished_steps(incident: Incident) -> frozenset[int]:
    return frozenset(incident.steps.exclude(state=StepState.TODO).values_list("number", flat=True))


def asked(
    incident: Incident,
    question: str,
    *,
    now: datetime,
    about: Collection[int] | None,
    told: bool,
    hours: Hours | None = None,
    standing: Standing | None = None,
) -> Asked:
    """How a question to the customer stands: the latest standing answer by any contact about these versions.

    Silence begins after the last thing they said to this question: whoever corrected version 1 has not been silent.
    """
    seen = standing or Standing(incident)
    said = [answer for answer in seen.answers if answer.question == question]
    verdicts = [a.verdict for a in said if a.verdict != Verdict.WORDS and (about is None or a.about_id in about)]
    asked_at = [asking.asked_at for asking in seen.askings if asking.question == question]
    times = [at for at in asked_at if not said or at > said[-1].said_at]
    answer = verdicts[-1] if verdicts else ""
    return Asked(told=told, answer=answer, silent=_silent(times, hours or incident.customer.our_hours, now))


def _asked(look: _Look, question: str, *, about: Collection[int] | None, told: bool) -> Asked:
    seen, hours = look.standing, look.given
    return asked(look.incident, question, now=look.now, about=about, told=told, hours=hours, standing=seen)


def _silent(times: list[datetime], hours: Hours | Callable[[], Hours], now: datetime) -> bool:
    """Two askings at least: only then the working hours matter."""
    return len(times) > 1 and is_silent(times, hours=hours() if callable(hours) else hours, now=now)


def _first(look: _Look) -> dict[str, Any]:
    incident = look.incident
    undecided = [item.code for item in look.standing.containment if item.state == ContainmentState.UNDECIDED]
    return {
        "has_owner": incident.owner_id is not None,
        "has_deputy": incident.deputy_id is not None,
        "has_tell_by": incident.clock_started_at is not None or incident.first_told_at is not None,
        "containment_open": tuple(_("“%(what)s” is decided.") % {"what": WORDS[code]} for code in undecided),
    }


def _second(look: _Look) -> dict[str, Any]:
    return {
        "has_their_version": any(account.side == Side.THEIRS for account in look.standing.of(Account)),
        "sourced_facts": len(look.standing.of(Fact)),
        "version": _asked(look, Question.VERSION, about=None, told=True),
    }


def _third(look: _Look) -> dict[str, Any]:
    said = [feeling.no_answer for feeling in look.standing.of(Feeling)]
    return {"feelings": said.count(False), "feelings_unanswered": True in said}


def _fourth(look: _Look) -> dict[str, Any]:
    summary = look.standing.one(Summary)
    told = summary is not None and summary.told_at is not None
    stands = _asked(look, Question.SUMMARY, about=look.standing.same_words(summary) if summary else None, told=told)
    return {"has_summary": summary is not None, "summary": stands}


def _fifth(look: _Look) -> dict[str, Any]:
    disputes = look.standing.of(Dispute)
    return {
        "disputes": tuple(Disputed(fact=d.theirs[:80], allowed=_allowed(d), result=d.result) for d in disputes),
        "nothing_to_dispute": _nothing(look),
    }


def _allowed(dispute: Dispute) -> bool:
    return dispute.decision is not None and dispute.decision.state == DecisionState.APPROVED


def _nothing(look: _Look) -> str:
    """The reason given for "nothing to dispute" (the note of step 5 once it is not needed)."""
    fifth = look.standing.steps[4]
    return fifth.note if fifth.state == StepState.NOT_NEEDED else ""


def _sixth(look: _Look) -> dict[str, Any]:
    frame = look.standing.one(Frame)
    told = frame is not None and frame.told_at is not None
    stands = _asked(look, Question.SENTENCE, about=look.standing.same_words(frame) if frame else None, told=told)
    if frame is None:
        return {"sentence": stands}
    causes = {frame.happened_cause, frame.unnoticed_cause} - {""}
    return {
        "has_sentence": True,
        "has_scope": bool(frame.scope.strip()),
        "happened_cause": frame.happened_cause,
        "unnoticed_cause": frame.unnoticed_cause,
        "human_error_alone": Cause.HUMAN_ERROR in causes and len(causes) == 1,
        "sentence": stands,
    }


def _seventh(look: _Look) -> dict[str, Any]:
    apology = look.standing.one(Apology)
    if apology is None or apology.told_at is None:
        return {}
    if apology.reaction:
        return {"apology_told": True, "reaction": True}
    silent = nth_working_day_same_time(look.hours, apology.told_at, AFTER) <= look.now
    return {"apology_told": True, "reaction_silent": silent}


def _eighth(look: _Look) -> dict[str, Any]:
    remedies = look.standing.of(Remedy)
    against = {prevention.against for prevention in look.standing.of(Prevention)}
    frame = look.standing.one(Frame)
    named = (frame.happened_cause, frame.unnoticed_cause) if frame else ()
    causes = [cause for cause in dict.fromkeys(named) if cause and cause != Cause.HUMAN_ERROR]
    live = [p for p in look.standing.promises if p.is_live and p.followed_at is None and p.kind not in CLOCK_KINDS]
    return {
        "remedies": len(remedies),
        "remedies_open": tuple(remedy.text for remedy in remedies if remedy.done_at is None),
        "refund_open": _refund_open(look.standing),
        "promises_open": tuple(promise.text for promise in live),
        "preventions": len(against),
        "causes_without_prevention": tuple(str(Cause(c).label) for c in causes if c not in against),
    }


def _refund_open(standing: Standing) -> str:
    """What is still to be paid, in words; nothing when nothing is owed or all of it is paid."""
    if standing.refund is None:
        return ""
    balance = standing.refund.balance
    if balance is None:
        return _("the whole sum")
    return spoken(balance) if balance else ""


GATHER: dict[int, Callable[[_Look], dict[str, Any]]] = {
    1: _first,
    2: _second,
    3: _third,
    4: _fourth,
    5: _fifth,
    6: _sixth,
    7: _seventh,
    8: _eighth,
}
