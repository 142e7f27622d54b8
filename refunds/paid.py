"""When an invoice was paid: noted by a person, with what it said before, so that no refund has to guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .billed import Invoice
from .refusals import RefundRefused

if TYPE_CHECKING:
    from datetime import date, datetime

    from ground.accounts.models import Person
    from ground.history.hashing import Facts


@transaction.atomic
def note_paid(
    invoice: Invoice, *, paid_on: date, before: date | None, why: str, by: Person, now: datetime, today: date
) -> Invoice:
    """They paid it on this day; `before` is what the person saw. Sheets reckoned earlier stay as they were.

    RefundRefused for a day to come, without a source, or when somebody noted another day meanwhile.
    """
    if not why.strip():
        raise RefundRefused(_("Say where this day stands."))
    if paid_on > today:
        raise RefundRefused(_("This day is still to come."))
    held = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if held.paid_on != before:
        raise RefundRefused(_("Somebody noted another day meanwhile. Look at it again."))
    if held.paid_on == paid_on:
        raise RefundRefused(_("Nothing is different."))
    facts: Facts = {
        "invoice": held.pk,
        "number": held.number,
        "before": before.isoformat() if before else None,
        "paid_on": paid_on.isoformat(),
    }
    held.paid_on = paid_on
    held.save(update_fields=["paid_on"])
    record(("customer", held.customer_id), by=by, what="invoice.paid_noted", now=now, text=why.strip(), facts=facts)
    return held
