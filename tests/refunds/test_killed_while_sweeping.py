"""A worker killed in the middle of a sweep: the next one goes on behind it, and no row stands twice."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db.models import F, Sum

from ground.jobs.models import Job, State
from ground.jobs.running import run_due
from refunds.priced import Rule
from refunds.sweeping import ask_sweep, kept_rows
from tests import make
from tests.refunds.make import day
from tests.refunds.make_rows import ITEM, eight_percent, three_invoices
from tests.servers import environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kill]
BUYERS = 7


@pytest.mark.parametrize("reckoned", [-1, 2])
def test_the_next_worker_ends_it_with_the_same_sums(now, reckoned):
    john = make.cast().john
    for number in range(BUYERS):
        three_invoices(make.customer(f"Buyer {number}", account_manager=john))
    rule = Rule(ITEM, currency="GBP")
    sweep = ask_sweep(rule, by=john, now=now, refund_on=day("2026-03-13"), rates=eight_percent())
    died = subprocess.run(
        [sys.executable, "-m", "tests.refunds.dies_while_sweeping", str(sweep.pk), str(reckoned)],
        cwd=environment.ROOT,
        env=environment.for_children(),
        timeout=120,
    )
    assert died.returncode == -signal.SIGKILL
    assert sweep.rows.filter(reckoned=True).count() == max(reckoned, 0) and not kept_rows(sweep, john)
    assert run_due(now=now) == 0, "its lease still holds"
    Job.objects.filter(state=State.RUNNING).update(lease_until=F("lease_until") - timedelta(minutes=5))
    assert run_due(now=now) == 1
    sweep.refresh_from_db()
    rows = kept_rows(sweep, john)
    assert (rows.count(), rows.aggregate(owed=Sum("owed_minor"))["owed"]) == (BUYERS, BUYERS * 70_359)
    assert (sweep.looked, sweep.customers_looked, Job.objects.get().state) == (3 * BUYERS, BUYERS, State.DONE)
