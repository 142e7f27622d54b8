"""Questions put to the customer: in a letter or aloud; void when the letter did not happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from ground.history.recording import record

from .choices import Told
from .models import Asking

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person

    from .models import Incident


@transaction.atomic
def ask(
    incident: Incident,
    *,
    question: str,
    contact: Contact,
    told_by: str,
    told_id: int,
    asked_at: datetime,
    by: Person | None,
    now: datetime,
    about_id: int | None = None,
) -> Asking:
    """This contact was asked `question`, about the version `about_id`, at `asked_at`.

    The same letter or conversation asks once.
    """
    asking, new = Asking.objects.get_or_create(
        question=question,
        contact=contact,
        told_by=told_by,
        told_id=told_id,
        defaults={"incident": incident, "asked_at": asked_at, "by": by, "about_id": about_id},
    )
    if new:
        facts: dict[str, str | int | None] = {"question": question, "asking": asking.pk, "contact": contact.pk}
        record(incident.history_subject, by=by, what="customer.asked", now=now, facts=facts)
    return asking


def void_askings(update_id: int, *, now: datetime) -> int:
    """The letter reached nobody: it asked nothing. Returns how many questions were void."""
    asked = Asking.objects.filter(told_by=Told.UPDATE, told_id=update_id, void_at__isnull=True)
    return asked.update(void_at=now)
