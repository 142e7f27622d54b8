"""Files people bring: kept, read as they choose, checked and let in by long work, forgotten after a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ground.jobs import asking
from ground.jobs.models import Job
from ground.text import clean_line
from refunds.incoming import RememberedColumns, RowProblem, Upload, UploadState
from refunds.refusals import RefundRefused

from . import checking, files, landing, staging, unpacking, workbooks
from .proposing import digest_of, proposed_reading
from .proposing import seen_in as seen_in
from .reading import count_rows, layout_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ground.accounts.models import Person

KEPT_FOR = timedelta(days=1)
KINDS = (unpacking.KIND, checking.KIND, landing.KIND)


def keep_upload(
    *, kind: str, name: str, chunks: Iterable[bytes], currency: str, by: Person, now: datetime, encoding: str = ""
) -> Upload:
    """Keep a file that can be read, with what we think its columns are. Raises CannotRead; then nothing is kept.

    A workbook that would swell is refused while it is still packed; any other is opened by long work.
    """
    forget_uploads(now)
    key = uuid4()
    size, digest = files.write(key, chunks)
    try:
        path = files.path_of(key)
        kept = Upload(kind=kind, owner=by, name=_shown(name), key=key, size=size, sha256=digest, created_at=now)
        if workbooks.is_workbook(path):
            workbooks.refuse_bomb(path)
            return _to_be_opened(kept, currency)
        layout = layout_of(path, encoding=encoding)
        kept.rows, kept.reading = count_rows(path, layout), proposed_reading(kind, key, layout, currency)
        kept.save(force_insert=True)
    except BaseException:
        files.remove(key)
        raise
    return kept


@transaction.atomic
def _to_be_opened(kept: Upload, currency: str) -> Upload:
    kept.state, kept.reading = UploadState.PACKED, {"currency": currency}
    kept.save(force_insert=True)
    asking.ask(kind=unpacking.KIND, subject_id=kept.pk, by=kept.owner, now=kept.created_at)
    return kept


def choose_reading(upload: Upload, *, reading: Mapping[str, Any], now: datetime) -> bool:
    """Read the file as the person says from now on; False when it falls into other columns now, to be chosen anew.

    Raises CannotRead. What was checked before is forgotten; how files with these headings are read is remembered.
    """
    path = files.path_of(upload.key)
    layout = layout_of(path, encoding=reading["encoding"], separator=reading["separator"])
    rows = count_rows(path, layout)
    same = bool(list(layout.headings) == upload.reading["headings"])
    if same:
        chosen = {**upload.reading, **reading, "headings": list(layout.headings), "skipped": layout.skipped}
    else:
        chosen = proposed_reading(upload.kind, upload.key, layout, reading.get("currency", ""))
    with transaction.atomic():
        held = _held(upload)
        _forget_check(held)
        held.reading, held.rows = chosen, rows
        held.save()
        if same:
            kept = {name: value for name, value in chosen.items() if name not in ("headings", "skipped")}
            RememberedColumns.objects.update_or_create(
                kind=held.kind, headings=digest_of(layout), defaults={"reading": kept, "used_at": now}
            )
    upload.refresh_from_db()
    return same


@transaction.atomic
def ask_check(upload: Upload, *, by: Person, now: datetime) -> Job:
    """Have every row checked, from the beginning unless that is under way."""
    held = _held(upload)
    job = Job.objects.about(checking.KIND, held.pk).live().first()
    if job is None:
        _forget_check(held)
        held.save()
        job = asking.ask(kind=checking.KIND, subject_id=held.pk, by=by, now=now, total=held.rows)
    return job


@transaction.atomic
def ask_landing(upload: Upload, *, left_out_why: str, by: Person, now: datetime) -> Job:
    """Let the rows in that can be used. RefundRefused while they are not checked, or others have no reason."""
    held = _held(upload)
    if held.state != UploadState.CHECKED:
        raise RefundRefused(_("Every row has to be checked first."))
    if held.problems and not left_out_why:
        raise RefundRefused(_("Say why these rows are left out."))
    if not held.counts["rows_new"]:
        raise RefundRefused(_("There is nothing new in this file."))
    held.left_out_why = left_out_why if held.problems else ""
    held.save(update_fields=["left_out_why"])
    return asking.ask(kind=landing.KIND, subject_id=held.pk, by=by, now=now, total=held.counts["rows_new"])


@transaction.atomic
def stop(upload: Upload) -> bool:
    """Nobody wants it any more: what is staged goes, nothing was written. False when it has landed, or is landing."""
    held = Upload.objects.select_for_update(skip_locked=True).filter(pk=upload.pk).first()
    if held is None:  # its rows are going in: whoever waited for them would wait until they are
        return False
    for job in Job.objects.filter(kind__in=KINDS, subject_id=held.pk).live():
        asking.cancel(job)
    if held.state == UploadState.LANDED:
        return False
    _forget_check(held)
    held.save()
    return True


def job_of(upload: Upload) -> Job | None:
    """The latest long work on this file."""
    return Job.objects.filter(kind__in=KINDS, subject_id=upload.pk).order_by("-pk").first()


def earlier_import(upload: Upload) -> Upload | None:
    """When the same bytes came in before."""
    same = Upload.objects.filter(owner=upload.owner_id, kind=upload.kind, sha256=upload.sha256)
    return same.filter(state=UploadState.LANDED).order_by("-landed_at").first()


def forget_uploads(now: datetime) -> int:
    """Delete what nobody let in within a day, and what it staged; returns how many files."""
    old = Upload.objects.filter(created_at__lt=now - KEPT_FOR).exclude(state=UploadState.LANDED)
    count = 0
    for upload in old.exclude(pk__in=Job.objects.filter(kind=landing.KIND).live().values("subject_id")):
        stop(upload)
        files.remove(upload.key)
        upload.delete()
        count += 1
    return count


def _held(upload: Upload) -> Upload:
    """The row, for us alone, while nothing is being let in and it is not in."""
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.state == UploadState.LANDED or Job.objects.about(landing.KIND, held.pk).live().exists():
        raise RefundRefused(_("This file is being imported, or is in already."))
    if held.state == UploadState.PACKED:
        raise RefundRefused(_("This workbook is still being opened."))
    return held


def _forget_check(held: Upload) -> None:
    for job in Job.objects.about(checking.KIND, held.pk).live():
        asking.cancel(job)
    staging.clear(held.pk)
    held.checked_to, held.rows_read = 0, 0
    if held.state != UploadState.PACKED:
        held.state = UploadState.READ
    held.problems, held.differing, held.counts = 0, 0, {}


def _shown(name: str) -> str:
    try:
        return clean_line(name[-200:], 200) or "file.csv"
    except ValidationError:
        return "file.csv"


def problems_of(upload: Upload, at_most: int) -> list[RowProblem]:
    return list(RowProblem.objects.filter(upload=upload).order_by("line", "column")[:at_most])
