"""The letters to customers by what became of them and by their kind, chosen in the address."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ground.worktime.now import now as clock
from tests import make_cases
from updates.models import Recipient

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def told(john, client):
    """A first notice that came back to Ingrid and reached Tomas, and an update that waits for both."""
    at = clock()
    told = make_cases.told(make_cases.halvorsen(john), now=at - 2 * HOUR, next_at=at + HOUR)
    Recipient.objects.filter(contact__name="Ingrid Halvorsen").update(state="came_back")
    Recipient.objects.filter(contact__name="Tomas Reed").update(state="handed_over")
    make_cases.tell(told, now=at, next_at=at + 3 * HOUR)
    client.force_login(john)
    return told


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", 4),
        ("?state=came_back", 1),
        ("?state=waiting", 2),
        ("?kind=first_notice", 2),
        ("?kind=first_notice&state=handed_over", 1),
        ("?state=unheard-of&kind=%00", 4),
    ],
)
def test_what_is_chosen_is_shown(client, told, query, rows):
    assert client.get(f"/letters{query}").content.decode().count("<tr data-row>") == rows


def test_the_choice_stays_chosen_and_nothing_says_so(client, told):
    page = client.get("/letters?state=taken_back").content.decode()
    assert '<option value="taken_back" selected>' in page
    assert "Nothing matches these filters." in page


def test_it_asks_few_statements(client, told):
    client.get("/letters")
    with CaptureQueriesContext(connection) as asked:
        client.get("/letters?state=came_back&kind=first_notice")
    assert len(asked) <= 12
