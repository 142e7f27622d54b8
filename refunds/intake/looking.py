"""After each import: every new line against its agreed price, and old ones against new prices, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Min, Q

from customers.models import Customer
from refunds.incoming import Upload, UploadKind
from refunds.watch import watch

from . import staging

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ground.jobs.working import Work

KIND = "refunds.watch"


def look(work: Work) -> Mapping[str, Any]:
    """What is above its agreed price becomes findings; doing it twice adds none."""
    upload = Upload.objects.get(pk=work.job.subject_id)
    with transaction.atomic():  # the rows are in; what they were staged in goes when nobody waits for it
        work.advance(0)
        staging.clear(upload.pk)
    with transaction.atomic():
        work.advance(0)
        found = watch(now=work.now(), upload=upload.pk) if upload.kind == UploadKind.LINES else _by_prices(upload, work)
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
    return watch(now=work.now(), customers=list(whom), since=first)
