"""Staged prices against those that are agreed: which are new, which are here, which overlap; then all of them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from customers.models import Customer
from ground.jobs.refusals import JobFailed
from refunds.agreed import AgreedPrice, PriceList
from refunds.agreeing import Span, end_before, fit
from refunds.incoming import RowProblem, StagedPrice, Upload
from refunds.refusals import RefundRefused

from . import staging
from .rows import Wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Key = tuple[int, int, str, str]


@dataclass
class Plan:
    """What a file of prices comes to: per item the spans before and after, and the rows in the way."""

    changes: list[tuple[list[Span], list[Span], StagedPrice]] = field(default_factory=list)
    new: int = 0
    here: int = 0
    wrong: list[Wrong] = field(default_factory=list)


def compare(upload: Upload) -> Mapping[str, Any]:
    """What would be new, counted; what overlaps stands among the problems."""
    plan = _plan(upload)
    staging.keep_problems(upload.pk, plan.wrong, before=RowProblem.objects.filter(upload=upload).count())
    upload.problems += len(plan.wrong)
    return {"rows_new": plan.new, "rows_here": plan.here, "rows_out": upload.problems, "sums": {}}


def agree_all(upload: Upload) -> None:
    """Every new price of the file, under the locks of their owners. JobFailed when they are no longer as checked."""
    owners = StagedPrice.objects.filter(upload_id=upload.pk)
    for model, column in ((PriceList, "price_list_id"), (Customer, "customer_id")):
        ids = sorted({pk for pk in owners.values_list(column, flat=True) if pk})
        list(model._base_manager.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    plan = _plan(upload)
    if (plan.new, plan.here) != (upload.counts["rows_new"], upload.counts["rows_here"]):
        raise JobFailed(_("Prices changed since these rows were checked. Check every row again."))
    made: list[AgreedPrice] = []
    for spans, fitted, staged in plan.changes:
        end_before(spans, fitted)
        made += [_made(span, staged, upload) for span in fitted if span.row is None]
    AgreedPrice.objects.bulk_create(made, batch_size=500)


def _plan(upload: Upload) -> Plan:
    plan = Plan()
    staged = StagedPrice.objects.filter(upload_id=upload.pk).order_by(
        "customer_id", "price_list_id", "item", "currency", "valid_from", "line"
    )
    known = _known(staged)
    for key, rows in groupby(staged, key=_key):
        _fit_item(plan, known.get(key, []), list(rows))
    plan.wrong.sort(key=lambda wrong: wrong.line)
    return plan


def _fit_item(plan: Plan, before: list[Span], rows: list[StagedPrice]) -> None:
    fitted = before
    for row in rows:
        try:
            after = fit(fitted, Span(row.valid_from, row.valid_to, row.unit_price))
        except RefundRefused as why:
            plan.wrong.append(Wrong(row.line, 0, "", row.item, str(why)))
            continue
        plan.new, plan.here = plan.new + (after is not None), plan.here + (after is None)
        fitted = after if after is not None else fitted
    if fitted is not before:
        plan.changes.append((before, fitted, rows[0]))


def _known(staged: Iterable[StagedPrice]) -> dict[Key, list[Span]]:
    """The spans of every item of the file, as they are agreed now."""
    customers = {row.customer_id for row in staged if row.customer_id}
    lists = {row.price_list_id for row in staged if row.price_list_id}
    found: dict[Key, list[Span]] = {}
    prices = AgreedPrice.objects.filter(Q(customer__in=customers) | Q(price_list__in=lists)).order_by("valid_from")
    for price in prices:
        key = (price.customer_id or 0, price.price_list_id or 0, price.item, price.currency)
        found.setdefault(key, []).append(Span(price.valid_from, price.valid_to, price.unit_price, price))
    return found


def _key(row: StagedPrice) -> Key:
    return (row.customer_id or 0, row.price_list_id or 0, row.item, row.currency)


def _made(span: Span, staged: StagedPrice, upload: Upload) -> AgreedPrice:
    return AgreedPrice(
        customer_id=staged.customer_id,
        price_list_id=staged.price_list_id,
        item=staged.item,
        unit_price=span.price,
        currency=staged.currency,
        valid_from=span.begins,
        valid_to=span.ends,
        source=staged.source,
        upload=upload,
        agreed_by=upload.owner,
        created_at=upload.created_at,
    )
