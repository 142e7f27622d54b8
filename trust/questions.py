"""What contacts were asked for in numbers, what they declined, and whether they may be asked again now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from ground.history.recording import record

from .asking import NotNow, may_ask_elements, may_ask_trust
from .models import Asked, Declined, ElementsAnswer, Question, Reading

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact, Customer
    from ground.accounts.models import Person


def may_ask(
    contact: Contact,
    *,
    about: str,
    now: datetime,
    first_notice: bool = False,
    questions_in_letter: int = 0,
    also_asked_at: datetime | None = None,
) -> NotNow | None:
    """None when this contact may be asked now, else why not; three queries.

    `also_asked_at`: when a room above asked them, such as in a letter of an incident.
    """
    rule = may_ask_trust if about == Asked.TRUST else may_ask_elements
    asked = (last_asked(contact, about=about), also_asked_at)
    return rule(
        now=now,
        last_asked_at=max((at for at in asked if at is not None), default=None),
        first_notice=first_notice,
        questions_in_letter=questions_in_letter,
        declined=has_declined(contact, about=about),
    )


def last_asked(contact: Contact, *, about: str) -> datetime | None:
    """When they were last asked, or last said it unasked."""
    answers = Reading.objects.theirs() if about == Asked.TRUST else ElementsAnswer.objects.all()
    asked = Question.objects.filter(contact=contact, about=about).aggregate(at=Max("asked_at"))["at"]
    said = answers.filter(contact=contact).aggregate(at=Max("said_at"))["at"]
    return max((at for at in (asked, said) if at is not None), default=None)


def has_declined(contact: Contact, *, about: str) -> bool:
    return Declined.objects.filter(contact=contact, about=about).exists()


def may_ask_elements_of(customer: Customer, *, now: datetime) -> dict[int, NotNow]:
    """Why each contact of a customer is not asked the five elements now, by id; who may be is not in it."""
    here = {"contact__customer": customer}
    asked = Question.objects.filter(about=Asked.ELEMENTS, **here).values_list("contact").annotate(Max("asked_at"))
    said = ElementsAnswer.objects.filter(**here).order_by().values_list("contact").annotate(Max("said_at"))
    latest: dict[int, datetime] = {}
    for pk, at in [*asked, *said]:
        latest[pk] = max(latest.get(pk, at), at)
    declined = set(Declined.objects.filter(about=Asked.ELEMENTS, **here).values_list("contact_id", flat=True))
    found = {
        pk: may_ask_elements(now=now, last_asked_at=latest.get(pk), declined=pk in declined)
        for pk in {*latest, *declined}
    }
    return {pk: why for pk, why in found.items() if why is not None}


@transaction.atomic
def note_asked(contact: Contact, *, about: str, now: datetime, by: Person | None = None) -> Question:
    """The question is on its way to them; twice at one instant is one question."""
    question, made = Question.objects.get_or_create(contact=contact, about=about, asked_at=now)
    if made:
        _record(contact, "trust.asked", about=about, by=by, now=now)
    return question


@transaction.atomic
def decline(contact: Contact, *, about: str, now: datetime, by: Person | None = None) -> Declined:
    """They do not want to be asked this again. `by` is None when they said so on their own page."""
    declined, made = Declined.objects.get_or_create(contact=contact, about=about, defaults={"since": now})
    if made:
        _record(contact, "trust.declined", about=about, by=by, now=now)
    return declined


@transaction.atomic
def ask_again(contact: Contact, *, about: str, by: Person | None, now: datetime) -> None:
    """They changed their mind and may be asked again."""
    gone, _rows = Declined.objects.filter(contact=contact, about=about).delete()
    if gone:
        _record(contact, "trust.may_be_asked", about=about, by=by, now=now)


def _record(contact: Contact, what: str, *, about: str, by: Person | None, now: datetime) -> None:
    facts: dict[str, str | int | None] = {"contact": contact.pk, "about": str(about)}
    record(("customer", contact.customer_id), by=by, what=what, now=now, facts=facts)
