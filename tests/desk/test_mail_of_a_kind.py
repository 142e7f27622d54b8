"""The lists of mail by kind: counted, linked, and narrowed by what the address asks for."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ground.mailbox.choices import Kind, State, Way
from ground.mailbox.models import Mail
from tests import make_cases
from updates.models import Received

HOUR = timedelta(hours=1)
TRAY = {Kind.PERSON: 2, Kind.BOUNCE: 3, Kind.COMPLAINT: 1, Kind.AWAY: 1, Kind.UNREADABLE: 1}
pytestmark = pytest.mark.django_db


@pytest.fixture
def told(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now - HOUR, next_at=now + HOUR)


@pytest.fixture
def tray(told, now):
    """In the tray two replies, one person who names no case, three bounces, a complaint, an absence, one unreadable."""

    def kept(kind, number, *, incident=told, state=State.TRAY):
        mail = Mail.objects.create(
            identity=f"{kind}{number}{incident is None}{state}",
            kind=kind,
            state=state,
            subject=f"{kind} {number}{' of nobody' if incident is None else ''}",
            sender="a@b.example",
            raw=b"x",
            size=1,
            way=Way.PIPE,
            received_at=now,
            read_at=now,
        )
        Received.objects.create(mail=mail, incident=incident, customer=told.customer, found_by="letter")

    for kind, count in TRAY.items():
        for number in range(count):
            kept(kind, number)
    kept(Kind.PERSON, 0, incident=None)
    kept(Kind.AUTOMATIC, 0, state=State.AUTOMATIC)
    return kept


def links(client, address) -> dict[str, str]:
    page = client.get(address).content.decode()
    nav = re.search(r'<nav class="zoom mb-4".*?</nav>', page, re.DOTALL)[0]
    return dict(re.findall(r'<a href="\?([^"]*)"[^>]*>([^<]*)</a>', nav))


def titles(client, address) -> set[str]:
    page = client.get(address).content.decode()
    return set(re.findall(r"<bdi>([^<]*)</bdi></a></h2>", page))


def test_each_kind_is_counted_and_linked(client, john, tray):
    client.force_login(john)
    assert links(client, "/letters/tray") == {
        "": "All 9",
        "kind=replies": "Replies 2",
        "kind=bounces": "Came back 4",
        "kind=machines": "Automatic 1",
        "kind=unsorted": "Not placed yet 2",
    }
    assert links(client, "/letters/automatic")["kind=machines"] == "Automatic 1"


def test_a_kind_shows_only_its_own(client, john, tray):
    client.force_login(john)
    assert titles(client, "/letters/tray?kind=replies") == {"person 0", "person 1"}
    assert titles(client, "/letters/tray?kind=unsorted") == {"person 0 of nobody", "unreadable 0"}
    assert titles(client, "/letters/tray?kind=machines") == {"away 0"}
    assert len(titles(client, "/letters/tray?kind=bounces")) == 4
    page = client.get("/letters/tray?kind=bounces").content.decode()
    assert '<a href="?kind=bounces" aria-current="true">' in page


@pytest.mark.parametrize("asked", ["", "x", "replies'", "%00", "replies&kind=nothing"])
def test_a_kind_that_is_none_shows_all(client, john, tray, asked):
    client.force_login(john)
    assert len(titles(client, f"/letters/tray?kind={asked}")) == 9


def test_a_kind_with_nothing_in_it_says_so(client, john, tray):
    client.force_login(john)
    page = client.get("/letters/automatic?kind=bounces").content.decode()
    assert "Nothing of this kind." in page
    assert "Came back 0" in page


def test_others_count_none_of_it(client, priya, tray):
    client.force_login(priya)
    assert links(client, "/letters/tray")[""] == "All 0"


def test_few_statements_however_many(client, john, tray):
    client.force_login(john)
    client.get("/letters/tray?kind=bounces")
    counted = []
    for begin in (100, 200):
        with CaptureQueriesContext(connection) as asked:
            client.get("/letters/tray?kind=bounces")
        counted.append(len(asked))
        for number in range(begin, begin + 30):
            tray(Kind.BOUNCE, number)
    assert counted[0] == counted[1] <= 12
