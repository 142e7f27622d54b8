"""Ids of another team in a body, a filter or a query open nothing and reach nobody."""

from datetime import timedelta

import pytest

from ground.worktime.now import now
from incidents.models import Incident, Promise
from tests import make, make_cases
from tests.everything import changed, everything
from tests.house.the_routes import build
from updates.models import Conversation, Update

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
SECRETS = ("Freight handling overcharged", "ingrid@halvorsen.example", "Pallets on the wrong ship", "Not said yet")


@pytest.fixture
def world(cast):
    return build(cast)


@pytest.fixture
def bayside(world):
    """Priya's own customer, with a told mistake of hers."""
    customer = make.customer("Bayside Cranes", account_manager=world.cast.priya, slug="bayside")
    make.contact(customer, "Ann Bay", email="ann@bayside.example", speaks=True)
    told_at = now() - timedelta(hours=1)
    return make_cases.told(customer, now=told_at, next_at=told_at + timedelta(days=2), title="Priya's own mistake")


@pytest.fixture
def priya(client, world, bayside):
    client.force_login(world.cast.priya)
    return client


def test_no_list_and_no_filter_shows_what_another_team_has(priya, world):
    john, ref = world.cast.john.pk, world.incident.reference
    for address in (
        "/",
        "/?team=1",
        f"/board?owner={john}",
        "/board?view=theirs",
        "/board?kind=overcharge&step=1",
        "/customers?q=Halvorsen",
        "/letters",
        "/letters?to=us",
        "/reports",
        f"/log?customer={world.customer.slug}",
    ):
        page = priya.get(address).content.decode()
        assert not any(secret in page for secret in (*SECRETS, ref)), address
    assert world.cast.john.name not in priya.get("/board").content.decode(), "nor who works there, in the filter"


def test_the_names_for_a_report_are_names_and_no_more(priya, world):
    page = priya.get("/customers/names?q=Halv").content.decode()
    assert "Halvorsen Marine Supply" in page
    assert world.customer.slug not in page


def test_a_report_against_their_customer_shows_no_contact_and_reaches_nobody(priya, world):
    sent = {
        "customer": "halvorsen marine supply",
        "kind": "overcharge",
        "what": "A driver told me of a second overcharge.",
        "noticed": "third_party",
        "severity": "low",
        "tell": [world.contact.pk],
        "next": "other",
        "next_other": "2030-01-01T10:00",
    }
    for act in ("people", "tell"):
        page = priya.post("/log/preview", sent | {"act": act, "people_for": str(world.customer.pk)}).content.decode()
        assert not any(word in page for word in ("Ingrid", "ingrid@", *SECRETS)), act
    letters = Update.objects.count()
    answer = priya.post("/log", sent | {"act": "tell"})
    assert answer["Location"] == "/reports"
    reported = Incident.objects.get(logged_by=world.cast.priya, customer=world.customer)
    assert (reported.state, reported.owner) == ("checking", world.cast.john)
    assert not reported.contacts.exists()
    assert Update.objects.count() == letters
    assert "A driver told me" in priya.get("/reports").content.decode()
    assert priya.get(f"/i/{reported.reference}").status_code == 404


def test_one_incident_never_reaches_parts_of_another(priya, world, bayside):
    mine = bayside.reference
    before = everything(but=frozenset({"sessions.Session"}))
    for address in (
        f"/i/{mine}/promise/{world.promise.pk}",
        f"/i/{mine}/seen-by/{world.contact.pk}",
        f"/c/bayside/contacts/{world.contact.pk}",
        f"/c/bayside/contacts/{world.contact.pk}/left",
        f"/customers/import/{world.file.pk}/check",
        f"/i/{mine}/stop/no_such_thing",
    ):
        assert priya.get(address).status_code == 404, address
        sent = {"outcome": "kept", "name": "Mine", "email": "mine@x.example", "state": "done"}
        assert priya.post(address, sent).status_code in (404, 405), address
    assert changed(before) == []


