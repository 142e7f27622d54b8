"""After each import: every new line against its agreed price, and old ones against new prices, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Min, Q

from customers.models import Customer
from refunds.billed import Invoice
from refunds.incoming import Upload, UploadKind
from refunds.priced import Rule, judged
from refunds.rechecking import recheck
from refunds.watch import watch
from refunds.watched import Compared

from . import staging

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ground.jobs.working import Work

KIND = "refunds.watch"
STANDINGS = """
SELECT customer_id, COUNT(*), SUM(CASE WHEN standing = 'above' THEN 1 ELSE 0 END),
    SUM(CASE WHEN standing = 'below' THEN 1 ELSE 0 END), SUM(CASE WHEN standing = 'unpriced' THEN 1 ELSE 0 END)
FROM judged GROUP BY customer_id
"""


def look(work: Work) -> Mapping[str, Any]:
    """What is above its agreed price becomes findings; doing it twice adds none."""
    upload = Upload.objects.get(pk=work.job.subject_id)
    with transaction.atomic():  # the rows are in; what they were staged in goes when nobody waits for it
        work.advance(0)
        staging.clear(upload.pk)
    with transaction.atomic():
        work.advance(0)
        found = watch(now=work.now(), upload=upload.pk) if upload.kind == UploadKind.LINES else _by_prices(upload, work)
        if upload.kind == UploadKind.LINES:
            _compare(upload)
        upload.counts = {**upload.counts, "above": found}
        upload.save(update_fields=["counts"])
        work.advance(upload.counts["rows_new"])
    return {"above": found}


def _by_prices(upload: Upload, work: Work) -> int:
    """The lines of everybody whose prices these are, from the first day on which one holds."""
    prices = upload.prices.order_by()
    first = prices.aggregate(first=Min("valid_from"))["first"]
    theirs = Q(pk__in=prices.values("customer")) | Q(price_list_row__price_list__in=prices.values("price_list"))
    whom = Customer.objects.filter(theirs).order_by().values_list("pk", flat=True).distinct()
    recheck(customers=list(whom), by=upload.owner, now=work.now())
    return watch(now=work.now(), customers=list(whom), since=first)


def _compare(upload: Upload) -> None:
    """What the comparison made of each customer's new lines, for the page of the watch."""
    Compared.objects.filter(upload=upload).delete()
    rows = judged(Rule(), STANDINGS, invoices=Invoice.objects.filter(upload=upload))
    fields = ("customer_id", "lines", "above", "below", "unpriced")
    made = (Compared(upload=upload, **dict(zip(fields, row, strict=True))) for row in rows)
    Compared.objects.bulk_create(made, batch_size=1000)
