"""What a customer says of a small mistake on their page: a yes settles it, an objection makes it a full recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from incidents.choices import PromiseKind, Question, Size, State, Verdict
from incidents.models import Incident
from incidents.promises import current_clock

from .growing import make_it_full
from .small import settle_by_their_yes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from incidents.models import Answer


def said_of_a_small_one(incident: Incident, answers: Sequence[Answer], *, now: datetime) -> None:
    """Nothing happens to one that is not small, or closed already; an objection outweighs a yes beside it."""
    incident = Incident.objects.get(pk=incident.pk)
    if incident.size != Size.SMALL or incident.state != State.OPEN:
        return
    if any(answer.verdict == Verdict.NO for answer in answers):
        make_it_full(incident, why=_("They say it is not right."), by=None, now=now)
    elif _is_settled(incident, answers):
        settle_by_their_yes(incident, by=None, now=now)


def _is_settled(incident: Incident, answers: Sequence[Answer]) -> bool:
    clock = current_clock(incident)
    waits = clock is not None and clock.kind == PromiseKind.SETTLING
    return waits and any(a.question == Question.RESOLUTION and a.verdict == Verdict.YES for a in answers)
