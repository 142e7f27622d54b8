"""Whether a contact may be asked how much they trust us, over all their incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from trust.asking import TRUST_EVERY
from trust.models import Asked
from trust.questions import last_asked, may_ask

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
    return may_ask(
        contact,
        about=Asked.TRUST,
        now=now,
        first_notice=first_notice,
        questions_in_letter=questions_in_letter,
        also_asked_at=_asked_at(contact),
    )


def may_ask_from(contact: Contact) -> datetime | None:
    """From when they may be asked again (inclusive); None while they were never asked and never said a number."""
    both = (last_asked(contact, about=Asked.TRUST), _asked_at(contact))
    last = max((at for at in both if at is not None), default=None)
    return last + TRUST_EVERY if last else None


def _asked_at(contact: Contact) -> datetime | None:
    asked = Asking.objects.filter(contact=contact, question__in=ASKS_FOR_A_NUMBER, void_at__isnull=True)
    found: datetime | None = asked.aggregate(at=Max("asked_at"))["at"]
    return found
