"""The demo's clock is moved from the banner; no other house has such an address."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings

from ground.accounts.models import Person
from ground.worktime.models import DemoClock

pytestmark = pytest.mark.django_db
IN_THE_DEMO = override_settings(DEMO=True, ROOT_URLCONF="tests.shell.urls")


@IN_THE_DEMO
@pytest.mark.parametrize(("by", "least"), [("1h", timedelta(hours=1)), ("4h", timedelta(hours=4))])
def test_the_clock_moves_on_and_the_page_says_so(client: Client, john: Person, by: str, least: timedelta) -> None:
    client.force_login(john)
    page = client.post("/demo/clock", {"by": by, "next": "/parts"}, follow=True).content.decode()
    assert DemoClock.objects.get().offset == least
    assert "in this demo." in page


@IN_THE_DEMO
def test_tomorrow_is_nine_where_the_person_is(client: Client, john: Person) -> None:
    client.force_login(john)
    page = client.post("/demo/clock", {"by": "tomorrow", "next": "/parts"}, follow=True).content.decode()
    assert ", 09:00 in this demo." in page


@IN_THE_DEMO
def test_an_unknown_move_moves_nothing(client: Client, john: Person) -> None:
    client.force_login(john)
    assert client.post("/demo/clock", {"by": "-1h"}).status_code == 404
    assert not DemoClock.objects.exists()


@IN_THE_DEMO
def test_a_refusal_is_shown_as_it_is(client: Client, john: Person) -> None:
    DemoClock.objects.create(offset=timedelta(days=3653))
    client.force_login(john)
    page = client.post("/demo/clock", {"by": "1h", "next": "/parts"}, follow=True).content.decode()
    assert "The demo is ten years ahead already." in page


@IN_THE_DEMO
def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.post("/demo/clock", {"by": "1h"}).headers["Location"].startswith("/sign-in/")


@override_settings(ROOT_URLCONF="tests.shell.urls")
def test_a_house_that_is_no_demo_has_nothing_there(client: Client, john: Person) -> None:
    client.force_login(john)
    assert client.post("/demo/clock", {"by": "1h"}).status_code == 404
