"""A sweep in the background: every line of its rule looked at once, then what each customer is owed, a few at a time.

A turn writes what it reckoned and how far that is in one transaction, so that a worker that takes over goes on behind
it. Nobody sees a row before the last one is reckoned.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from customers.models import Customer

from .each_owed import Reckoner, rule_of
from .sweep import Affected, sweep
from .swept import Sure, Sweep, SweepRow
from .watch import MOST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from ground.jobs.working import Work

KIND = "refunds.sweep"
STEP = 20
"""Customers reckoned before that is written down."""


def run(work: Work) -> Mapping[str, Any] | None:
    """One turn at a sweep. Safe to begin again at any place; a sweep that is done stays as it is."""
    kept = Sweep.objects.select_related("asked_by", "rates__table").get(pk=work.job.subject_id)
    if kept.looked is None:
        _look(kept, work)
    reckoner, done = Reckoner(kept, work.now()), kept.rows.filter(reckoned=True).count()
    while rows := list(kept.rows.filter(reckoned=False).select_related("customer").order_by("pk")[:STEP]):
        began = time.monotonic()
        reckoner.reckon(rows)
        done += len(rows)
        _write(kept, rows, work, done, began)
        if work.is_over():
            return None
    return _finish(kept, work, done)


def whom(kept: Sweep) -> QuerySet[Customer]:
    """Whose lines are looked at: those its asker may see, among those named, never the one it started from."""
    customers = Customer.objects.visible_to(kept.asked_by)
    if kept.limited:
        customers = customers.filter(pk__in=kept.named.order_by().values("pk"))
    return customers.exclude(pk=kept.besides_id) if kept.besides_id else customers


def _look(kept: Sweep, work: Work) -> None:
    began = time.monotonic()
    if kept.has_rule:
        found = sweep(rule_of(kept), customers=whom(kept))
        rows = [_row(kept, one) for one in found.affected]
        kept.looked, kept.customers_looked, kept.unpriced = found.looked, found.customers, list(found.unpriced)
    else:
        rows = [
            SweepRow(sweep=kept, customer_id=pk, currency=currency, sure=Sure.CERTAIN, reckoned=True)
            for pk, currency in whom(kept).order_by("pk").values_list("pk", "currency")
        ]
        kept.looked, kept.customers_looked = 0, len(rows)
    kept.seconds_ms = _milliseconds(began)
    with transaction.atomic():
        work.advance(0, total=len(rows))
        kept.rows.all().delete()
        SweepRow.objects.bulk_create(rows, batch_size=500)
        kept.save(update_fields=["looked", "customers_looked", "unpriced", "seconds_ms"])


def _row(kept: Sweep, one: Affected) -> SweepRow:
    over = min(one.over_minor, MOST)
    return SweepRow(
        sweep=kept,
        customer_id=one.customer_id,
        currency=one.currency,
        invoices=one.invoices,
        lines=one.lines,
        first=one.first,
        last=one.last,
        over_minor=over,
        owed_minor=over,
        sure=one.sure,
        doubts=[doubt.value for doubt in one.doubts],
    )


RECKONED = [
    "over_minor",
    "tax_minor",
    "given_back_minor",
    "interest_minor",
    "owed_minor",
    "sure",
    "doubts",
    "reckoned",
]


def _write(kept: Sweep, rows: list[SweepRow], work: Work, done: int, began: float) -> None:
    with transaction.atomic():
        work.advance(done)
        SweepRow.objects.bulk_update(rows, RECKONED)
        Sweep.objects.filter(pk=kept.pk).update(seconds_ms=F("seconds_ms") + _milliseconds(began))


def _finish(kept: Sweep, work: Work, done: int) -> Mapping[str, Any]:
    with transaction.atomic():
        work.advance(done, total=done)
        Sweep.objects.filter(pk=kept.pk, done_at__isnull=True).update(done_at=work.now())
    return {"rows": done}


def _milliseconds(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
