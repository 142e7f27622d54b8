"""Remedies and preventions belong to somebody who may see the case, and show to them until they are done."""

from datetime import date, timedelta

import pytest

from ground.history.models import Entry
from incidents.evidence import EvidenceRefused, change
from incidents.repairing import due_for, mark_done, who_may_do_it
from recovery.closing import close_by_a_manager
from tests import make_cases, make_steps

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 19)


@pytest.fixture
def case(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + timedelta(days=1))


def test_those_who_look_after_the_customer_and_their_managers_may_do_it(case, cast):
    assert set(who_may_do_it(case)) == {cast.dana, cast.john, cast.top}


def test_a_colleague_of_another_team_and_somebody_disabled_may_not(case, cast):
    cast.dana.is_active = False
    cast.dana.save()
    assert cast.priya not in who_may_do_it(case)
    assert cast.dana not in who_may_do_it(case)


def test_done_says_how_we_know_and_stays_in_the_history(case, john, now):
    remedy = make_steps.remedy(case, by=john, now=now)
    assert mark_done(remedy, words="Sent on Monday", by=john, now=now).done_at == now
    assert Entry.objects.get(what="evidence.done").text == "Sent on Monday"


def test_a_row_that_was_changed_meanwhile_is_not_marked(case, john, now):
    remedy = make_steps.remedy(case, by=john, now=now)
    change(remedy, by=john, now=now, text="Another list")
    with pytest.raises(EvidenceRefused, match="changed this"):
        mark_done(remedy, words="", by=john, now=now)


def test_what_is_due_shows_to_its_owner_soonest_first_until_it_is_done(case, cast, now):
    first = make_steps.remedy(case, by=cast.john, now=now, due_on=TODAY)
    second = make_steps.prevention(case, by=cast.john, now=now, due_on=TODAY + timedelta(days=3))
    make_steps.remedy(case, by=cast.john, now=now, owner=cast.dana, due_on=TODAY)
    make_steps.remedy(case, by=cast.john, now=now, due_on=TODAY + timedelta(days=30))
    assert due_for(cast.john, until=TODAY + timedelta(days=7)) == [first, second]
    mark_done(first, words="", by=cast.john, now=now)
    assert due_for(cast.john, until=TODAY + timedelta(days=7)) == [second]


def test_a_changed_row_shows_once(case, john, now):
    first = make_steps.remedy(case, by=john, now=now, due_on=TODAY)
    second = change(first, by=john, now=now, due_on=TODAY + timedelta(days=1))
    assert due_for(john, until=TODAY + timedelta(days=7)) == [second]


def test_a_prevention_outlives_its_case_and_a_remedy_does_not(case, cast, now):
    remedy = make_steps.remedy(case, by=cast.john, now=now, due_on=TODAY)
    prevention = make_steps.prevention(case, by=cast.john, now=now, due_on=TODAY)
    close_by_a_manager(case, reason="Agreed with them.", by=cast.dana, now=now)
    assert due_for(cast.john, until=TODAY) == [prevention]
    assert mark_done(prevention, words="", by=cast.john, now=now).done_at == now
    with pytest.raises(EvidenceRefused, match="closed"):
        mark_done(remedy, words="", by=cast.john, now=now)