FOREIGN_IN_A_BODY = {
    "update": {"kind": "update", "heading": "H", "body": "B", "next": "other", "next_other": "2030-01-01T10:00"},
    "talk": {
        "channel": "phone",
        "began": "us",
        "happened_at": "2026-01-02T10:00",
        "their_words": "They said it.",
    },
    "promise": {"text": "A thing", "how": "spoken", "due_at": "2030-01-01T10:00"},
}


@pytest.mark.parametrize("form", FOREIGN_IN_A_BODY)
def test_contacts_of_another_customer_are_no_choice(priya, world, bayside, form):
    before = everything(but=frozenset({"sessions.Session"}))
    field = {"update": "tell", "talk": "contact", "promise": "to"}[form]
    answer = priya.post(f"/i/{bayside.reference}/{form}", FOREIGN_IN_A_BODY[form] | {field: world.contact.pk})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert "Ingrid" not in answer.content.decode()
    assert changed(before) == []


def test_a_duplicate_is_never_an_incident_they_may_not_see(priya, world):
    mine = make_cases.checked(
        make.customer("Crane Co", account_manager=world.cast.priya), now=now(), by=world.cast.priya
    )
    sent = {"ending": "duplicate", "reason": "The same", "duplicate_of": world.incident.pk}
    answer = priya.post(f"/i/{mine.reference}/check", sent)
    assert "error-summary" in answer.content.decode()
    assert Incident.objects.get(pk=mine.pk).state == "checking"


def test_a_customer_is_never_given_to_another_team(priya, world, bayside):
    sent = {"name": "New Cranes", "zone": "Europe/London", "language": "en", "currency": "GBP"}
    for given in ({"account_manager": world.cast.john.pk}, {"deputy": world.cast.john.pk}):
        priya.post("/customers/add", sent | given)
        priya.post("/c/bayside/change", sent | given)
    bayside.customer.refresh_from_db()
    assert (bayside.customer.account_manager, bayside.customer.deputy) == (world.cast.priya, None)
    assert not type(bayside.customer).objects.filter(name="New Cranes", account_manager=world.cast.john).exists()


def test_fields_nobody_asked_for_change_nothing(priya, world, bayside):
    extra = {
        "owner": world.cast.john.pk,
        "state": "closed",
        "team": world.customer.team_id,
        "incident": world.incident.pk,
        "customer": world.customer.pk,
        "author": world.cast.john.pk,
        "by": world.cast.john.pk,
        "role": "administrator",
        "logged_by": world.cast.john.pk,
        "slug": "halvorsen",
        "id": world.incident.pk,
        "pk": world.incident.pk,
    }
    ref, contact = bayside.reference, bayside.speaker_id
    priya.post(f"/i/{ref}/note", extra | {"text": "Internal."})
    priya.post(f"/i/{ref}/update", extra | FOREIGN_IN_A_BODY["update"] | {"tell": contact})
    priya.post(f"/i/{ref}/promise", extra | FOREIGN_IN_A_BODY["promise"] | {"to": contact})
    priya.post(
        f"/i/{ref}/talk",
        extra | FOREIGN_IN_A_BODY["talk"] | {"contact": contact, "happened_at": f"{now():%Y-%m-%dT00:00}"},
    )
    priya.post("/me/", extra | {"zone": "Europe/London", "language": "en"})
    bayside.refresh_from_db()
    world.cast.priya.refresh_from_db()
    assert (bayside.state, bayside.owner, bayside.customer.slug) == ("open", world.cast.priya, "bayside")
    assert (world.cast.priya.role, world.cast.priya.team.name) == ("account_manager", "East")
    assert {u.author for u in bayside.updates.all()} == {world.cast.priya}
    assert world.incident.updates.count() == 1
    assert {row.made_by for row in Promise.objects.filter(incident=bayside)} == {world.cast.priya}
    assert {talk.by for talk in Conversation.objects.filter(incident=bayside)} <= {world.cast.priya}
