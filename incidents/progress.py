"""Walking the steps: a note, finished, not needed, reopened with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .choices import State, StepState
from .gates import all_missing, comes_first, missing
from .gathering import case_of, finished_steps
from .models import Dispute
from .promises import lock
from .standing import Standing
from .steps import first_unfinished, rule

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person

    from .gates import Case
    from .models import Incident, Step


class StepRefused(Exception):
    """Why this step cannot be finished or reopened, in a sentence."""


@transaction.atomic
def note_step(incident: Incident, *, number: int, note: str, by: Person, now: datetime) -> Step:
    """Keep what was written for a step; nothing else changes."""
    step = _step(lock(incident), number)
    if step.note != note:
        step.note, step.note_saved_at = note, now
        step.save(update_fields=["note", "note_saved_at"])
        record(incident.history_subject, by=by, what="step.noted", now=now, text=note, facts={"step": number})
    return step


@transaction.atomic
def finish_step(
    incident: Incident, *, number: int, by: Person, now: datetime, not_needed: bool = False, why: str = ""
) -> Step:
    """The step is done once its gate finds nothing missing, or (step 5 only, with the reason `why`) not needed.

    Steps are finished in their order. StepRefused names every missing thing.
    """
    incident = _open(incident)
    standing = Standing(incident)
    _refuse_out_of_order(standing, number, now)
    step = _step(incident, number)
    if not_needed:
        _refuse_not_needed(standing, number, why)
        step.note, step.note_saved_at = why.strip(), now
    else:
        _refuse_what_is_missing(standing, number, now)
    step.state = StepState.NOT_NEEDED if not_needed else StepState.DONE
    step.finished_at, step.finished_by = now, by
    step.save()
    _stand_at(incident)
    text, facts = (step.note if not_needed else ""), {"step": number}
    record(incident.history_subject, by=by, what=f"step.{step.state}", now=now, text=text, facts=facts)
    return step


@transaction.atomic
def reopen_step(incident: Incident, *, number: int, reason: str, by: Person | None, now: datetime) -> Step:
    """New facts: this step and the finished ones after it are to do again; the reason stays on record."""
    incident = _open(incident)
    if not reason.strip():
        raise StepRefused(_("Say why this step opens again."))
    if _step(incident, number).state == StepState.TODO:
        raise StepRefused(_("This step is not finished yet."))
    incident.steps.filter(number__gte=number).update(state=StepState.TODO, finished_at=None, finished_by=None)
    _stand_at(incident)
    record(incident.history_subject, by=by, what="step.reopened", now=now, text=reason, facts={"step": number})
    return _step(incident, number)


def _open(incident: Incident) -> Incident:
    incident = lock(incident)
    if incident.state != State.OPEN:
        raise StepRefused(_("This recovery is not open."))
    return incident


def _step(incident: Incident, number: int) -> Step:
    return incident.steps.get(number=number)


def _stand_at(incident: Incident) -> None:
    incident.step_now = first_unfinished(finished_steps(incident))
    incident.save(update_fields=["step_now"])


def _refuse_out_of_order(standing: Standing, number: int, now: datetime) -> None:
    at = standing.incident.step_now
    if at is None or number < at:
        raise StepRefused(_("This step is already finished."))
    if number > at:
        raise StepRefused(" ".join(comes_first(at, _case(standing, at, now))))


def _refuse_not_needed(standing: Standing, number: int, why: str) -> None:
    if not rule(number).may_be_not_needed:
        raise StepRefused(_("Only step 5 can be not needed."))
    if standing.of(Dispute):
        raise StepRefused(_("A fact is in dispute. Give it a result, or take it out with a reason."))
    if not why.strip():
        raise StepRefused(_("Say in a sentence why there is nothing to dispute."))


def _refuse_what_is_missing(standing: Standing, number: int, now: datetime) -> None:
    gone = missing(number, _case(standing, number, now))
    if gone:
        raise StepRefused(all_missing(number, gone))


def _case(standing: Standing, number: int, now: datetime) -> Case:
    return case_of(standing.incident, number, now=now, standing=standing)
