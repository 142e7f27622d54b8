"""Whom a reminder would not reach: people, teams, the house; found beforehand, holding back nothing."""

from datetime import timedelta

import pytest

from ground.accounts.models import Absence, House, Person, Team
from tests import make, make_cases
from updates.reachability import (
    Place,
    Why,
    everywhere,
    gaps_for,
    late_reminders,
    lonely_managers,
    lost_reminders,
    managers_above,
    perhaps_lost,
    teams_without_manager,
)

NOW = make.NOW
LATER = NOW + timedelta(days=1)


def places(*rows):
    return {pk: Place(name, parent, manager, reachable) for pk, name, parent, manager, reachable in rows}


@pytest.mark.parametrize(
    ("tree", "above"),
    [
        ([(1, "West", None, 7, True)], [7]),
        ([(1, "West", 2, 7, True), (2, "All", None, 8, True)], [7, 8]),
        ([(1, "West", 2, 7, False), (2, "All", None, 8, True)], [8]),
        ([(1, "West", 2, 7, True), (2, "All", None, 7, True)], [7]),
        ([(1, "West", 2, None, False), (2, "All", None, None, False)], []),
        ([(1, "West", 2, 7, True), (2, "All", 1, 8, True)], [7, 8]),
    ],
)
def test_managers_are_found_upward_each_once_and_only_who_can_be_reached(tree, above):
    assert managers_above(1, places(*tree)) == above


def test_a_team_with_nobody_above_is_a_gap_and_one_under_a_manager_is_none():
    tree = places((1, "West", 2, None, False), (2, "All", None, 8, True), (3, "East", None, 9, False))
    assert [(gap.why, gap.name, gap.team) for gap in teams_without_manager(tree)] == [(Why.NO_MANAGER, "East", 3)]


def test_a_manager_alone_at_the_top_is_known_with_their_teams():
    tree = places((1, "West", 2, 7, True), (2, "All", None, 8, True), (3, "East", 2, None, False))
    assert lonely_managers(tree) == {8: frozenset({2, 3})}


def whys(gaps):
    return sorted((gap.why.value, gap.name) for gap in gaps)


@pytest.mark.django_db
def test_a_house_in_order_has_no_gaps(cast):
    make_cases.told(make_cases.halvorsen(cast.john), now=NOW, next_at=LATER)
    assert everywhere(NOW) == []


@pytest.mark.django_db
@pytest.mark.parametrize("holds", ["customer", "deputy", "team", "absence"])
def test_somebody_who_may_not_sign_in_and_holds_something_is_found(cast, holds):
    gone = make.person("Marcus Bell", role="manager" if holds == "team" else "account_manager", team=cast.john.team)
    if holds == "customer":
        make.customer("Kessler", account_manager=gone)
    elif holds == "deputy":
        make.customer("Kessler", account_manager=cast.john, deputy=gone)
    elif holds == "team":
        make.team("South", manager=gone, parent=Team.objects.get(name="Brightwater"))
    else:
        Absence.objects.create(person=cast.john, deputy=gone, starts_at=LATER, ends_at=LATER + timedelta(days=1))
    assert lost_reminders(NOW) == []
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    assert whys(lost_reminders(NOW)) == [("inactive", "Marcus Bell")]


@pytest.mark.django_db
def test_an_absence_that_is_over_needs_nobody(cast):
    gone = make.person("Marcus Bell", team=cast.john.team, is_active=False)
    Absence.objects.create(person=cast.john, deputy=gone, starts_at=NOW - timedelta(days=2), ends_at=NOW)
    assert lost_reminders(NOW) == []


@pytest.mark.django_db
def test_an_owner_without_an_address_is_found(cast):
    make_cases.told(make_cases.halvorsen(cast.john), now=NOW, next_at=LATER)
    Person.objects.filter(pk=cast.john.pk).update(email="")
    assert whys(lost_reminders(NOW)) == [("no_address", "John Reyes")]


@pytest.mark.django_db
def test_teams_without_a_manager_and_a_house_without_an_administrator_are_found(cast):
    Team.objects.update(manager=None)
    Person.objects.filter(pk=cast.administrator.pk).update(is_active=False)
    assert whys(lost_reminders(NOW)) == [
        ("no_administrator", ""),
        ("no_manager", "Brightwater"),
        ("no_manager", "East"),
        ("no_manager", "West"),
    ]


@pytest.mark.django_db
def test_an_owner_who_is_away_without_a_deputy_is_found_and_with_one_is_not(cast):
    make_cases.told(make_cases.halvorsen(cast.john), now=NOW, next_at=LATER)
    away = Absence.objects.create(person=cast.john, starts_at=NOW, ends_at=LATER)
    assert whys(late_reminders(NOW)) == [("nobody_stands_in", "John Reyes")]
    away.deputy = cast.priya
    away.save()
    assert late_reminders(NOW) == []


@pytest.mark.django_db
def test_a_top_manager_with_a_case_of_their_own_is_known_to_stand_alone(cast):
    customer = make.customer("Kessler", account_manager=cast.top)
    make.contact(customer, "Paul Kessler", speaks=True)
    make_cases.told(customer, now=NOW, next_at=LATER)
    assert whys(late_reminders(NOW)) == [("alone", "Ruth Adeyemi")]


@pytest.mark.django_db
def test_managers_hear_of_their_teams_and_administrators_of_all(cast):
    make.customer("Kessler", account_manager=cast.john)
    Person.objects.filter(pk=cast.john.pk).update(is_active=False)
    gaps = lost_reminders(NOW)
    told = {person.name for person in Person.objects.reachable() if gaps_for(person, gaps)}
    assert told == {"Dana Whitfield", "Ruth Adeyemi", "Ana Petrova", "Hugo Brandt"}


@pytest.mark.django_db
def test_a_page_asks_which_gaps_there_are_only_where_there_may_be_some(cast):
    assert not _perhaps_lost()
    make.customer("Kessler", account_manager=cast.john)
    Person.objects.filter(pk=cast.john.pk).update(is_active=False)
    assert _perhaps_lost()
    Person.objects.filter(pk=cast.john.pk).update(is_active=True)
    Person.objects.filter(pk=cast.administrator.pk).update(is_active=False)
    assert _perhaps_lost()


@pytest.mark.django_db
def test_a_page_asks_which_gaps_there_are_where_a_team_has_no_manager(cast):
    Team.objects.create(name="Newcomers", calendar=cast.john.team.calendar)
    assert _perhaps_lost()


def _perhaps_lost() -> bool:
    return House.objects.values_list(perhaps_lost(NOW), flat=True).get()


@pytest.mark.django_db
def test_finding_gaps_asks_the_same_number_of_times_however_many_there_are(cast, django_assert_num_queries):
    for number in range(20):
        make_cases.told(_customer(cast, number), now=NOW, next_at=LATER)
    with django_assert_num_queries(1):
        lost_reminders(NOW)
    with django_assert_num_queries(3):
        late_reminders(NOW)


def _customer(cast, number):
    customer = make.customer(f"Company {number}", account_manager=cast.john)
    make.contact(customer, speaks=True)
    return customer
