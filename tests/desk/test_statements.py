"""How many statements a page asks of the database: few, and as many for sixty incidents as for five."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ground.outbox.models import Pulse
from incidents.models import Incident
from tests import make_cases
from updates.links import link_for, token_of
from updates.talking import add_note

AT_MOST = 12
OF_THE_STORY = 14
"""The page of one incident reads nine kinds of rows, and three statements of the shell are for managers only."""
FEW, MANY = 5, 60
HOUR = timedelta(hours=1)
pytestmark = [pytest.mark.doors, pytest.mark.django_db]

PAGES = ["/", "/board", "/log", "customer", "incident", "status page"]


def customers_until(count, john, now):
    """Incidents of `count` customers, each told once and noted about."""
    for number in range(Incident.objects.count(), count):
        customer = make_cases.make.customer(account_manager=john)
        make_cases.make.contact(customer, speaks=True)
        incident = make_cases.told(customer, now=now - HOUR, next_at=now + (number + 1) * HOUR)
        add_note(incident, text="They were calm.", by=john, now=now)


def address(page, now):
    first = Incident.objects.select_related("speaker").earliest("pk")
    if page == "customer":
        return f"/c/{first.customer.slug}"
    if page == "incident":
        return f"/i/{first.reference}"
    return f"/s/{token_of(link_for(first, first.speaker, now=now))}" if page == "status page" else page


def asked(client, url):
    """The statements of the second visit: the first one fills what is kept for the life of a process."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    return [query["sql"] for query in found if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize("who", ["john", "dana"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_few_statements_however_many_rows(client, request, cast, now, page, who):
    john = cast.john
    Pulse.objects.create(name="updates.tasks.tick", ran_at=now)
    client.force_login(request.getfixturevalue(who))
    customers_until(FEW, john, now)
    few = asked(client, address(page, now))
    customers_until(MANY, john, now)
    many = asked(client, address(page, now))
    assert len(few) == len(many)
    assert len(many) <= (OF_THE_STORY if page == "incident" else AT_MOST), "\n".join(many)
