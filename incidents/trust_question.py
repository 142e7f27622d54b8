"""Whether a contact may be asked how much they trust us, over all their incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from trust.models import Asked
from trust.questions import may_ask

from .choices import Question
from .models import Asking

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from trust.asking import NotNow

ASKS_FOR_A_NUMBER = (Question.TRUST, Question.CHECK_IN)


def may_ask_for_trust(
    contact: Contact, *, now: datetime, first_notice: bool = False, questions_in_letter: int = 0
) -> NotNow | None:
    """None when they may be asked now, else why not; a question in a letter that reached nobody was not asked."""
    asked = Asking.objects.filter(contact=contact, question__in=ASKS_FOR_A_NUMBER, void_at__isnull=True)
    return may_ask(
        contact,
        about=Asked.TRUST,
        now=now,
        first_notice=first_notice,
        questions_in_letter=questions_in_letter,
        also_asked_at=asked.aggregate(at=Max("asked_at"))["at"],
    )
