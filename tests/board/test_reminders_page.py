"""The page of reminders: who may read it, what it says of each, how late, and whom no reminder reaches."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ground.accounts.models import Person
from ground.outbox.models import Letter
from incidents.models import Incident
from tests import make, make_cases
from tests.board.bad_input import QUERIES
from updates.models import Nudge
from updates.nightly import check_clocks
from updates.reminders import tick

URL = "/reminders"
pytestmark = pytest.mark.django_db


def west(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(make.ZONE)).astimezone(UTC)


@pytest.fixture
def incident(cast):
    """John's, told on Thursday at 10:00, due on Friday at 12:00."""
    customer = make_cases.halvorsen(cast.john)
    return make_cases.told(customer, now=west("2026-11-19T10:00"), next_at=west("2026-11-20T12:00"))


def read(client, person, query=""):
    client.force_login(person)
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return answer


def words(answer):
    return " ".join(answer.content.decode().split())


def test_managers_auditors_and_administrators_read_it_and_nobody_else(client, cast):
    readers = {"dana", "tomas", "top", "auditor", "administrator"}
    for name in ("john", "dana", "priya", "tomas", "top", "finance", "auditor", "administrator"):
        client.force_login(getattr(cast, name))
        assert client.get(URL).status_code == (200 if name in readers else 404), name
        assert client.post(URL).status_code == (405 if name in readers else 404), name
    client.force_login(make.person(role="colleague"))
    assert client.get(URL).status_code == 404


def test_signed_out_it_leads_to_signing_in(client, cast):
    assert client.get(URL).url.split("?")[0] == reverse("account_login")


def test_each_reminder_is_told_with_its_rung_its_reader_and_how_late_it_was(client, cast, incident):
    tick(now=west("2026-11-19T15:00:07"))
    letter = Letter.objects.get(recipient=cast.john.email)
    Letter.objects.filter(pk=letter.pk).update(
        state="accepted", sent_at=west("2026-11-19T15:00:12"), finished_at=west("2026-11-19T15:00:12"), call_at=None
    )
    [row] = read(client, cast.dana).context["rows"]
    assert (row.customer, row.owner, row.to) == ("Halvorsen Marine Supply", "John Reyes", "John Reyes")
    assert (row.rung, row.state) == ("Half of the time was gone", "Sent")
    assert (row.written, row.accepted) == ("7 s", "12 s")


def test_what_was_merged_or_withdrawn_says_why(client, cast, incident):
    tick(now=west("2026-11-20T12:01"))
    page = words(read(client, cast.dana, "?view=ended"))
    assert "Part of a later one" in page
    assert "A higher rung fell due before it was sent" in page


def test_a_reminder_at_night_waits_for_its_readers_hours(client, cast):
    customer = make_cases.halvorsen(cast.john)
    make_cases.told(customer, now=west("2026-11-19T16:00"), next_at=west("2026-11-20T08:00"))
    tick(now=west("2026-11-19T22:00"))
    rows = read(client, cast.dana, "?view=waiting").context["rows"]
    assert {row.planned[-5:] for row in rows} == {"09:00"}
    assert {(row.written, row.accepted) for row in rows} == {("", "")}


def test_what_comes_up_names_the_next_rung(client, cast, incident):
    tick(now=west("2026-11-19T14:00"))
    incident.promises.update(
        rung_due_at=datetime(2099, 11, 19, 15, tzinfo=UTC), due_at=datetime(2099, 12, 1, tzinfo=UTC)
    )
    [row] = read(client, cast.dana, "?view=coming").context["rows"]
    assert row.rung == "Half of the time is gone"


def test_a_manager_sees_only_their_teams(client, cast, incident):
    tick(now=west("2026-11-20T12:01"))
    assert read(client, cast.dana).context["rows"]
    assert not read(client, cast.tomas).context["rows"]
    assert "Halvorsen" not in words(read(client, cast.tomas))
    assert "Halvorsen" not in words(read(client, cast.tomas, "?view=coming"))


def test_an_administrator_sees_the_outline_and_no_way_in(client, cast, incident):
    tick(now=west("2026-11-20T12:01"))
    page = words(read(client, cast.administrator))
    assert "Halvorsen Marine Supply" in page
    assert "John Reyes, due" in page
    for secret in (incident.title, incident.reference, incident.story, "Ingrid"):
        assert secret not in page


def test_a_clock_that_differs_from_its_promise_is_shown(client, cast, incident):
    Incident.objects.update(next_update_due_at=west("2026-11-20T09:00"))
    check_clocks(now=west("2026-11-20T03:20"))
    page = read(client, cast.dana)
    assert "Clocks that differ from their promise" in words(page)
    [row] = page.context["faults"]
    assert (row.shown.split(" (")[0][-5:], row.promised.split(" (")[0][-5:]) == ("09:00", "12:00")
    assert not read(client, cast.tomas).context["faults"]
    assert incident.reference not in words(read(client, cast.administrator))


def test_who_cannot_be_reached_stands_on_the_page_and_in_the_banner(client, cast, incident):
    assert "reaching anybody" not in words(read(client, cast.dana))
    Person.objects.filter(pk=cast.john.pk).update(is_active=False)
    page = words(read(client, cast.dana))
    assert "John Reyes may not sign in any more and still has cases, customers or a team." in page
    assert "One gap keeps reminders from reaching anybody." in page
    assert f'href="/people/{cast.john.pk}/"' not in page
    assert f'href="/people/{cast.john.pk}/"' in words(read(client, cast.administrator))
    assert "reaching anybody" not in words(read(client, cast.tomas))


def test_the_banner_is_on_every_page_of_managers_and_of_no_account_manager(client, cast):
    Person.objects.filter(pk=cast.dana.pk).update(is_active=False)
    for person, told in ((cast.top, True), (cast.administrator, True), (cast.priya, False)):
        client.force_login(person)
        assert ("reaching anybody" in words(client.get(reverse("desk:settings")))) is told


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_that_cannot_be_read_still_shows_the_page(client, cast, query):
    read(client, cast.dana, query)


@pytest.mark.parametrize("view", ["all", "coming"])
def test_the_statements_do_not_grow(client, cast, view):
    def cases(numbers):
        for number in numbers:
            customer = make.customer(f"Company {number}", account_manager=cast.john)
            make.contact(customer, speaks=True)
            make_cases.told(customer, now=west("2026-11-19T10:00"), next_at=west("2026-11-20T12:00"))
        tick(now=west("2026-11-20T12:01"))

    def statements(person):
        client.force_login(person)
        client.get(URL)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{URL}?view={view}").status_code == 200
        return len(captured)

    cases(range(3))
    few = [statements(person) for person in (cast.dana, cast.administrator)]
    cases(range(3, 15))
    assert [statements(person) for person in (cast.dana, cast.administrator)] == few
    assert max(few) <= 24


def test_a_get_changes_nothing(client, cast, incident):
    tick(now=west("2026-11-20T12:01"))
    before = list(Nudge.objects.order_by("pk").values())
    read(client, cast.dana)
    assert list(Nudge.objects.order_by("pk").values()) == before
