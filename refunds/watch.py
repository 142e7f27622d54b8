"""The overcharge watch: every line against its agreed price, what is above it kept as a finding, once for each line."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from ground.history.recording import record

from .billed import Invoice
from .on_sheets import OnSheets
from .priced import MICRO, Rule, Source, judged, overcharge
from .refusals import RefundRefused
from .watched import Finding, FindingState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from ground.accounts.models import Person
    from ground.history.hashing import Facts

AT_ONCE = 2000
MOST = 10**15
"""Beyond that a line is no bill but a slip; sums of thousands of such still fit their column."""
# A return is not too dear: it gives back what was. Lines looked at before, or reckoned on a refund sheet, are not
# looked at again.
ABOVE = """
SELECT i.number, l.position, j.id, j.customer_id, l.item, j.billed, j.agreed, j.quantity, j.currency, j.source
FROM judged j JOIN refunds_invoiceline l ON l.id = j.id JOIN refunds_invoice i ON i.id = l.invoice_id
    LEFT JOIN refunds_finding f ON f.line_id = j.id
WHERE j.standing = 'above' AND j.quantity > 0 AND f.id IS NULL
"""


def watch(
    *,
    now: datetime,
    customers: Iterable[int] | QuerySet[Customer, int] | None = None,
    since: date | None = None,
    upload: int | None = None,
    item: str = "",
) -> int:
    """How many lines above their agreed price are new: of these customers, from this day on, of this import or item.

    Never twice for one line, whoever looks at once: the line of a finding is unique.
    """
    whom = None if customers is None else Customer.objects.filter(pk__in=customers)
    which = None if upload is None else Invoice.objects.filter(upload=upload)
    before = Finding.objects.count()
    with transaction.atomic():
        sheets, above = OnSheets(), judged(Rule(item=item, since=since), ABOVE, customers=whom, invoices=which)
        rows = (_finding(row, now) for number, at, *row in above if not sheets.hold(row[1], number, at))
        for some in _batches(one for one in rows if one.over_minor):
            Finding.objects.bulk_create(some, ignore_conflicts=True)
    return Finding.objects.count() - before


@transaction.atomic
def dismiss(last: Finding, *, why: str, by: Person, now: datetime) -> int:
    """It is not too much after all, for a reason: what is open of this item up to `last`, which the person has seen."""
    if not why.strip():
        raise RefundRefused(_("Say why."))
    found = settle(last, state=FindingState.DISMISSED, why=why.strip(), by=by, now=now)
    if not found:
        raise RefundRefused(_("Somebody has seen to this meanwhile."))
    facts: Facts = {"item": last.item, "lines": len(found)}
    record(("customer", last.customer_id), by=by, what="finding.dismissed", now=now, text=why.strip(), facts=facts)
    return len(found)


def settle(last: Finding, *, state: FindingState, by: Person, now: datetime, why: str = "") -> list[Finding]:
    """Take the open findings under their locks, so that one of two people at once has them, and the other none."""
    found = list(Finding.objects.open().beside(last).select_for_update().order_by("pk"))
    taken = Finding.objects.filter(pk__in=[one.pk for one in found])
    taken.update(state=state, why=why, settled_by=by, settled_at=now)
    return found


def _finding(row: Sequence[Any], now: datetime) -> Finding:
    line, customer, item, billed, agreed, quantity, currency, source = row
    return Finding(
        line_id=line,
        customer_id=customer,
        item=item,
        billed=Decimal(billed).scaleb(-MICRO),
        agreed=Decimal(agreed).scaleb(-MICRO),
        over_minor=min(overcharge(billed - agreed, quantity, currency), MOST),
        currency=currency,
        by_list=source == Source.LISTED,
        found_at=now,
    )


def _batches(rows: Iterator[Finding]) -> Iterator[list[Finding]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some
