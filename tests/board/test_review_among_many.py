"""A view of the board among very many: counted as far as a reader needs, never more than the statements allow."""

import pytest

from board.review import Filters, board_of, found_among
from incidents.counting import CEILING
from tests import make, make_cases
from tests.make_cases import HOUR
from trust.readings import record_reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(cast, now):
    """Two that run, one of a customer who says 3."""
    halvorsen, other = make_cases.halvorsen(cast.john), make.customer(account_manager=cast.john)
    make.contact(other, speaks=True)
    for customer in (halvorsen, other):
        make_cases.told(customer, now=now, next_at=now + HOUR)
    said = {"value": 3, "whose": "ours", "occasion": "other", "said_at": now, "by": cast.john, "now": now}
    record_reading(customer=halvorsen, **said)
    return board_of(cast.john)


def counted(running, counts, django_assert_num_queries, *, asked, **filters):
    wanted = Filters.of(filters)
    with django_assert_num_queries(asked):
        return found_among(lambda: wanted.narrow(running, None), wanted, {"all": 2, "low": 1, **counts})


def test_few_are_counted_by_their_view(running, django_assert_num_queries):
    assert counted(running, {}, django_assert_num_queries, asked=0, view="low") == (1, False)
    assert counted(running, {}, django_assert_num_queries, asked=0) == (2, False)


def test_among_very_many_a_view_has_at_least_what_was_found_among_the_first(running, django_assert_num_queries):
    many = {"all": CEILING, "low": 7}
    assert counted(running, many, django_assert_num_queries, asked=0, view="low") == (7, True)


def test_a_view_with_nothing_among_the_first_is_looked_for_among_all(running, django_assert_num_queries):
    many = {"all": CEILING, "low": 0}
    assert counted(running, many, django_assert_num_queries, asked=1, view="low") == (1, False)


def test_a_filter_is_counted_for_itself(running, django_assert_num_queries):
    assert counted(running, {}, django_assert_num_queries, asked=1, kind="overcharge") == (2, False)
    assert counted(running, {}, django_assert_num_queries, asked=1, view="low", kind="outage") == (0, False)
