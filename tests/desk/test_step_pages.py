"""Every step has one page: read, written, left and found again, by two people at once as well."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make_cases

HOUR = timedelta(hours=1)
STATEMENTS = 14


@pytest.fixture
def case(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + 5 * HOUR)


@pytest.fixture
def at(client, john, case):
    client.force_login(john)
    return lambda number, **query: client.get(f"/i/{case.reference}/step/{number}", query)


@pytest.mark.parametrize("number", range(1, 9))
def test_a_step_page_asks_the_database_a_bounded_number_of_times(at, number):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert at(number).status_code == 200
    said = [q["sql"] for q in asked.captured_queries]
    assert len(said) <= STATEMENTS, "\n".join(s[:160] for s in said)
