"""A workbook is opened by long work: with progress, again after a killed worker, not when nobody wants it."""

import io
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
import xlsxwriter
from django.db.models import F

from ground.jobs.models import Job, State
from ground.jobs.running import run_due
from refunds.intake import files, uploads, workbooks
from refunds.models import UploadState
from refunds.refusals import RefundRefused
from tests import make
from tests.refunds.bring import check, land, opened
from tests.servers import environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kill]
ROWS = 50


@pytest.fixture
def john():
    john = make.cast().john
    make.customer("Shop 1", account_manager=john, reference="K1")
    return john


def workbook() -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["customer", "invoice", "date", "item", "qty", "price"])
        for number in range(1, ROWS + 1):
            sheet.write_row(number, 0, ["K1", f"R-{number}", "2023-03-01", "A", 3, 1.5])
    return data.getvalue()


@pytest.fixture
def upload(john, now):
    """As it is right after it was brought: still packed, one job waits for it."""
    kept = uploads.keep_upload(kind="lines", name="l.xlsx", chunks=[workbook()], currency="EUR", by=john, now=now)
    assert (kept.state, kept.rows, Job.objects.get().state) == (UploadState.PACKED, 0, State.WAITING)
    return kept


def test_it_is_opened_in_the_background_and_then_read_like_any_other_file(upload):
    opened(upload)
    job = Job.objects.get()
    assert (upload.state, upload.rows, job.state) == (UploadState.READ, ROWS, State.DONE)
    assert (job.done, job.total) == (ROWS, ROWS)
    land(check(upload))
    assert upload.counts["rows_new"] == ROWS


def test_until_then_nothing_else_is_done_with_it(upload, now):
    with pytest.raises(RefundRefused, match="still being opened"):
        uploads.ask_check(upload, by=upload.owner, now=now)


def test_a_worker_killed_at_it_leaves_it_packed_and_the_next_one_opens_it(upload, now):
    the_worker_dies(upload, 20)
    upload.refresh_from_db()
    assert upload.state == UploadState.PACKED and workbooks.is_workbook(files.path_of(upload.key))
    assert Job.objects.get().done == 20, "how far it was is seen"
    assert run_due(now=now) == 0, "its lease still holds"
    Job.objects.update(lease_until=F("lease_until") - timedelta(minutes=5))
    assert run_due(now=now) == 1
    upload.refresh_from_db()
    assert (upload.state, upload.rows) == (UploadState.READ, ROWS)
    assert left_of(upload) == [upload.key.hex], "the half of the dead one is gone"


def test_when_nobody_wants_it_any_more_its_worker_stops(upload, now, monkeypatch):
    monkeypatch.setattr(workbooks, "TOLD_EVERY", 20)
    write = workbooks._text

    def stop_then_write(cell):
        if cell == "R-30":
            assert uploads.stop(upload)
        return write(cell)

    monkeypatch.setattr(workbooks, "_text", stop_then_write)
    run_due(now=now)
    upload.refresh_from_db()
    assert (Job.objects.get().state, upload.state) == (State.CANCELLED, UploadState.PACKED)
    assert left_of(upload) == [upload.key.hex], "no half is left"


def left_of(upload) -> list[str]:
    path = files.path_of(upload.key)
    return [file.name for file in path.parent.glob(f"{path.name}*")]


def the_worker_dies(upload, rows: int) -> None:
    died = subprocess.run(
        [sys.executable, "-m", "tests.refunds.dies_while_checking", str(upload.pk), str(rows)],
        cwd=environment.ROOT,
        env=environment.for_children(),
        timeout=120,
    )
    assert died.returncode == -signal.SIGKILL
