"""The five elements of trust as one contact sees us: writing down an answer, at most one a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Contact
from ground.history.recording import record
from ground.languages import written_day

from .asking import ELEMENTS_EVERY
from .models import ELEMENTS, Asked, ElementsAnswer
from .questions import has_declined

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ground.accounts.models import Person


class ElementsRefused(Exception):
    """Why this answer cannot stand, in a sentence for the person who gave or typed it."""


@transaction.atomic
def record_elements(
    contact: Contact,
    scores: Mapping[str, int | None],
    now: datetime,
    by: Person | None = None,
    *,
    words: str = "",
    said_at: datetime | None = None,
) -> ElementsAnswer:
    """What one contact says of dependability, competence, empathy, truth and rapport, each 1 to 10 or left out.

    `by` is None when they answered on their own page; `said_at` is now unless they said it earlier. A name that is
    none of the five is a mistake of the caller (ValueError).
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    said_at = said_at or now
    given = _given(scores)
    _refuse_what_is_asked_too_often(contact, said_at, now)
    answer = ElementsAnswer.objects.create(
        contact=contact, words=words, said_at=said_at, recorded_by=by, recorded_at=now, **given
    )
    facts: dict[str, str | int | None] = {"answer": answer.pk, "contact": contact.pk, **given}
    record(("customer", contact.customer_id), by=by, what="elements.recorded", now=now, text=words, facts=facts)
    return answer


def _given(scores: Mapping[str, int | None]) -> dict[str, int]:
    if unknown := set(scores) - set(ELEMENTS):
        raise ValueError(f"not among the five elements: {sorted(unknown)}")
    given = {name: value for name, value in scores.items() if value is not None}
    if not given:
        raise ElementsRefused(_("Answer at least one of the five."))
    if not all(1 <= value <= 10 for value in given.values()):
        raise ElementsRefused(_("Each answer is a number from 1 to 10."))
    return given


def _refuse_what_is_asked_too_often(contact: Contact, said_at: datetime, now: datetime) -> None:
    if said_at > now:
        raise ElementsRefused(_("That day has not come yet."))
    if has_declined(contact, about=Asked.ELEMENTS):
        values = {"name": contact.greeting_name}
        raise ElementsRefused(_("%(name)s does not want to be asked this again.") % values)
    near = contact.elements.filter(said_at__gt=said_at - ELEMENTS_EVERY, said_at__lt=said_at + ELEMENTS_EVERY).first()
    if near is not None:
        values = {"name": contact.greeting_name, "day": written_day(near.said_at, "long-year")}
        raise ElementsRefused(_("%(name)s answered on %(day)s. Once in 90 days is enough.") % values)
