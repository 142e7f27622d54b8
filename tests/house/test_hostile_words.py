"""Markup and template marks in every name and every text: shown as they are, on every page and in every letter."""

import re
from email import message_from_bytes, policy

import pytest

from customers.models import Contact, Customer
from ground.accounts.models import House, Person, Team
from ground.outbox.models import Letter
from ground.worktime.now import now
from tests.house.the_forms import SHEETS
from tests.house.the_routes import ROUTES, build
from updates.links import link_for, token_of
from updates.reminders import tick

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
WORDS = "</title></textarea><script>alert(1)</script><img src=x onerror=alert(1)>\"' {{ 7*7 }}{% debug %} %(name)s {0}"
SHORT = WORDS[20:60]
ALIVE = ("<script>alert(1)", "<img src=x", "</textarea><script", "</title></textarea>")
NOT_NOW = {
    "change a contact",
    "check",
    "close",
    "import",
    "columns",
    "columns of lines",
    "settings",
    "snippet",
    "ask for a link",
    "reopen",
    "reopen a step",
    "settle",
    "payment",
}
NOT_WORDS = {
    "email",
    "amount",
    "fact-happened",
    "points",
    "withholding",
    "look_back",
    "fixed",
    "goodwill",
    "unit_price",
}
"""Fields of a line that hold no words: what is typed there stays as it is."""


@pytest.fixture
def world(cast, client):
    """Everybody and everything is called so, by the forms where there are forms."""
    Person.objects.update(name=WORDS[:100])
    House.objects.update(name=WORDS[:100])
    made = build(cast)
    for team in Team.objects.all():
        Team.objects.filter(pk=team.pk).update(name=f"{WORDS[:90]} {team.pk}")
    client.force_login(cast.john)
    for name, sheet in SHEETS.items():
        if name not in NOT_NOW and sheet.role == "john":
            hostile = dict.fromkeys(sheet.texts, WORDS[:300]) | dict.fromkeys(sheet.lines, SHORT)
            if name == "log":
                hostile |= {"customer": made.customer.name, "started": "March 2023"}
            if name == "where a mail belongs":
                hostile |= {"reference": made.incident.reference}
            hostile = {key: value for key, value in hostile.items() if key not in NOT_WORDS}
            assert client.post(sheet.address(made), sheet.good(made) | hostile).status_code == 302, name
    Customer.objects.filter(pk=made.customer.pk).update(name=WORDS[:120])
    Contact.objects.update(name=WORDS[:100], role=WORDS[:100], note=WORDS[:200])
    made.incident.refresh_from_db()
    tick(now=now())
    return made


NO_PAGE = ("desk:letter_seen", "healthz", "desk:import_rows", "desk:sheet_file", "desk:sweep_lines")


def alive(page: str) -> list[str]:
    return [bait for bait in ALIVE if bait in page]


@pytest.mark.parametrize("role", ["john", "dana", "finance", "administrator"])
def test_every_page_shows_words_as_words(client, world, role):
    client.force_login(world.who(role))
    shown = 0
    for name, route in ROUTES.items():
        if role in route.opens and name not in NO_PAGE:
            page = client.get(route.address(name, world), follow=True).content.decode()
            assert alive(page) == [], name
            shown += page.count("{{ 7*7 }}{% debug %}")
    assert shown > 5


def test_the_private_page_shows_words_as_words(client, world):
    link = link_for(world.incident, world.contact, now=now())
    page = client.get(f"/s/{token_of(link)}").content.decode()
    assert "{{ 7*7 }}" in page
    assert alive(page) == []
    title = re.search(r"<title>(.*?)</title>", page, re.S)
    assert title is not None
    assert "<" not in title[1]


def test_every_letter_shows_words_as_words(world):
    letters = list(Letter.objects.all())
    assert len(letters) > 3
    for letter in letters:
        message = message_from_bytes(bytes(letter.raw), policy=policy.default)
        body = message.get_body(("html",))
        assert body is None or alive(body.get_content()) == []
        assert all("\n" not in value and "\r" not in value for value in map(str, message.values()))
        assert str(message["To"]).count("@") == 1
