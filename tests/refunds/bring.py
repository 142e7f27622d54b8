"""Files of invoice lines for tests, and the whole way of one: kept, checked, let in."""

from __future__ import annotations

from typing import Any

from ground.accounts.models import Person
from ground.jobs.running import run_one
from refunds.incoming import Upload, UploadState
from refunds.intake import uploads
from tests import make

HEADINGS = "customer;invoice;invoice date;item;qty;price;currency;vat;paid on"


def keep(by: Person, text: str | bytes, *, kind: str = "lines", name: str = "lines.csv", **reading: Any) -> Upload:
    data = text if isinstance(text, bytes) else text.encode()
    upload = uploads.keep_upload(kind=kind, name=name, chunks=[data], currency="EUR", by=by, now=make.NOW)
    if upload.state == UploadState.PACKED:
        opened(upload)
    if reading:
        assert uploads.choose_reading(upload, reading={**upload.reading, **reading}, now=make.NOW)
    return upload


def opened(upload: Upload) -> Upload:
    """A workbook, opened by a worker."""
    job = uploads.job_of(upload)
    assert job is not None and run_one(job, now=make.NOW)
    upload.refresh_from_db()
    return upload


def check(upload: Upload) -> Upload:
    """Every row, to the end; the job's own sentence when it fails."""
    job = uploads.ask_check(upload, by=upload.owner, now=make.NOW)
    assert run_one(job, now=make.NOW)
    upload.refresh_from_db()
    return upload


def land(upload: Upload, why: str = "") -> Upload:
    job = uploads.ask_landing(upload, left_out_why=why, by=upload.owner, now=make.NOW)
    assert run_one(job, now=make.NOW)
    upload.refresh_from_db()
    return upload


def lines(*rows: str) -> str:
    return "\n".join([HEADINGS, *rows]) + "\n"


def problems(upload: Upload) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.why) for one in uploads.problems_of(upload, 100)]
