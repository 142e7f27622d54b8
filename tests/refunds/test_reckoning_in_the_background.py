"""A sheet of many lines is reckoned by a worker: as at once, seen on the way, again after a killed worker."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db.models import F

from ground.jobs.models import Job, State
from ground.jobs.running import run_due
from recovery.refunding import calculate_refund, set_refund_by
from refunds import reckoning_ahead
from refunds.conventions import Conventions
from refunds.line_choices import choose_line
from refunds.models import Calculation, Invoice, Reckoning
from refunds.rates import RatePlan
from refunds.refusals import RefundRefused
from refunds.stored import Scope
from tests import make, make_cases
from tests.refunds import make_rows
from tests.refunds.make import day
from tests.servers import environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kill]


@pytest.fixture
def john():
    return make.cast().john


@pytest.fixture
def incident(john, now):
    customer = make_cases.halvorsen(john)
    make_rows.agree(customer, ("2020-01-01", "11.40"), ("2024-07-01", "11.10"), currency=customer.currency)
    for number, issued, paid in (
        ("A", "2024-05-15", "2024-06-14"),
        ("B", "2024-08-15", "2024-09-13"),
        ("C", "2024-11-15", "2024-12-13"),
    ):
        make_rows.bill(customer, number, issued, paid, currency=customer.currency)
    return make_cases.told(customer, now=now, next_at=now + make_cases.HOUR)


@pytest.fixture
def many(monkeypatch):
    """As if three lines were many."""
    monkeypatch.setattr(reckoning_ahead, "AT_ONCE", 2)


def reckoned(incident, john, now):
    rates = make_rows.eight_percent()
    conventions = Conventions(incident.customer.currency, RatePlan(rates.as_table()))
    how = {"scope": Scope((make_rows.ITEM,)), "conventions": conventions, "rates": rates}
    return calculate_refund(incident, **how, refund_on=day("2026-03-13"), by=john, now=now)


def test_it_comes_to_the_same_as_at_once(incident, john, now, many):
    assert reckoned(incident, john, now) is None and not Calculation.objects.exists()
    assert run_due(now=now) == 1
    sheet, job = Calculation.objects.get(), Job.objects.get()
    assert (str(sheet.owed.decimal), sheet.version, sheet.made_by) == ("703.59", 1, john)
    assert (job.state, job.done, job.result) == (State.DONE, 3, {"version": 1})
    assert reckoning_ahead.pending(sheet.refund) is None


def test_while_it_is_reckoned_nothing_is_chosen_asked_or_set(incident, john, now, many):
    reckoned(incident, john, now)
    run_due(now=now)
    sheet = Calculation.objects.get()
    assert choose_line(sheet, key="A/1", included=False, why="Never paid.", by=john, now=now) is None
    with pytest.raises(RefundRefused, match="is being reckoned"):
        choose_line(sheet, key="B/1", included=False, why="Never paid.", by=john, now=now)
    with pytest.raises(RefundRefused, match="is being reckoned"):
        set_refund_by(incident, sheet, by=john, now=now)
    run_due(now=now)
    later = Calculation.objects.latest("version")
    assert (later.version, str(later.owed.decimal)) == (2, "532.65")
    set_refund_by(incident, later, by=john, now=now)


def test_rows_that_come_meanwhile_are_reckoned_too(incident, john, now, many, monkeypatch):
    reckoned(incident, john, now)
    make_ready = reckoning_ahead.make_ready

    def bill_meanwhile(*given, **more):
        ready = make_ready(*given, **more)
        make_rows.bill(incident.customer, "D", "2024-12-15", "2025-01-13", currency=incident.customer.currency)
        return ready

    monkeypatch.setattr(reckoning_ahead, "make_ready", bill_meanwhile)
    run_due(now=now)
    assert Calculation.objects.get().lines.count() == Invoice.objects.count() == 4


def test_a_worker_killed_at_it_leaves_nothing_and_the_next_one_reckons_it(incident, john, now, many):
    reckoned(incident, john, now)
    died = subprocess.run(
        [sys.executable, "-m", "tests.refunds.dies_while_checking", str(Reckoning.objects.get().pk), "2"],
        cwd=environment.ROOT,
        env=environment.for_children(),
        timeout=120,
    )
    assert died.returncode == -signal.SIGKILL
    assert not Calculation.objects.exists() and Job.objects.get().done == 2
    Job.objects.update(lease_until=F("lease_until") - timedelta(minutes=5))
    assert run_due(now=now) == 1
    assert str(Calculation.objects.get().owed.decimal) == "703.59"


def test_what_cannot_be_reckoned_says_why_and_may_be_asked_again(incident, john, now, many):
    reckoned(incident, john, now)
    Invoice.objects.all().update(currency="GBP")
    run_due(now=now)
    refund = incident.refund_link.refund
    assert "No invoice line" in reckoning_ahead.pending(refund).failed
    Invoice.objects.all().update(currency=refund.currency)
    wish = Reckoning.objects.get()
    known = {"scope": Scope((make_rows.ITEM,)), "rates": wish.rates, "refund_on": wish.refund_on}
    conventions = Conventions(refund.currency, RatePlan(wish.rates.as_table()))
    reckoning_ahead.ask_to_reckon(refund, **known, conventions=conventions, by=john, now=now)
    run_due(now=now)
    assert Reckoning.objects.get().made == Calculation.objects.get()


def test_the_page_shows_how_far_it_is_and_then_the_sheet(client, incident, john, now, many):
    client.force_login(john)
    reckoned(incident, john, now)
    address = f"/i/{incident.reference}/refund/sheet"
    page = client.get(address).content.decode()
    assert "The new version is being reckoned" in page and "Reckon it</a>" not in page
    assert "being reckoned" in client.get(address, headers={"HX-Request": "true"}).content.decode()
    run_due(now=now)
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Redirect"] == address
    assert "$703.59" in client.get(address).content.decode()
