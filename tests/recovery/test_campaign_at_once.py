"""Two people open the same search at once, two workers open its rows at once, a worker dies at it: each row once."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.db.models import F

from ground.jobs.models import Job, State
from ground.jobs.running import run_due
from incidents.models import Campaign, CampaignMember, Incident, IncidentRefund
from recovery.campaign import open_campaign
from recovery.campaign_member import open_member
from refunds.models import Sweep
from tests import make, make_campaigns
from tests.servers import environment
from updates.models import Update

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 4


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def sweep(cast):
    named = [make_campaigns.overcharged(f"Buyer {number}", cast.john) for number in range(ROWS)]
    return make_campaigns.searched(cast.dana, *named)


def together(*acts):
    """Every act in a thread and connection of its own, let loose at once."""
    start = Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            start.wait(60)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [done.result(120) for done in [threads.submit(run, act) for act in acts]]


def each_once(now):
    run_due(now=now)
    assert not CampaignMember.objects.to_open().exists() and not Job.objects.live().exists()
    assert (Campaign.objects.count(), CampaignMember.objects.count(), Incident.objects.count()) == (1, ROWS, ROWS)
    assert IncidentRefund.objects.count() == ROWS and not Update.objects.exists()


def test_two_people_open_the_same_search_at_once(cast, sweep, now):
    rows = list(sweep.rows.values_list("pk", flat=True))

    def chosen(by):
        return lambda: open_campaign(Sweep.objects.get(pk=sweep.pk), rows=rows, by=by, now=now).pk

    assert len(set(together(chosen(cast.john), chosen(cast.dana)))) == 1
    each_once(now)


def test_two_workers_open_the_same_row_at_once(cast, sweep, now):
    open_campaign(sweep, rows=list(sweep.rows.values_list("pk", flat=True)), by=cast.dana, now=now)
    first = CampaignMember.objects.earliest("pk").pk
    found = together(*[lambda: open_member(first, now=now).incident_id] * 2)
    assert found[0] == found[1] is not None
    each_once(now)


def test_two_searches_for_the_same_thing_at_once_open_one_recovery(cast, sweep, now):
    customer = sweep.rows.first().customer
    other = make_campaigns.searched(cast.john, customer)
    for one, by in ((sweep, cast.dana), (other, cast.john)):
        open_campaign(one, rows=[one.rows.get(customer=customer).pk], by=by, now=now)
    members = list(CampaignMember.objects.values_list("pk", flat=True))
    found = together(*[lambda pk=pk: open_member(pk, now=now).incident_id for pk in members])
    assert found[0] == found[1] and Incident.objects.count() == 1
    assert sorted(CampaignMember.objects.values_list("joined", flat=True)) == [False, True]


@pytest.mark.kill
def test_killed_in_the_middle_of_opening_it_goes_on_and_doubles_nothing(cast, sweep, now):
    open_campaign(sweep, rows=list(sweep.rows.values_list("pk", flat=True)), by=cast.dana, now=now)
    died = subprocess.run(
        [sys.executable, "-m", "tests.recovery.dies_while_opening", "2"],
        cwd=environment.ROOT,
        env=environment.for_children(),
        timeout=120,
    )
    assert died.returncode == -signal.SIGKILL
    assert Incident.objects.count() == 1, "the second was not committed"
    assert run_due(now=now) == 0, "its lease still holds"
    Job.objects.filter(state=State.RUNNING).update(lease_until=F("lease_until") - timedelta(minutes=5))
    each_once(now)
    job = Campaign.objects.get().job
    assert (job.state, job.done, job.total, job.attempts) == (State.DONE, ROWS, ROWS, 1)
