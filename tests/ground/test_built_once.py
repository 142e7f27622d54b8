"""A statement built once asks with the values of each time, and refuses to keep one of the first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

from ground.accounts.models import Absence, Person, Team
from ground.built_once import BuiltOnce, NotBuiltOnce
from ground.worktime.now import now as clock

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def absent(pk, at):
    return Absence.objects.filter(deputy=pk, starts_at__lte=at, ends_at__gt=at).select_related("person__team")


def test_each_time_asks_with_its_own_values(cast, now, django_assert_num_queries):
    asked = BuiltOnce(absent)
    Absence.objects.create(person=cast.john, deputy=cast.dana, starts_at=now, ends_at=now + HOUR)
    assert asked.ask(pk=cast.dana.pk, at=now - HOUR) == []
    with django_assert_num_queries(1):
        [found] = asked.ask(pk=cast.dana.pk, at=now)
        assert found.person.team.name == cast.john.team.name
    assert asked.ask(pk=cast.john.pk, at=now) == []
    assert asked.ask(pk=cast.dana.pk, at=now + HOUR) == []


def test_later_times_do_not_build(cast, now):
    calls = []
    asked = BuiltOnce(lambda **values: calls.append(values) or absent(**values))
    for _time in range(3):
        asked.ask(pk=1, at=now)
    assert len(calls) == 1


def test_rows_come_as_the_query_gives_them(cast):
    away = Absence.objects.filter(person=OuterRef("pk"))
    asked = BuiltOnce(
        lambda name: Person.objects.filter(name=name).annotate(away=Exists(away)).values("name", "team__name", "away")
    )
    team = Team.objects.get(people=cast.john).name
    assert asked.ask(name=cast.john.name) == [{"name": cast.john.name, "team__name": team, "away": False}]
    assert asked.ask(name="Nobody") == []


def test_what_was_reckoned_from_a_value_is_refused(now):
    with pytest.raises(NotBuiltOnce, match=r"would stay as it is"):
        BuiltOnce(lambda at: Absence.objects.filter(ends_at__gt=at + HOUR)).ask(at=now)
    with pytest.raises(NotBuiltOnce, match="would stay as it is"):
        BuiltOnce(lambda pk: Person.objects.filter(pk=pk + 1)).ask(pk=1)
    with pytest.raises(NotBuiltOnce, match="would stay as it is"):
        BuiltOnce(lambda pk: Absence.objects.filter(person=pk, ends_at__gt=clock())).ask(pk=1)
    with pytest.raises(NotBuiltOnce, match="would stay as it is"):
        BuiltOnce(lambda at: Absence.objects.filter(ends_at__date=at.date())).ask(at=now)


def test_each_shape_is_built_for_itself(cast):
    asked = BuiltOnce(lambda role, pk: Person.objects.filter(pk=pk, role=role))
    assert asked.ask(cast.dana.role, pk=cast.dana.pk) == [cast.dana]
    assert asked.ask(cast.john.role, pk=cast.john.pk) == [cast.john]
    assert asked.ask(cast.john.role, pk=cast.dana.pk) == []


def test_a_shape_without_rows_asks_nothing(django_assert_num_queries):
    asked = BuiltOnce(lambda pk: Person.objects.none())
    for _time in range(2):
        with django_assert_num_queries(0):
            assert asked.ask(pk=1) == []


def test_the_statement_is_the_one_of_the_query(cast, now):
    plain = absent(cast.dana.pk, now)
    with connection.execute_wrapper(told := Told()):
        list(plain)
        BuiltOnce(absent).ask(pk=cast.dana.pk, at=now)
    assert told.asked[0] == told.asked[1]


class Told:
    def __init__(self):
        self.asked = []

    def __call__(self, execute, sql, params, many, context):
        self.asked.append((sql, tuple(params)))
        return execute(sql, params, many, context)
