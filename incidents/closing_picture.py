"""The picture of a case that the closing gate looks at: a fixed number of questions to the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trust.models import Reading, Whose

from .choices import Question, StepState
from .closing_gate import Other, Picture
from .gathering import case_of
from .silence import ask_again_from, is_silent, second_asking, silent_from
from .standing import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ground.worktime.hours import Hours

    from .models import Incident, Step


def picture_of(
    incident: Incident,
    *,
    hours: Hours,
    now: datetime,
    standing: Standing | None = None,
    readings: Sequence[Reading] | None = None,
) -> Picture:
    """How `incident` stands for closing at `now`; `hours` are those of the team that serves the customer.

    `standing` and `readings` (all of this customer, oldest first) are what somebody read already.
    """
    seen = standing or Standing(incident)
    speaker = incident.speaker if incident.speaker and incident.speaker.left_at is None else None
    since, said = _since(incident, seen.steps), _theirs(incident, now, readings)
    own = [r for r in said if speaker and r.contact_id == speaker.pk]
    word = next((r for r in reversed(own) if since and r.said_at >= since), None)
    later = [r for r in own if r.said_at >= incident.found_at]
    askings = _askings(incident, since, seen)
    case = case_of(incident, 8, hours=hours, now=now, standing=seen)
    return Picture(
        name=speaker.greeting_name if speaker else "",
        steps_open=tuple(step.number for step in seen.steps if step.state == StepState.TODO),
        remedies_open=case.remedies_open,
        promises_open=case.promises_open,
        refund_open=case.refund_open,
        since=since,
        word=word.value if word else None,
        said_at=word.said_at if word else None,
        former=_former(incident, said),
        latest=later[-1].value if later else None,
        others=_others(incident, said),
        asked=len(askings),
        again_from=_again_from(askings, hours) if word is None else None,
        silent=word is None and is_silent(askings, hours=hours, now=now),
        silent_from=silent_from(askings, hours=hours) if word is None else None,
    )


def _since(incident: Incident, steps: Sequence[Step]) -> datetime | None:
    """Since when a number counts: step 6 was finished, and it was not opened again after that."""
    sixth = next((step.finished_at for step in steps if step.number == 6), None)
    return max(sixth, incident.reopened_at) if sixth and incident.reopened_at else sixth


def _theirs(incident: Incident, now: datetime, readings: Sequence[Reading] | None) -> list[Reading]:
    if readings is not None:
        return [r for r in readings if r.whose == Whose.THEIRS and r.said_at <= now]
    said = Reading.objects.theirs().filter(customer=incident.customer_id, said_at__lte=now)
    return list(said.order_by("said_at", "pk"))


def _former(incident: Incident, readings: Sequence[Reading]) -> int | None:
    """Their own word before: of the speaker, else of anybody there. One written down after the mistake was logged
    lowers no line."""
    before = [r for r in readings if r.said_at < incident.found_at and r.recorded_at <= incident.logged_at]
    own = [r for r in before if r.contact_id == incident.speaker_id]
    return (own or before)[-1].value if before else None


def _others(incident: Incident, readings: Sequence[Reading]) -> tuple[Other, ...]:
    people = [c for c in incident.contacts.filter(left_at__isnull=True) if c.pk != incident.speaker_id]
    said = {r.contact_id: r.value for r in readings if r.said_at >= incident.found_at}
    return tuple(Other(c.name, said[c.pk], c.greeting_name) for c in people if c.pk in said)


def _again_from(askings: Sequence[datetime], hours: Hours) -> datetime | None:
    one = bool(askings) and second_asking(askings, hours=hours) is None
    return ask_again_from(askings[0], hours=hours) if one else None


def _askings(incident: Incident, since: datetime | None, seen: Standing) -> list[datetime]:
    """When the speaker was asked for a number; a question that reached nobody was not asked."""
    if since is None:
        return []
    theirs = [a for a in seen.askings if a.question == Question.TRUST and a.contact_id == incident.speaker_id]
    return sorted(asking.asked_at for asking in theirs if asking.asked_at >= since)
