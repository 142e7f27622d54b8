"""An answer that finished a step is taken back: the step opens again, and so do those after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from incidents.choices import Question, State, StepState, Verdict
from incidents.gates import missing
from incidents.gathering import case_of
from incidents.progress import reopen_step

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.models import Answer, Incident

FINISHES: dict[str, tuple[int, str]] = {Question.SUMMARY: (4, "confirmed"), Question.SENTENCE: (6, "accepted")}
"""The step a yes lets finish, and what its gate misses without it."""


def reopen_what_it_finished(incident: Incident, taken: Iterable[Answer], *, now: datetime) -> int | None:
    """The lowest step that was finished by one of these answers and stands on nothing else, opened again."""
    numbers = sorted(FINISHES[a.question] for a in taken if a.verdict == Verdict.YES and a.question in FINISHES)
    for number, code in numbers:
        if incident.state == State.OPEN and _stands_on_nothing(incident, number, code, now):
            reason = _("Their yes was taken back.")
            reopen_step(incident, number=number, reason=reason, by=None, now=now)
            return number
    return None


def _stands_on_nothing(incident: Incident, number: int, code: str, now: datetime) -> bool:
    if incident.steps.filter(number=number, state=StepState.DONE).exists():
        case = case_of(incident, number, hours=incident.customer.our_hours(), now=now)
        return any(lacking.code == code for lacking in missing(number, case))
    return False
