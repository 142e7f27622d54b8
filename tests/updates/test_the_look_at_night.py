"""The look at night finds a clock that is not its promise, keeps it until it is right, and mends nothing itself."""

from datetime import timedelta

import pytest

from ground.accounts.models import Person
from incidents.models import Incident, Promise
from tests import make, make_cases
from trustrepair.schedule import SCHEDULE
from updates.models import ClockFault
from updates.nightly import check_clocks, look_over

pytestmark = pytest.mark.django_db
NOW = make.NOW
NIGHT, NEXT_NIGHT = NOW + timedelta(hours=12), NOW + timedelta(hours=36)


@pytest.fixture
def incident(john):
    return make_cases.told(make_cases.halvorsen(john), now=NOW, next_at=NOW + timedelta(days=1))


def test_clocks_that_show_their_promise_are_left_alone(incident, john, priya):
    make_cases.untold(incident.customer, now=NOW)
    make_cases.checked(incident.customer, now=NOW, by=priya)
    make_cases.tell(incident, now=NOW + timedelta(hours=1), next_at=NOW + timedelta(days=2))
    assert check_clocks(now=NIGHT) == []


@pytest.mark.parametrize("field", ["next_update_due_at", "clock_started_at"])
def test_a_clock_that_was_changed_behind_its_promise_is_found(incident, field):
    Incident.objects.update(**{field: NOW + timedelta(hours=3)})
    [fault] = check_clocks(now=NIGHT)
    assert (fault.incident, fault.found_at) == (incident, NIGHT)
    assert (fault.promised_due_at, fault.promised_made_at) == (NOW + timedelta(days=1), NOW)
    assert NOW + timedelta(hours=3) in (fault.shown_due_at, fault.shown_started_at)
    assert getattr(Incident.objects.get(), field) == NOW + timedelta(hours=3)


def test_a_running_clock_without_a_promise_is_found(incident):
    Promise.objects.update(followed_at=NOW)
    [fault] = check_clocks(now=NIGHT)
    assert (fault.shown_due_at, fault.promised_due_at) == (NOW + timedelta(days=1), None)


def test_a_closed_case_whose_promise_still_runs_is_found(incident):
    closed = {"state": "closed", "closed_at": NOW, "ending": "met", "closed_at_trust": 8, "closing_line": 7}
    Incident.objects.update(**closed, next_update_due_at=None, clock_started_at=None)
    [fault] = check_clocks(now=NIGHT)
    assert (fault.shown_due_at, fault.promised_due_at) == (None, NOW + timedelta(days=1))


def test_a_fault_is_one_row_from_the_night_it_is_found_until_it_is_right(incident):
    due = incident.next_update_due_at
    Incident.objects.update(next_update_due_at=NOW + timedelta(hours=3))
    check_clocks(now=NIGHT)
    [again] = check_clocks(now=NEXT_NIGHT)
    assert again.found_at == NIGHT
    Incident.objects.update(next_update_due_at=due)
    assert check_clocks(now=NEXT_NIGHT + timedelta(days=1)) == []
    assert ClockFault.objects.get().gone_at == NEXT_NIGHT + timedelta(days=1)


def test_both_findings_are_logged_by_number_only(incident, john, caplog):
    Incident.objects.update(next_update_due_at=NOW + timedelta(hours=3))
    Person.objects.filter(pk=john.pk).update(is_active=False)
    report = look_over(now=NIGHT)
    assert report.total == 2
    lines = [record.msg for record in caplog.records if record.name == "updates.nightly"]
    assert {line["event"] for line in lines} == {"clock_is_not_its_promise", "reminder_reaches_nobody"}
    assert "Halvorsen" not in str(lines)
    assert "Reyes" not in str(lines)


def test_it_is_on_the_page_of_periodic_work():
    assert "updates.tasks.check_at_night" in {work.task for work in SCHEDULE}


def test_the_check_asks_the_same_number_of_times_for_many_cases(incident, john, django_assert_max_num_queries):
    for number in range(10):
        customer = make.customer(f"Company {number}", account_manager=john)
        make.contact(customer, speaks=True)
        make_cases.told(customer, now=NOW, next_at=NOW + timedelta(days=1))
    with django_assert_max_num_queries(6):
        check_clocks(now=NIGHT)
