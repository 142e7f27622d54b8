"""The rhythm of the house and of customers who asked for their own: saved with a reason, never over a running clock."""

from datetime import timedelta

import pytest

from ground.history.models import Entry
from tests import make, make_cases
from tests.board.bad_input import CHOICES, DAYS
from tests.board.typed import rhythm, words
from updates.models import Cadence

pytestmark = pytest.mark.django_db


def test_the_rhythm_of_the_house_is_saved_with_its_reason(admin):
    answer = admin.post("/settings", rhythm(first_high="2:working_hours"), follow=True)
    assert "Saved. It holds from the next notice or update on." in words(answer)
    assert Cadence.objects.get().severity == "high"
    entry = Entry.objects.get(what="house.rhythm_set")
    assert entry.facts == {"high": "2 working_hours / 1 working_days"}
    assert "High: first notice within 2 working hours, then every 1 working day; Customers asked" in words(answer)


def test_a_rhythm_saved_as_it_was_leaves_no_trace(admin):
    admin.post("/settings", rhythm())
    assert not Cadence.objects.exists()
    assert not Entry.objects.filter(what="house.rhythm_set").exists()


def test_running_clocks_keep_the_time_they_were_promised(admin, john):
    incident = make_cases.untold(make_cases.halvorsen(john), now=make.NOW)
    due = incident.next_update_due_at
    admin.post("/settings", rhythm(first_high="1:hours", gap_high="1:hours"))
    incident.refresh_from_db()
    assert incident.next_update_due_at == incident.promises.get().due_at == due
    later = make_cases.untold(incident.customer, now=make.NOW)
    assert later.next_update_due_at == make.NOW + timedelta(hours=1)


@pytest.mark.parametrize("code", CHOICES)
def test_a_time_that_is_not_offered_is_refused(admin, code):
    answer = admin.post("/settings", rhythm(gap_low=code))
    assert "error-summary" in words(answer)
    assert not Cadence.objects.exists()


def test_a_save_without_a_reason_is_refused_and_keeps_what_was_chosen(admin):
    answer = admin.post("/settings", rhythm(first_high="2:working_hours", why="  "))
    assert "Say in a sentence why you change this." in words(answer)
    assert "<title>Error:" in words(answer)
    assert '<option value="2:working_hours" selected>' in words(answer)
    assert not Cadence.objects.exists()


def test_a_customer_is_found_by_name_and_keeps_a_rhythm_of_their_own(admin, kessler):
    assert "No customer has this name." in words(admin.post("/settings/customers", {"name": "Kesler"}))
    answer = admin.post("/settings/customers", {"name": "kessler foundry"})
    assert answer.url == "/settings/customers/kessler"
    answer = admin.post(answer.url, {"first_high": "1:working_hours", "why": "Their line stands still"}, follow=True)
    assert "High: first notice within 1 working hour, then every 1 working day" in words(answer)
    row = Cadence.objects.get()
    assert (row.customer, row.first_amount, row.gap_amount, row.asked_on) == (kessler, 1, 1, None)


def test_slower_needs_the_day_they_asked_for_it(admin, kessler):
    url = "/settings/customers/kessler"
    refused = admin.post(url, {"gap_high": "3:working_days", "why": "Less mail"})
    assert "Kessler Foundry would hear later than others (High)." in words(refused)
    assert not Cadence.objects.exists()
    for asked in DAYS:
        assert "error-summary" in words(admin.post(url, {"gap_high": "3:working_days", "asked_on": asked, "why": "x"}))
    page = admin.post(url, {"gap_high": "3:working_days", "asked_on": "2026-01-12", "why": "Less mail"}, follow=True)
    assert "They asked for it on 12 Jan 2026." in words(page)


def test_a_customer_follows_the_house_again_with_a_reason(admin, kessler):
    admin.post("/settings/customers/kessler", {"first_high": "1:working_hours", "why": "Their line stands still"})
    refused = admin.post("/settings/customers/kessler/drop", {"drop-why": ""})
    assert "Say in a sentence why you change this." in words(refused)
    admin.post("/settings/customers/kessler/drop", {"drop-why": "The line runs again"})
    assert not Cadence.objects.exists()
    assert Entry.objects.about("customer", kessler.pk).last().what == "customer.rhythm_dropped"
