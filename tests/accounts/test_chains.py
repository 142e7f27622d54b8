"""Trees of teams and lines of deputies never run in a circle."""

from datetime import UTC, datetime, timedelta

import pytest

from ground.accounts.chains import climb, would_circle
from ground.accounts.models import Absence, Person, Role, Team, stand_in, teams_of
from ground.worktime.models import WorkCalendar

NOW = datetime(2026, 11, 19, 10, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "above", "line"),
    [
        (1, {1: None}, [1]),
        (3, {1: None, 2: 1, 3: 2}, [3, 2, 1]),
        (1, {1: 2, 2: 1}, [1, 2]),
        (1, {1: 1}, [1]),
        (9, {}, [9]),
    ],
)
def test_climbing_stops_before_it_meets_anything_twice(start, above, line):
    assert climb(start, above) == line


@pytest.mark.parametrize(
    ("child", "parent", "circle"), [(1, None, False), (1, 1, True), (1, 3, True), (3, 1, False), (4, 3, False)]
)
def test_a_circle_is_seen_before_it_is_closed(child, parent, circle):
    assert would_circle(child, parent, {1: None, 2: 1, 3: 2, 4: None}) is circle


@pytest.fixture
def calendar(db):
    return WorkCalendar.objects.create(name="Office", zone="America/Los_Angeles")


def person(name, **fields):
    return Person.objects.create_user(
        f"{name}@brightwater.example", name=name, **{"role": Role.ACCOUNT_MANAGER, **fields}
    )


def away(who, deputy, *, start=NOW - timedelta(days=1), end=NOW + timedelta(days=1)):
    return Absence.objects.create(person=who, deputy=deputy, starts_at=start, ends_at=end)


def test_the_chain_names_each_manager_once_nearest_first_and_leaves_out_who_has_left(calendar):
    dana, otto, gone = person("dana"), person("otto"), person("gone", is_active=False)
    house = Team.objects.create(name="House", manager=otto, calendar=calendar)
    region = Team.objects.create(name="Region", manager=gone, parent=house, calendar=calendar)
    west = Team.objects.create(name="West", manager=dana, parent=region, calendar=calendar)
    tacoma = Team.objects.create(name="Tacoma", manager=dana, parent=west, calendar=calendar)
    assert tacoma.chain() == [dana, otto]


def test_a_manager_answers_for_their_teams_and_all_below_but_not_beside(calendar):
    dana = person("dana", role=Role.MANAGER)
    west = Team.objects.create(name="West", manager=dana, calendar=calendar)
    below = Team.objects.create(name="Tacoma", parent=west, calendar=calendar)
    Team.objects.create(name="East", calendar=calendar)
    assert set(teams_of(dana)) == {west, below}
    assert not teams_of(person("john")).exists()


def test_teams_in_a_circle_are_each_found_once(calendar):
    dana = person("dana", role=Role.MANAGER)
    west = Team.objects.create(name="West", manager=dana, calendar=calendar)
    below = Team.objects.create(name="Tacoma", parent=west, calendar=calendar)
    Team.objects.filter(pk=west.pk).update(parent=below)
    assert set(teams_of(dana)) == {west, below}


def test_somebody_present_stands_in_for_themselves(db):
    john = person("john")
    assert stand_in(john, NOW) == john


def test_the_line_of_deputies_is_followed_to_who_is_here(db):
    john, priya, marcus = person("john"), person("priya"), person("marcus")
    away(john, priya)
    away(priya, marcus)
    assert stand_in(john, NOW) == marcus


def test_a_circle_of_deputies_gives_the_work_back_to_its_owner(db):
    john, priya = person("john"), person("priya")
    away(john, priya)
    away(priya, john)
    assert stand_in(john, NOW) == john


@pytest.mark.parametrize("deputy_left", [True, False])
def test_no_deputy_or_one_who_left_gives_the_work_back_to_its_owner(db, deputy_left):
    john, priya = person("john"), person("priya", is_active=False)
    away(john, priya if deputy_left else None)
    assert stand_in(john, NOW) == john


def test_the_first_instant_of_an_absence_counts_and_its_end_does_not(db):
    john, priya = person("john"), person("priya")
    away(john, priya, start=NOW, end=NOW + timedelta(hours=1))
    assert stand_in(john, NOW) == priya
    assert stand_in(john, NOW + timedelta(hours=1)) == john
    assert john.away(NOW - timedelta(seconds=1)) is None
