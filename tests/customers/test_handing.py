"""Somebody who leaves hands over their customers and the recoveries that run."""

from datetime import timedelta

import pytest

from customers.models import Customer
from ground.accounts import people
from ground.accounts.refusals import PeopleRefused
from ground.history.models import Entry
from incidents.models import Incident
from tests import make_cases


@pytest.fixture
def case(cast, now):
    customer = make_cases.halvorsen(cast.john)
    return make_cases.told(customer, now=now, next_at=now + timedelta(hours=24))


def leave(who, cast, now, hand_to=None):
    return people.disable(who, by=cast.administrator, now=now, hand_to=hand_to)


def test_nobody_leaves_customers_and_open_mistakes_behind(case, cast, now):
    with pytest.raises(PeopleRefused, match="John Reyes still has 1 customer and 1 open mistake"):
        leave(cast.john, cast, now)


def test_customers_and_running_recoveries_go_to_one_person_with_their_clock(case, cast, now):
    due = case.next_update_due_at
    leave(cast.john, cast, now, hand_to=cast.priya)
    case = Incident.objects.get(pk=case.pk)
    assert (case.owner, case.customer.account_manager, case.next_update_due_at) == (cast.priya, cast.priya, due)
    for subject in (("incident", case.pk), ("customer", case.customer_id)):
        assert Entry.objects.about(*subject).last().what.endswith(".handed_over")


def test_the_deputy_who_takes_over_has_no_deputy_and_a_deputy_who_leaves_is_replaced(case, cast, now):
    Customer.objects.update(deputy=cast.priya)
    Incident.objects.update(deputy=cast.priya)
    leave(cast.priya, cast, now, hand_to=cast.dana)
    assert Customer.objects.get().deputy == Incident.objects.get().deputy == cast.dana
    leave(cast.john, cast, now, hand_to=cast.dana)
    after = Incident.objects.get()
    assert (after.owner, after.deputy, after.customer.deputy) == (cast.dana, None, None)


@pytest.mark.parametrize("who", ["finance", "auditor", "administrator"])
def test_customers_go_only_to_a_role_that_looks_after_them(case, cast, now, who):
    with pytest.raises(PeopleRefused, match="a role without customers"):
        leave(cast.john, cast, now, hand_to=getattr(cast, who))
    assert Customer.objects.get().account_manager == cast.john
