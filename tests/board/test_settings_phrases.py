"""The page of the phrases a house has to write."""

import pytest
from django.urls import reverse

from incidents.house_words import required_phrases
from tests.board.bad_input import LINES

pytestmark = pytest.mark.django_db


def test_an_administrator_writes_one_a_line(client, administrator):
    client.force_login(administrator)
    posted = {"phrases": "without prejudice\r\nAct of 1998", "why": "Our insurer asks."}
    answer = client.post(reverse("board:phrases"), posted, follow=True)
    assert required_phrases() == ["without prejudice", "Act of 1998"]
    assert "Our insurer asks." in answer.content.decode()


def test_without_a_reason_nothing_is_saved(client, administrator):
    client.force_login(administrator)
    answer = client.post(reverse("board:phrases"), {"phrases": "without prejudice", "why": ""})
    assert "Say in a sentence why" in answer.content.decode()
    assert required_phrases() == []


def test_a_manager_reads_them(client, dana):
    client.force_login(dana)
    assert "None. The check reads every word." in client.get(reverse("board:phrases")).content.decode()


@pytest.mark.parametrize("kind", LINES)
def test_what_nobody_should_save_is_refused(client, administrator, kind):
    client.force_login(administrator)
    why = {"phrases": "Act of 1998", "why": LINES[kind]}
    phrases = {"phrases": LINES[kind], "why": "Our insurer asks."}
    for posted in (why,) if kind in ("lines", "unreadable") else (why, phrases):
        answer = client.post(reverse("board:phrases"), posted)
        assert answer.status_code == 200
        assert "error-summary" in answer.content.decode()
    assert required_phrases() == []
