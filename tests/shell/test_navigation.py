"""The shell asks the database nothing for strangers, two short questions for staff, and marks where one is."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from desk.context import Shell, current, initials
from ground.accounts.models import Person
from ground.worktime.now import now
from incidents.models import Incident
from tests import make

pytestmark = pytest.mark.django_db
PLACES = override_settings(ROOT_URLCONF="tests.shell.urls")


def shell_of(person: Person | AnonymousUser, path: str = "/") -> Shell:
    request = RequestFactory().get(path)
    request.user = person
    return Shell(request)


def test_a_page_for_strangers_costs_no_query(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        client.get("/nothing-here")


def test_a_stranger_has_no_navigation() -> None:
    shell = shell_of(AnonymousUser())
    assert (shell.nav, shell.menu, shell.name, shell.demo_move_url, shell.known) == ([], [], "", "", {})


@PLACES
def test_what_a_role_may_not_do_is_not_offered(cast: make.Cast) -> None:
    assert "log" not in [place["key"] for place in shell_of(cast.auditor).nav]
    assert (shell_of(cast.auditor).log_url, shell_of(cast.john).log_url) == ("", reverse("desk:log"))
    assert "people" in [place["key"] for place in shell_of(cast.administrator).menu]
    assert "people" not in [place["key"] for place in shell_of(cast.john).menu]


@PLACES
def test_places_are_shown_in_order_with_what_counts(john: Person, django_assert_num_queries) -> None:
    shell = shell_of(john, reverse("board:review"))
    with django_assert_num_queries(1):
        keys = [place["key"] for place in shell.nav]
    assert keys == ["today", "board", "log", "customers", "insights", "letters"]
    assert [place["current"] for place in shell.nav] == ["", "page", "", "", "", ""]


def test_a_place_nobody_serves_is_not_shown(john: Person) -> None:
    with override_settings(ROOT_URLCONF="ground.accounts.urls"):
        assert shell_of(john).nav == []
        assert shell_of(john).home == "/"


def test_the_account_menu_says_who_and_where(john: Person) -> None:
    shell = shell_of(john)
    assert (shell.name, shell.initials, shell.place) == ("John Reyes", "JR", "Account manager, Brightwater Supply")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("John Reyes", "JR"), ("Ana", "A"), ("Maria del Pilar Soto", "MS"), ("", ""), ("élodie petit", "ÉP")],
)
def test_initials_are_of_the_first_and_the_last_name(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("path", "url", "said"),
    [
        ("/", "/", "page"),
        ("/board", "/", ""),
        ("/customers/", "/customers/", "page"),
        ("/customers/9", "/customers/", "true"),
    ],
)
def test_a_place_is_current_on_it_and_beneath_it(path: str, url: str, said: str) -> None:
    assert current(path, url) == said


def test_today_counts_my_overdue_and_the_board_what_is_open(cast: make.Cast) -> None:
    for owner, hours in ((cast.john, -1), (cast.john, 4), (cast.priya, -2)):
        make_running(owner, hours)
    counted = {name: counts_of(getattr(cast, name)) for name in ("john", "dana", "priya")}
    assert counted == {"john": ("1", "2"), "dana": ("", "2"), "priya": ("1", "1")}


def counts_of(person: Person) -> tuple[str, str]:
    shell = shell_of(person)
    return shell.count("today"), shell.count("board")


def make_running(owner: Person, hours: int) -> None:
    """An open incident of `owner` whose next update is due in `hours` from the real now."""
    at = now()
    Incident.objects.create(
        customer=make.customer(account_manager=owner),
        kind="other",
        title="A mistake",
        story="We did it.",
        found_at=at,
        noticed_by="us",
        severity="high",
        owner=owner,
        logged_by=owner,
        logged_at=at,
        state="open",
        next_update_due_at=at + timedelta(hours=hours),
        clock_started_at=at - timedelta(days=1),
    )
