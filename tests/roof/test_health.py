"""/healthz and the banner: well, or not well in sentences; nothing of a customer in either."""

import json
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.db.models import DateTimeField, ExpressionWrapper
from django.db.models.functions import Now
from django.test import Client, RequestFactory

from board.backup import remember_backup
from ground.accounts.models import Person
from ground.history import triggers
from ground.mailbox.models import Reach
from ground.outbox.models import Channel, Pulse
from ground.outbox.writing import write
from ground.worktime.now import now as instant
from tests import make
from trustrepair.banner import Banner, house_banner
from trustrepair.health import SILENCE, UNREACHED, UNSENT

from .house_env import production, python

pytestmark = pytest.mark.django_db
SOON = timedelta(seconds=3)


def pulse(name: str, *, ran: timedelta = SOON, woken: timedelta | None = None) -> None:
    moments = {"ran_at": _ago(ran)} | ({"woken_at": _ago(woken)} if woken else {})
    Pulse.objects.update_or_create(name=name, defaults=moments)


def _ago(age: timedelta) -> ExpressionWrapper:
    return ExpressionWrapper(Now() - age, output_field=DateTimeField())


@pytest.fixture
def well() -> None:
    """A house whose worker ticks and is woken."""
    pulse("updates.tasks.tick")
    pulse("ground.outbox.tasks.deliver", woken=SOON)


def letter(key: str, wanted: datetime) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.example", "ingrid@halvorsen.example", "Freight"
    message.set_content("Dear Ingrid")
    write(key=key, recipient="ingrid@halvorsen.example", message=message, about="incident:1", now=wanted)


