"""Walking the steps: a note, finished, not needed, reopened with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .choices import State, StepState
from .promises import lock
from .steps import first_unfinished, rule

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person

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
def finish_step(incident: Incident, *, number: int, by: Person, now: datetime, not_needed: bool = False) -> Step:
    """The step is done (or, step 5 only, not needed); steps are finished in their order."""
    incident = _open(incident)
    if number != incident.step_now:
        raise StepRefused(_out_of_order(incident, number))
    if not_needed and not rule(number).may_be_not_needed:
        raise StepRefused(_("Only step 5 can be not needed."))
    step = _step(incident, number)
    if not not_needed and not step.note.strip():
        raise StepRefused(_("Write down what you found in this step, then finish it."))
    step.state = StepState.NOT_NEEDED if not_needed else StepState.DONE
    step.finished_at, step.finished_by = now, by
    step.save()
    _stand_at(incident)
    record(incident.history_subject, by=by, what=f"step.{step.state}", now=now, facts={"step": number})
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
    finished = set(incident.steps.exclude(state=StepState.TODO).values_list("number", flat=True))
    incident.step_now = first_unfinished(finished)
    incident.save(update_fields=["step_now"])


def _out_of_order(incident: Incident, number: int) -> str:
    if incident.step_now is None or number < incident.step_now:
        return _("This step is already finished.")
    return _("Step %(number)s comes first. You can write here; the step counts when %(number)s is done.") % {
        "number": incident.step_now
    }
