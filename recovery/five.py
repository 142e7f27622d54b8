"""The five short questions on the private page: answered at most once a quarter, or never asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from trust.elements import ElementsRefused as ElementsRefused
from trust.elements import record_elements
from trust.models import Asked, ElementsAnswer
from trust.questions import decline
from updates import staff_letters

from .answer_letters import who_reads

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from updates.models import Link


@transaction.atomic
def answer_five(link: Link, *, scores: Mapping[str, int | None], words: str, now: datetime) -> ElementsAnswer:
    """Keep what they say of us apart from this mistake; the owner is told, the numbers are seen on the customer's page.

    ElementsRefused when they answered within the quarter, so a press that comes twice counts once.
    """
    answer = record_elements(link.contact, scores, now, words=words)
    person = who_reads(link.incident, now)
    message = staff_letters.five_answered(person, link.incident, link.contact, words if person.powers.feelings else "")
    about = f"incident:{link.incident_id}"
    staff_letters.post(person, message, key=f"five:{answer.pk}", about=about, now=now)
    return answer


def decline_five(link: Link, *, now: datetime) -> None:
    decline(link.contact, about=Asked.ELEMENTS, now=now)