def test_a_house_that_is_well_answers_200_and_says_nothing_is_wrong(well: None, client: Client) -> None:
    answer = client.get("/healthz")
    body = answer.json()
    assert answer.status_code == 200
    assert (body["well"], body["wrong"], body["paused_channels"], body["missing_triggers"]) == (True, [], [], 0)
    assert 2 < body["seconds_since_tick"] < 60
    assert 2 < body["seconds_since_wake_up"] < 60
    assert body["oldest_unsent_letter_seconds"] is None
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_house_whose_worker_never_ran_is_not_well(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "the worker does not run" in answer.json()["wrong"][0]


def test_a_tick_that_is_too_old_is_said(well: None, client: Client) -> None:
    pulse("updates.tasks.tick", ran=SILENCE + timedelta(seconds=1))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["wrong"] == [
        "Nobody is reminded: the worker does not run. Start it; nothing is lost meanwhile."
    ]


def test_a_silent_broker_is_said_while_the_worker_goes_on_by_itself(well: None, client: Client) -> None:
    pulse("ground.outbox.tasks.deliver", woken=SILENCE + timedelta(seconds=1))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["wrong"] == ["The worker is not woken, so letters are slower: look at the broker and at beat."]


def test_a_letter_that_waits_too_long_is_said_with_its_age(well: None, client: Client) -> None:
    letter("a", instant() - timedelta(minutes=1))
    assert client.get("/healthz").status_code == 200
    letter("b", instant() - UNSENT - timedelta(minutes=2, seconds=1))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["wrong"] == ["A letter has waited for 17 minutes."]
    assert 17 * 60 < answer.json()["oldest_unsent_letter_seconds"] < 18 * 60


def test_a_mailbox_that_was_not_reached_for_a_quarter_of_an_hour_is_said(well: None, client: Client) -> None:
    box = Reach.objects.create(
        mailbox="imaps://secret@mail.example/INBOX", away_since=instant() - timedelta(minutes=14)
    )
    assert client.get("/healthz").status_code == 200
    Reach.objects.filter(pk=box.pk).update(away_since=instant() - UNREACHED - timedelta(minutes=2, seconds=1))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["wrong"] == [
        "The mailbox has not been reached for 17 minutes. Replies wait there, and none is lost."
    ]
    assert 17 * 60 < answer.json()["mailbox_unreached_seconds"] < 18 * 60
    assert b"secret" not in answer.content
    Reach.objects.filter(pk=box.pk).update(away_since=None)
    assert client.get("/healthz").status_code == 200


def test_a_letter_for_tomorrow_is_not_late(well: None, client: Client) -> None:
    letter("a", instant() + timedelta(days=1))
    assert client.get("/healthz").status_code == 200


def test_a_paused_channel_is_named(well: None, client: Client) -> None:
    at = instant()
    Channel.objects.create(name="smtp", paused_since=at, probe_at=at, reason="535 for secret@relay.example")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["paused_channels"] == ["smtp"]
    assert b"secret@relay" not in answer.content


def test_a_missing_trigger_of_the_history_is_said(well: None, client: Client) -> None:
    triggers.drop()
    try:
        answer = client.get("/healthz")
    finally:
        triggers.make()
    assert answer.status_code == 503
    assert answer.json()["missing_triggers"] > 0
    assert "The history is not guarded" in answer.json()["wrong"][0]


def test_a_machine_asks_without_a_session_and_by_get_or_head_only(well: None, client: Client) -> None:
    answer = client.head("/healthz")
    assert answer.status_code == 200
    assert not answer.cookies
    assert client.post("/healthz").status_code == 405


def test_it_is_cheap(well: None, client: Client, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(4):
        client.get("/healthz")


def test_the_age_of_the_last_backup_is_told(well: None, client: Client, tmp_path: Path) -> None:
    assert client.get("/healthz").json()["seconds_since_backup"] is None
    (tmp_path / "house.backup").write_bytes(b"x")
    remember_backup(tmp_path / "house.backup", now=instant() - timedelta(hours=5))
    assert 5 * 3600 <= client.get("/healthz").json()["seconds_since_backup"] < 5 * 3600 + 60


def test_a_database_that_does_not_answer_is_said_within_seconds() -> None:
    environment = production(DATABASE_URL="postgres://a:b@127.0.0.1:9/demo", SITE_URL="http://repair.example.com")
    code = (
        "import django; django.setup(); from django.test import Client;"
        "answer = Client().get('/healthz', headers={'host': 'repair.example.com'});"
        "print(answer.status_code, answer.content.decode())"
    )
    answer = python(code, {**environment, "DJANGO_SETTINGS_MODULE": "trustrepair.settings"})
    assert answer.stdout.startswith("503 "), answer.stderr
    assert json.loads(answer.stdout[4:])["wrong"] == ["The database does not answer."]


def test_no_customer_is_named(well: None, client: Client) -> None:
    letter("a", instant() - timedelta(hours=3))
    content = client.get("/healthz").content.decode()
    assert "A letter has waited for 3 hours." in content
    assert "ngrid" not in content
    assert "Freight" not in content


@pytest.mark.parametrize(("name", "told"), [("dana", True), ("administrator", True), ("john", False)])
def test_only_those_who_look_after_the_house_see_the_banner(name: str, told: bool, cast: make.Cast) -> None:
    assert bool(_banner(getattr(cast, name)).health) is told


def test_the_banner_is_empty_when_all_is_well_and_costs_one_statement(
    well: None, dana: Person, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):
        assert _banner(dana) == Banner()


def test_a_page_that_shows_no_banner_asks_nothing(dana: Person, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):
        _banner(dana)


def _banner(person: Person) -> Banner:
    request = RequestFactory().get("/")
    request.user = person
    return house_banner(request)["house_banner"]


def test_a_channel_that_a_person_paused_is_said_as_that(well: None, client: Client) -> None:
    at = instant()
    Channel.objects.create(name="smtp", paused_since=at, probe_at=at, held=True, reason="The wrong price")
    answer = client.get("/healthz")
    assert answer.json()["wrong"] == [
        "Letters wait: an administrator paused the mail. They leave when it is opened again."
    ]
