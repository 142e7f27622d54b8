"""Mail scanners open every link: neither GET nor HEAD leaves a trace."""

import pytest

from tests import make
from tests.everything import changed, everything
from tests.updates import told
from updates.links import link_for, token_of


@pytest.fixture(autouse=True)
def _time(monkeypatch):
    monkeypatch.setattr("statuspage.views.now", lambda: make.NOW)


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("where", ["page", "/s/" + "A" * 43, "/s/", "/s/new", "/s/asked"])
def test_reading_leaves_every_row_as_it_was(client, cast, method, where):
    story = told.story(cast)
    link = link_for(story.incident, story.ingrid, now=make.NOW)
    before = everything()
    answer = getattr(client, method)(f"/s/{token_of(link)}" if where == "page" else where)
    assert answer.status_code in (200, 404)
    assert changed(before) == []


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_the_page_takes_no_other_method(client, cast, method):
    story = told.story(cast)
    link = link_for(story.incident, story.ingrid, now=make.NOW)
    assert getattr(client, method)(f"/s/{token_of(link)}").status_code == 405
