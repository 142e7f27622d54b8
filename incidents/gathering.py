"""The picture of a case that the gates look at: for each step the few questions its gate needs, never more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ground.decisions.models import State as DecisionState
from ground.worktime.hours import nth_working_day_same_time
from refunds.owing import spoken

from .choices import CLOCK_KINDS, LIVE_STATES, Cause, ContainmentState, Question, Side, StepState, Verdict
from .containment import WORDS
from .gates import Asked, Case, Disputed
from .models import (
    Account,
    Answer,
    Apology,
    Asking,
    Dispute,
    Fact,
    Feeling,
    Frame,
    IncidentRefund,
    Prevention,
    Remedy,
    Summary,
)
from .silence import AFTER, is_silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ground.worktime.hours import Hours

    from .models import Incident


def case_of(incident: Incident, *steps: int, hours: Hours, now: datetime, finished: frozenset[int]) -> Case:
    """The picture for the gates of `steps` (all eight when none is named); `hours` are those of the owner's team."""
    found: dict[str, Any] = {"finished": finished, "name": incident.speaker.greeting_name if incident.speaker else ""}
    for number in steps or range(1, 9):
        found |= GATHER[number](incident, hours, now)
    return Case(**found)


def finished_steps(incident: Incident) -> frozenset[int]:
    return frozenset(incident.steps.exclude(state=StepState.TODO).values_list("number", flat=True))


def asked(incident: Incident, question: str, *, hours: Hours, now: datetime, about: int | None, told: bool) -> Asked:
    """How a question to the customer stands: the latest standing answer by any contact to the row `about`.

    Silence begins after the last thing they said to this question: whoever corrected version 1 has not been silent.
    """
    answers = Answer.objects.filter(incident=incident, question=question).standing().order_by("said_at", "pk")
    said = list(answers.values_list("verdict", "about_id", "said_at"))
    verdicts = [verdict for verdict, row, _at in said if verdict != Verdict.WORDS and about in (None, row)]
    asked_at = Asking.objects.filter(incident=incident, question=question, void_at__isnull=True).order_by("asked_at")
    times = [at for at in asked_at.values_list("asked_at", flat=True) if not said or at > said[-1][2]]
    answer = verdicts[-1] if verdicts else ""
    return Asked(told=told, answer=answer, silent=is_silent(times, hours=hours, now=now))


def _first(incident: Incident, hours: Hours, now: datetime) -> dict[str, Any]:
    undecided = incident.containment.filter(state=ContainmentState.UNDECIDED).values_list("code", flat=True)
    return {
        "has_owner": incident.owner_id is not None,
        "has_deputy": incident.deputy_id is not None,
        "has_tell_by": incident.clock_started_at is not None or incident.first_told_at is not None,
        "containment_open": tuple(_("“%(what)s” is decided.") % {"what": WORDS[code]} for code in undecided),
    }


def _second(incident: Incident, hours: Hours, now: datetime) -> dict[str, Any]:
    return {
        "has_their_version": _current(Account, incident).filter(side=Side.THEIRS).exists(),
        "sourced_facts": _current(Fact, incident).count(),
        "version": asked(incident, Question.VERSION, hours=hours, now=now, about=None, told=True),
    }


def _third(incident: Incident, hours: Hours, now: datetime) -> dict[str, Any]:
    said = list(_current(Feeling, incident).values_list("no_answer", flat=True))
    return {"feelings": said.count(False), "feelings_unanswered": True in said}


def _fourth(incident: Incident, hours: Hours, now: datetime) -> dict[str, Any]:
    summary = _current(Summary, incident).first()
    told = summary is not None and summary.told_at is not None
    about = summary.pk if summary else None
    stands = asked(incident, Question.SUMMARY, hours=hours, now=now, about=about, told=told)
    return {"has_summary": summary is not None, "summary": stands}


def _fifth(incident: Incident, hours: Hours, now: datetime) -> dict[str, Any]:
    disputes = _current(Dispute, incident).select_related("decision")
    return {
        "disputes": tuple(Disputed(fact=d.theirs[:80], allowed=_allowed(d), result=d.result) for d in disputes),
        "nothing_to_dispute": _nothing(incident),
    }


def _allowed(dispute: Dispute) -> bool:
    return dispute.decision is not None and dispute.decision.state == DecisionState.APPROVED


def _nothing(incident: Incident) -> str:
    """The reason given for "nothing to dispute" (the note of step 5 once it is not needed)."""
    stands = incident.steps.filter(number=5, state=StepState.NOT_NEEDED).values_list("note", flat=True).first()
    return stands or ""


def _sixth(incident: Incident, hours: Hours, now: datetime) -> dict[str, Any]:
    frame = _current(Frame, incident).first()
    told = frame is not None and frame.told_at is not None
    stands = asked(incident, Question.SENTENCE, hours=hours, now=now, about=frame.pk if frame else None, told=told)
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


def _seventh(incident: Incident, hours: Hours, now: datetime) -> dict[str, Any]:
    apology = _current(Apology, incident).first()
    if apology is None or apology.told_at is None:
        return {}
    silent = nth_working_day_same_time(hours, apology.told_at, AFTER) <= now
    return {"apology_told": True, "reaction": bool(apology.reaction), "reaction_silent": silent}


def _eighth(incident: Incident, hours: Hours, now: datetime) -> dict[str, Any]:
    remedies = list(_current(Remedy, incident).values_list("text", "done_at"))
    against = set(_current(Prevention, incident).values_list("against", flat=True))
    frame = _current(Frame, incident).values_list("happened_cause", "unnoticed_cause").first()
    causes = [cause for cause in dict.fromkeys(frame or ()) if cause and cause != Cause.HUMAN_ERROR]
    live = incident.promises.filter(state__in=LIVE_STATES, followed_at__isnull=True).exclude(kind__in=CLOCK_KINDS)
    return {
        "remedies": len(remedies),
        "remedies_open": tuple(text for text, done_at in remedies if done_at is None),
        "refund_open": _refund_open(incident),
        "promises_open": tuple(live.values_list("text", flat=True)),
        "preventions": len(against),
        "causes_without_prevention": tuple(str(Cause(c).label) for c in causes if c not in against),
    }


def _refund_open(incident: Incident) -> str:
    """What is still to be paid, in words; nothing when nothing is owed or all of it is paid."""
    link = IncidentRefund.objects.select_related("refund").filter(incident=incident).first()
    if link is None:
        return ""
    balance = link.refund.balance
    if balance is None:
        return _("the whole sum")
    return spoken(balance) if balance else ""


def _current(kind: Any, incident: Incident) -> Any:
    return kind.objects.filter(incident=incident).current()


GATHER: dict[int, Callable[[Incident, Hours, datetime], dict[str, Any]]] = {
    1: _first,
    2: _second,
    3: _third,
    4: _fourth,
    5: _fifth,
    6: _sixth,
    7: _seventh,
    8: _eighth,
}
