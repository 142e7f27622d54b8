"""The private page speaks the language of its contact; a link that opens nothing, that of the browser."""

from datetime import timedelta

import pytest
from django.test import Client

from ground.worktime.now import now as clock
from tests import make, make_cases
from updates.links import link_for, token_of

pytestmark = pytest.mark.django_db

HAPPENS_NEXT = {
    "en": "What happens next",
    "de": "Was als Nächstes passiert",
    "fr": "La suite",
    "es": "Qué pasa ahora",
    "nl": "Wat er nu gebeurt",
    "ja": "これからの予定",
}
NOTHING = {
    "en": "opens nothing now",
    "fr": "n’ouvre plus rien",
    "ja": "このリンクでは何も開けません",
    "pl": "opens nothing now",
}


def page_of(client, john, language):
    at = clock()
    incident = make_cases.told(make_cases.halvorsen(john), now=at - timedelta(hours=2), next_at=at + timedelta(days=1))
    ingrid = incident.speaker
    ingrid.language = language
    ingrid.save()
    return client.get(f"/s/{token_of(link_for(incident, ingrid, now=at))}", headers={"accept-language": "en"})


@pytest.mark.parametrize("language", HAPPENS_NEXT)
def test_the_page_speaks_the_language_of_its_contact_whatever_the_browser_asks_for(client: Client, john, language):
    page = page_of(client, john, language)
    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page.content.decode()
    assert HAPPENS_NEXT[language] in page.content.decode()


@pytest.mark.parametrize("language", NOTHING)
def test_a_link_that_opens_nothing_says_so_in_the_language_of_the_browser(client: Client, language):
    make.house()
    page = client.get("/s/nothing", headers={"accept-language": language})
    assert page.status_code == 404
    assert NOTHING[language] in page.content.decode()


@pytest.mark.parametrize(("language", "spoken"), [("de", "de"), ("fr", "en"), ("en", "en")])
def test_the_door_of_our_own_people_speaks_english_and_german(client: Client, language, spoken):
    make.house()
    page = client.get("/sign-in/", headers={"accept-language": language})
    assert page.status_code == 200
    assert page.headers["Content-Language"] == spoken
