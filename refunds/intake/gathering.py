"""Staged rows become invoices: each with one date and currency, new, already here with the same lines, or in the way.

All by sets, in the transaction of the last turn; the same statements on both databases, and no product among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from refunds.incoming import Fate, RowProblem, StagedInvoice, Upload

from . import staging
from .rows import Wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

GATHER = """
INSERT INTO refunds_stagedinvoice (upload_id, customer_id, number, kind, issued_on, last_issued_on, currency,
    currencies, ordered_on, delivered_on, paid_on, reference, first_line, lines, net_minor, fate)
SELECT upload_id, customer_id, number,
    CASE WHEN kind <> '' THEN kind WHEN SUM(net_minor) < 0 THEN 'credit' ELSE 'invoice' END,
    MIN(issued_on), MAX(issued_on), MIN(currency), COUNT(DISTINCT currency), MIN(ordered_on), MIN(delivered_on),
    MIN(paid_on), MAX(reference), MIN(line), COUNT(*), SUM(net_minor),
    CASE WHEN COUNT(CASE WHEN usable THEN 1 END) = COUNT(*) THEN 'new' ELSE 'unusable' END
FROM refunds_stagedline WHERE upload_id = %s
GROUP BY upload_id, customer_id, number, kind
"""
# A row whose kind could not be read keeps both the invoice and the credit note of its number out.
UNUSABLE = """
UPDATE refunds_stagedinvoice SET fate = 'unusable' WHERE upload_id = %s AND fate = 'new' AND (customer_id, number) IN (
    SELECT u.customer_id, u.number FROM refunds_stagedinvoice u WHERE u.upload_id = %s AND u.fate = 'unusable')
"""
# Invoices that are here with exactly the same lines: as many, and none of them without its twin.
SAME = """
UPDATE refunds_stagedinvoice SET fate = 'here' WHERE upload_id = %s AND fate = 'differs' AND NOT EXISTS (
    SELECT 1 FROM refunds_invoice i WHERE i.customer_id = refunds_stagedinvoice.customer_id
        AND i.number = refunds_stagedinvoice.number AND i.kind = refunds_stagedinvoice.kind
        AND (i.issued_on <> refunds_stagedinvoice.issued_on OR i.currency <> refunds_stagedinvoice.currency
            OR (SELECT COUNT(*) FROM refunds_invoiceline l WHERE l.invoice_id = i.id) <> refunds_stagedinvoice.lines))
    AND (customer_id, number, kind) NOT IN (SELECT other.customer_id, other.number, other.kind FROM other)
"""
OTHER = """
WITH numbered AS (
    SELECT g.kind AS final_kind, s.*,
        ROW_NUMBER() OVER (PARTITION BY s.customer_id, s.number, g.kind ORDER BY s.line) AS place
    FROM refunds_stagedinvoice g JOIN refunds_stagedline s ON s.upload_id = g.upload_id
        AND s.customer_id = g.customer_id AND s.number = g.number AND (s.kind = g.kind OR s.kind = '')
    WHERE g.upload_id = %s AND g.fate = 'differs'),
other AS (
    SELECT DISTINCT n.customer_id, n.number, n.final_kind AS kind FROM numbered n
    JOIN refunds_invoice i ON i.customer_id = n.customer_id AND i.number = n.number AND i.kind = n.final_kind
    LEFT JOIN refunds_invoiceline l ON l.invoice_id = i.id AND l.position = n.place AND l.item = n.item
        AND l.quantity = n.quantity AND l.unit_price = n.unit_price AND l.tax_percent = n.tax_percent
        AND l.net_minor = n.net_minor AND l.tax_minor = n.tax_minor
    WHERE l.id IS NULL)
"""
KNOWN = """
UPDATE refunds_stagedinvoice SET fate = 'differs' WHERE upload_id = %s AND fate = 'new' AND EXISTS (
    SELECT 1 FROM refunds_invoice i WHERE i.customer_id = refunds_stagedinvoice.customer_id
        AND i.number = refunds_stagedinvoice.number AND i.kind = refunds_stagedinvoice.kind)
"""


def gather(upload: Upload) -> Mapping[str, Any]:
    """What the rows of this file come to, counted; what is in the way stands among its problems."""
    with connection.cursor() as cursor:
        staging.room_to_sort(cursor)
        if connection.vendor == "postgresql":  # the planner has not seen these rows yet
            cursor.execute("ANALYZE refunds_stagedline")
        cursor.execute(GATHER, [upload.pk])
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE refunds_stagedinvoice")
        cursor.execute(UNUSABLE, [upload.pk, upload.pk])
        _refuse_mixed(upload)
        cursor.execute(KNOWN, [upload.pk])
        cursor.execute(OTHER + SAME, [upload.pk, upload.pk])
    _refuse_differing(upload)
    return counts_of(upload)


def counts_of(upload: Upload) -> dict[str, Any]:
    """Rows and invoices by fate, and the sum of what is new in each currency, in minor units."""
    invoices = StagedInvoice.objects.filter(upload_id=upload.pk)
    by_fate = {
        fate: (rows or 0, number)
        for fate, rows, number in invoices.order_by().values_list("fate").annotate(Sum("lines"), Count("pk"))
    }
    new = invoices.filter(fate=Fate.NEW)
    sums = new.order_by("currency").values_list("currency").annotate(Sum("net_minor"))
    return {
        "rows_new": by_fate.get(Fate.NEW, (0, 0))[0],
        "rows_here": by_fate.get(Fate.HERE, (0, 0))[0],
        "rows_out": upload.rows_read - sum(by_fate.get(fate, (0, 0))[0] for fate in (Fate.NEW, Fate.HERE)),
        "invoices": by_fate.get(Fate.NEW, (0, 0))[1],
        "invoices_out": sum(by_fate.get(fate, (0, 0))[1] for fate in (Fate.DIFFERS, Fate.UNUSABLE)),
        "customers": new.order_by().values("customer_id").distinct().count(),
        "unpaid": new.filter(paid_on__isnull=True).count(),
        "sums": {currency: int(total) for currency, total in sums},
    }


def _refuse_mixed(upload: Upload) -> None:
    """An invoice has one date and one currency."""
    usable = StagedInvoice.objects.filter(upload_id=upload.pk, fate=Fate.NEW)
    mixed = usable.filter(Q(currencies__gt=1) | ~Q(issued_on=F("last_issued_on"))).order_by("first_line")
    wrong = []
    for invoice in mixed.iterator(chunk_size=2_000):
        if invoice.currencies > 1:
            why = _("The lines of this invoice are in different currencies.")
        else:
            days = {"one": invoice.issued_on.isoformat(), "other": invoice.last_issued_on.isoformat()}
            why = _("The lines of this invoice have different dates: %(one)s and %(other)s.") % days
        wrong.append(Wrong(invoice.first_line, 0, "", invoice.number, why))
    mixed.update(fate=Fate.UNUSABLE)
    _note(upload, wrong)


def _refuse_differing(upload: Upload) -> None:
    differing = StagedInvoice.objects.filter(upload_id=upload.pk, fate=Fate.DIFFERS).order_by("first_line")
    why = _("This invoice is here already, with other lines.")
    _note(upload, [Wrong(one.first_line, 0, "", one.number, why) for one in differing.iterator(chunk_size=2_000)])


def _note(upload: Upload, wrong: list[Wrong]) -> None:
    staging.keep_problems(upload.pk, wrong, before=RowProblem.objects.filter(upload=upload).count())
    upload.problems += len(wrong)
