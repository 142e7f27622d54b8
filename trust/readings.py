"""Writing down where trust stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .models import By, Occasion, Reading, Whose

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact, Customer
    from ground.accounts.models import Person


class ReadingRefused(Exception):
    """Why this reading cannot stand, in a sentence for the person who typed it; `field` is where it was typed."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def record_reading(
    *,
    customer: Customer,
    value: int,
    whose: str,
    occasion: str,
    said_at: datetime,
    by: Person | None,
    now: datetime,
    contact: Contact | None = None,
    why: str = "",
    how: str = "",
) -> Reading:
    """One reading from 1 to 10; their own word names the contact who said it, `how` says how it reached us.

    Nobody is told of it here: pages call `recovery.reading.record_and_tell`.
    """
    _refuse_what_cannot_be(customer, value, whose, contact)
    if occasion not in Occasion.values or how not in ("", *By.values):
        raise ReadingRefused(_("Say on what occasion."), "occasion")
    if said_at > now:
        raise ReadingRefused(_("That day has not come yet."), "said_at")
    reading = Reading.objects.create(
        customer=customer,
        contact=contact,
        value=value,
        whose=whose,
        occasion=occasion,
        how=how,
        why=why,
        said_at=said_at,
        recorded_by=by,
        recorded_at=now,
    )
    record(
        ("customer", customer.pk),
        by=by,
        what="trust.recorded",
        now=now,
        text=why,
        facts={"reading": reading.pk, "value": value, "whose": whose},
    )
    return reading


@transaction.atomic
def take_back_reading(reading: Reading, *, now: datetime) -> None:
    """Whoever gave this number on a page says it was not theirs: no figure counts it. That it was said stays on record.

    The row goes, with its alarm, so that nothing that reads numbers has to know of it.
    """
    facts: dict[str, str | int | None] = {"reading": reading.pk, "value": reading.value, "whose": reading.whose}
    customer = reading.customer_id
    reading.delete()
    record(("customer", customer), by=None, what="trust.taken_back", now=now, facts=facts)


def _refuse_what_cannot_be(customer: Customer, value: int, whose: str, contact: Contact | None) -> None:
    if not 1 <= value <= 10:
        raise ReadingRefused(_("Trust is a number from 1 to 10."), "value")
    if whose not in Whose.values or (whose == Whose.THEIRS and contact is None):
        raise ReadingRefused(_("Say who at the customer gave this number, or record it as your estimate."), "whose")
    if contact is not None and contact.customer_id != customer.pk:
        raise ReadingRefused(_("%(name)s is not with this customer.") % {"name": contact.name}, "whose")
