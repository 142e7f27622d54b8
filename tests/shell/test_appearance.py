"""Light, dark or the system's; shortcuts on or off: kept in a cookie, read on the server, no script needed."""

import pytest
from django.test import Client


@pytest.mark.parametrize(("cookie", "shown"), [("dark", "dark"), ("light", "light"), ("", "auto"), ("'><b>", "auto")])
def test_the_page_comes_in_the_chosen_theme(client: Client, db: None, cookie: str, shown: str) -> None:
    client.cookies["theme"] = cookie
    assert f'data-bs-theme="{shown}"' in client.get("/sign-in/").content.decode()


def test_a_choice_is_kept_for_a_year_and_leads_back(client: Client) -> None:
    answer = client.post("/appearance", {"theme": "dark", "next": "/board?owner=3"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/board?owner=3")
    assert answer.cookies["theme"].value == "dark"
    assert answer.cookies["theme"]["httponly"]
    assert answer.cookies["theme"]["max-age"] == 365 * 24 * 3600


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "", "\\\\evil"])
def test_nobody_is_led_away_from_here(client: Client, target: str) -> None:
    assert client.post("/appearance", {"theme": "dark", "next": target}).headers["Location"] == "/"


def test_a_value_we_do_not_know_changes_nothing(client: Client) -> None:
    answer = client.post("/appearance", {"theme": "neon", "shortcuts": "maybe"})
    assert answer.status_code == 302
    assert not answer.cookies


def test_a_get_changes_nothing(client: Client) -> None:
    assert client.get("/appearance?theme=dark").status_code == 405
