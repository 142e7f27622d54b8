"""Workers killed in the middle: the next one goes on after the last step, and the totals are the same."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db.models import F, Sum

from ground.jobs.models import Job, State
from ground.jobs.running import run, run_due, run_one
from ground.jobs.working import take
from refunds.intake import checking, uploads
from refunds.models import Invoice, InvoiceLine, StagedLine
from tests import make
from tests.refunds.bring import keep, lines
from tests.servers import environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kill]
ROWS = 900


@pytest.fixture
def upload():
    john = make.cast().john
    make.customer("Shop 1", account_manager=john, reference="K1")
    rows = [f"K1;R-{n // 5};01.03.2023;IT-{n};{1 + n % 7};{n % 90},25;EUR;20;" for n in range(ROWS)]
    rows[400] = rows[400].replace(";EUR;", ";US$;")
    return keep(john, lines(*rows), dates="dmy")


def die(upload, where: str) -> None:
    died = subprocess.run(
        [sys.executable, "-m", "tests.refunds.dies_while_checking", str(upload.pk), where],
        cwd=environment.ROOT,
        env=environment.for_children(),
        timeout=120,
    )
    assert died.returncode == -signal.SIGKILL


def the_lease_runs_out() -> None:
    Job.objects.filter(state=State.RUNNING).update(lease_until=F("lease_until") - timedelta(minutes=5))


def test_killed_at_a_third_and_again_while_landing_it_ends_with_the_same_totals(upload, now):
    job = uploads.ask_check(upload, by=upload.owner, now=now)
    die(upload, str(ROWS // 3))
    assert StagedLine.objects.count() == ROWS // 3
    assert run_due(now=now) == 0, "its lease still holds"
    the_lease_runs_out()
    assert run_due(now=now) == 1
    upload.refresh_from_db()
    job.refresh_from_db()
    assert (job.state, job.done, job.attempts, upload.problems) == (State.DONE, ROWS, 1, 1)
    expected = {"rows_new": ROWS - 5, "rows_out": 5, "invoices": ROWS // 5 - 1}
    assert {name: upload.counts[name] for name in expected} == expected

    uploads.ask_landing(upload, left_out_why="One typing error.", by=upload.owner, now=now)
    die(upload, "land")
    assert not Invoice.objects.exists(), "all or nothing"
    the_lease_runs_out()
    assert run_due(now=now) == 2, "landed, then compared with agreed prices"
    own = sum((1 + n % 7) * (n % 90 * 100 + 25) for n in range(ROWS) if n // 5 != 80)
    assert InvoiceLine.objects.aggregate(total=Sum("net_minor"))["total"] == own
    assert InvoiceLine.objects.count() == ROWS - 5 and not StagedLine.objects.exists()


def test_a_turn_that_is_over_gives_the_job_back_and_the_next_goes_on(upload, now, monkeypatch):
    monkeypatch.setattr(checking, "STEP", 200)
    job = uploads.ask_check(upload, by=upload.owner, now=now)
    done = []
    while job.is_live:
        run(take([checking.KIND]), now=now, limit_seconds=0)
        job.refresh_from_db()
        done.append(job.done)
    assert done == [200, 400, 600, 800, 900, 900][: len(done)] and job.state == State.DONE
    assert StagedLine.objects.count() == ROWS


def test_cancelled_in_the_middle_its_worker_writes_nothing_more(upload, now, monkeypatch):
    monkeypatch.setattr(checking, "STEP", 100)
    job, stage, steps = uploads.ask_check(upload, by=upload.owner, now=now), checking._stage, []

    def stage_then_cancel(*given):
        stage(*given)
        steps.append(1)
        if len(steps) == 3:
            uploads.stop(upload)

    monkeypatch.setattr(checking, "_stage", stage_then_cancel)
    run_one(job, now=now)
    job.refresh_from_db()
    upload.refresh_from_db()
    assert (job.state, len(steps), upload.checked_to) == (State.CANCELLED, 3, 0)
    assert not StagedLine.objects.exists()
