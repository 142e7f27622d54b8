"""All rows of a checked file go in, in one transaction, or none does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from ground.history.recording import record
from ground.jobs import asking
from ground.jobs.refusals import JobFailed
from refunds.incoming import Upload, UploadKind, UploadState

from . import files, looking, pricing, staging

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ground.jobs.working import Work

KIND = "refunds.land"
INVOICES = """
INSERT INTO refunds_invoice
    (customer_id, number, kind, issued_on, currency, ordered_on, delivered_on, paid_on, reference, upload_id)
SELECT customer_id, number, kind, issued_on, currency, ordered_on, delivered_on, paid_on, reference, upload_id
FROM refunds_stagedinvoice WHERE upload_id = %s AND fate = 'new' ORDER BY first_line
"""
LINES = """
INSERT INTO refunds_invoiceline
    (invoice_id, customer_id, position, issued_on, item, description, quantity, unit_price, tax_percent, net_minor,
     tax_minor)
SELECT i.id, i.customer_id, ROW_NUMBER() OVER (PARTITION BY i.id ORDER BY s.line), i.issued_on, s.item,
    s.description, s.quantity, s.unit_price, s.tax_percent, s.net_minor, s.tax_minor
FROM refunds_stagedline s JOIN refunds_invoice i
    ON i.customer_id = s.customer_id AND i.number = s.number AND (i.kind = s.kind OR s.kind = '')
WHERE s.upload_id = %s AND i.upload_id = %s
"""


def land(work: Work) -> Mapping[str, Any]:
    """The whole of it at once. JobFailed when another import was quicker with one of the invoices."""
    try:
        with transaction.atomic():
            upload = Upload.objects.select_for_update().select_related("owner").get(pk=work.job.subject_id)
            if upload.state == UploadState.LANDED:
                return {**upload.counts}
            work.advance(0, total=upload.counts["rows_new"])
            _insert(upload)
            upload.state, upload.landed_at = UploadState.LANDED, work.now()
            upload.save(update_fields=["state", "landed_at", "counts"])
            facts = {"rows": upload.counts["rows_new"], "sha256": upload.sha256}
            record(("upload", upload.pk), by=upload.owner, what=f"import.{upload.kind}", now=work.now(), facts=facts)
            total = upload.counts["rows_new"]
            asking.ask(kind=looking.KIND, subject_id=upload.pk, by=upload.owner, now=work.now(), total=total)
            work.advance(upload.counts["rows_new"])
    except IntegrityError:
        words = _("Another import brought some of this meanwhile. Check every row again, then import it.")
        raise JobFailed(words) from None
    files.remove(upload.key)
    return {**upload.counts}


def _insert(upload: Upload) -> None:
    if upload.kind == UploadKind.PRICES:
        pricing.agree_all(upload)
        return
    with connection.cursor() as cursor:
        staging.room_to_sort(cursor)
        cursor.execute(INVOICES, [upload.pk])
        if cursor.rowcount != upload.counts["invoices"]:
            raise JobFailed(_("The checked rows are no longer here. Check every row again."))
        if connection.vendor == "postgresql":  # the planner has not seen these rows yet
            cursor.execute("ANALYZE refunds_invoice")
        cursor.execute(LINES, [upload.pk, upload.pk])
        if cursor.rowcount != upload.counts["rows_new"]:
            raise JobFailed(_("The checked rows are no longer here. Check every row again."))
