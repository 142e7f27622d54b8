"""What a customer must never hear from us again: kept in their words, taken away only with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .models import Customer, NeverAgain

if TYPE_CHECKING:
    from datetime import date, datetime

    from ground.accounts.models import Person

    from .models import Contact


EARLIEST_YEAR = 1970


class NeverAgainRefused(Exception):
    """Why these words cannot be kept or taken away, in a sentence for the person who asked; `field` is where."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def add_never_again(
    customer: Customer,
    *,
    words: str,
    by: Person,
    now: datetime,
    said_by: Contact | None = None,
    said_on: date | None = None,
) -> NeverAgain:
    """Something they never want to hear again, in their words. `said_on` is a day of the customer's zone."""
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if not words.strip():
        raise NeverAgainRefused(_("Write what they must never hear again."), "words")
    if said_by is not None and said_by.customer_id != customer.pk:
        raise NeverAgainRefused(_("%(name)s is not with this customer.") % {"name": said_by.name}, "said_by")
    if said_on is not None and not _could_be(said_on, customer, now):
        raise NeverAgainRefused(_("Check the day: it is to come, or too long ago."), "said_on")
    if customer.never_again_words.standing().filter(words__iexact=words).exists():
        raise NeverAgainRefused(_("These words are here already."), "words")
    row = NeverAgain.objects.create(
        customer=customer, words=words, said_by=said_by, said_on=said_on, added_by=by, added_at=now
    )
    facts = {"never_again": row.pk, "contact": said_by.pk if said_by else None}
    record(("customer", customer.pk), by=by, what="never_again.added", now=now, text=words, facts=facts)
    return row


def _could_be(day: date, customer: Customer, now: datetime) -> bool:
    return day.year >= EARLIEST_YEAR and day <= now.astimezone(ZoneInfo(customer.zone)).date()


@transaction.atomic
def remove_never_again(row: NeverAgain, *, reason: str, by: Person, now: datetime) -> NeverAgain:
    """They may hear it again; the words and the reason stay on record."""
    row = NeverAgain.objects.select_for_update().get(pk=row.pk)
    if row.removed_at is not None:
        raise NeverAgainRefused(_("Somebody has taken this away already."))
    if not reason.strip():
        raise NeverAgainRefused(_("Write down why. It stays on record."), "reason")
    row.removed_by, row.removed_at, row.removed_why = by, now, reason
    row.save(update_fields=["removed_by", "removed_at", "removed_why"])
    facts = {"never_again": row.pk}
    record(("customer", row.customer_id), by=by, what="never_again.removed", now=now, text=reason, facts=facts)
    return row
