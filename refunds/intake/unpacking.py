"""Opening a workbook in the background: its first sheet becomes a plain table, then it is read like any other file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from customers.encodings import CannotRead
from ground.jobs.refusals import JobFailed
from refunds.incoming import Upload, UploadState

from . import checking, files, workbooks
from .proposing import proposed_reading
from .reading import count_rows, layout_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ground.jobs.working import Work

KIND = "refunds.unpack"


def unpack(work: Work) -> Mapping[str, Any]:
    """The whole workbook in one turn; whoever takes over begins anew. JobFailed when it cannot be read."""
    upload = Upload.objects.get(pk=work.job.subject_id)
    path = files.path_of(upload.key)

    def tell(rows: int, of: int) -> None:
        with transaction.atomic():
            work.advance(rows, total=of)

    try:
        files.remove_halves(path)
        if workbooks.is_workbook(path):
            workbooks.unpack(path, mark=str(work.job.lease_token), tell=tell)
        layout = layout_of(path, encoding="utf-8")
        rows = count_rows(path, layout)
        reading = proposed_reading(upload.kind, upload.key, layout, upload.reading["currency"])
    except CannotRead as why:
        raise JobFailed(str(why)) from None
    except FileNotFoundError:
        raise JobFailed(checking.gone()) from None
    with transaction.atomic():
        work.advance(rows, total=rows)
        fresh = Upload.objects.filter(pk=upload.pk, state=UploadState.PACKED)
        fresh.update(state=UploadState.READ, rows=rows, reading=reading)
    return {"rows": rows}
