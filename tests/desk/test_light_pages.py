"""How much a page weighs and asks: beside a long story as beside a short one."""

import re
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.timeline import Story
from ground.history.models import Entry
from ground.outbox.models import Pulse
from incidents.models import Fact
from tests import make_cases, make_long
from tests.make_cases import HOUR
from updates.links import link_for, token_of

KB = 1000
OF_CLOSING = 22
"""The page of the closing also composes its letter and reads the working time of the check-ins."""
pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast, now):
    """Halvorsen's, among others of the same customer, three hundred events long."""
    Pulse.objects.create(name="updates.tasks.tick", ran_at=now)
    halvorsen = make_cases.halvorsen(cast.john)
    for number in range(3):
        make_cases.told(halvorsen, now=now - timedelta(days=90 + number), next_at=now + HOUR, title=f"Earlier {number}")
    told = make_cases.told(halvorsen, now=now - HOUR, next_at=now + HOUR)
    long = make_long.long_case(told, now=now - HOUR)
    assert Entry.objects.about("incident", long.pk).count() >= make_long.EVENTS
    assert long.promises.filter(kind="commitment").count() == make_long.PROMISES
    assert Fact.objects.filter(incident=long).count() == make_long.FACTS
    return long


def asked(client, url):
    """The page, and the statements of the second visit: the first one fills what is kept for a process."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as found:
        page = client.get(url)
    statements = [query["sql"] for query in found if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    return page.content, statements


@pytest.mark.parametrize("who", ["john", "dana"])
def test_the_page_of_a_long_story_is_light(client, request, case, who):
    client.force_login(request.getfixturevalue(who))
    for end in ("", "/step/1", "/step/2"):
        page, statements = asked(client, f"/i/{case.reference}{end}")
        assert len(statements) <= 14, (end, "\n".join(statements))
        assert len(page) <= 120 * KB, (end, len(page))
    page, statements = asked(client, f"/i/{case.reference}/close")
    assert len(statements) <= OF_CLOSING, "\n".join(statements)
    assert len(page) <= 120 * KB


def test_the_private_page_of_a_long_story_is_light(client, case):
    """What a phone loads before it shows the page: all of it packed as we serve it, the typefaces apart."""
    page, statements = asked(client, f"/s/{token_of(link_for(case, case.speaker, now=case.logged_at))}")
    assert len(statements) <= 6, "\n".join(statements)
    loaded = {name: finders.find(name) for name in re.findall(r'(?:href|src)="/static/([^"#]+)', page.decode())}
    fonts = {name for name in loaded if name.endswith(".woff2")}
    packed = {name: len(brotli.compress(Path(loaded[name]).read_bytes())) for name in loaded.keys() - fonts}
    assert {"css/house.css", "js/app.js"} < packed.keys()
    assert sum(packed.values()) + len(brotli.compress(page)) <= 60 * KB, packed
    assert sum(Path(loaded[name]).stat().st_size for name in fonts) <= 110 * KB


def test_the_folded_story_is_the_newest_of_the_whole(case, now):
    """Only the newest events are told for the page; they are those that stand first when all are told."""
    story = Story(case, now, "America/Los_Angeles")
    shown, every = story.events(everything=False), story.events(everything=True)
    assert shown == [event for event in every if not event.small][: len(shown)]
    assert len(shown) + story.hidden() == len(every) >= make_long.EVENTS - make_long.PROMISES - 10
