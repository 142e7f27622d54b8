"""Checking every row of a file in the background: read, staged, gathered. What is shown as fine can go in as it is.

A turn writes some thousands of rows, where it came to, and how far that is, in one transaction: a worker that takes
over reads the file again and goes on after the last line that is staged.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from customers.encodings import CannotRead
from ground.jobs.refusals import JobFailed
from refunds.incoming import Upload, UploadKind, UploadState

from . import gathering, pricing, staging
from .files import path_of
from .finding import customers_of, price_lists
from .reading import Layout, rows_of
from .rows import Reader, Wrong, line_row, price_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ground.jobs.working import Work

KIND = "refunds.check"
STEP = 5_000
Rows = list[tuple[int, list[str]]]


def check(work: Work) -> Mapping[str, Any] | None:
    """One turn at the rows of an upload; the last turn gathers them. JobFailed with the reason it cannot be read."""
    upload = Upload.objects.select_related("owner").get(pk=work.job.subject_id)
    layout = layout_of_upload(upload)
    reader = reader_of(upload, layout)
    try:
        for step in _steps(upload, layout):
            _stage(upload, reader, step, work)
            if work.is_over():
                return None
    except CannotRead as why:
        raise JobFailed(str(why)) from None
    except FileNotFoundError:
        raise JobFailed(gone()) from None
    return _gather(upload, work)


def gone() -> str:
    return _("The file is no longer here. Bring it again.")


def layout_of_upload(upload: Upload) -> Layout:
    reading = upload.reading
    return Layout(reading["encoding"], reading["separator"], tuple(reading["headings"]), reading["skipped"])


def reader_of(upload: Upload, layout: Layout) -> Reader:
    ways = {"customer": customers_of(upload.owner)}
    if upload.kind == UploadKind.PRICES:
        ways["price_list"] = price_lists()
    return Reader(upload.kind, upload.reading, layout.headings, ways)


def _steps(upload: Upload, layout: Layout) -> Iterator[Rows]:
    """The rows after the last one that is staged, some thousands at a time."""
    rows = rows_of(path_of(upload.key), layout)
    behind = (row for row in rows if row[0] > upload.checked_to) if upload.checked_to else rows
    while step := list(islice(behind, STEP)):
        yield step


def _stage(upload: Upload, reader: Reader, step: Rows, work: Work) -> None:
    staged, wrong, differing = _read(upload, reader, step)
    bad = len({one.line for one in wrong})
    done = upload.rows_read + len(step)
    with transaction.atomic():
        work.advance(done, total=max(upload.rows, done))
        write = staging.stage_lines if upload.kind == UploadKind.LINES else staging.stage_prices
        write(upload.pk, staged)
        staging.keep_problems(upload.pk, wrong, before=upload.problems)
        Upload.objects.filter(pk=upload.pk).update(
            checked_to=step[-1][0],
            rows_read=done,
            problems=F("problems") + bad,
            differing=F("differing") + differing,
        )
    upload.rows_read, upload.problems = done, upload.problems + bad


def _read(upload: Upload, reader: Reader, step: Rows) -> tuple[list[tuple[Any, ...]], list[Wrong], int]:
    staged: list[tuple[Any, ...]] = []
    problems: list[Wrong] = []
    differing: Counter[bool] = Counter()
    if upload.kind == UploadKind.LINES:
        for number, cells in step:
            row, wrong, differs = line_row(reader, number, cells)
            if row is not None:
                staged.append(row)
            if wrong:
                problems += wrong
            if differs:
                differing[True] += 1
    else:
        for number, cells in step:
            row, wrong = price_row(reader, number, cells)
            if row is not None:
                staged.append(row)
            problems += wrong
    return staged, problems, differing[True]


def _gather(upload: Upload, work: Work) -> Mapping[str, Any]:
    """Rows become invoices, compared with those that are here; then a person looks at it."""
    with transaction.atomic():
        work.advance(upload.rows_read, total=upload.rows_read)
        upload.refresh_from_db()
        gather = gathering.gather if upload.kind == UploadKind.LINES else pricing.compare
        upload.counts = {**gather(upload), "differing": upload.differing}
        upload.rows, upload.state = upload.rows_read, UploadState.CHECKED
        upload.save()
    return {"rows": upload.rows, "problems": upload.problems}
