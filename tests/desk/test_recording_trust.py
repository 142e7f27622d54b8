"""A number for trust: whose it is, when, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.next_times import LocalInstantField
from ground.worktime.now import now
from tests import make, make_cases
from trust.models import Reading


@pytest.fixture
def halvorsen(john):
    customer = make_cases.halvorsen(john)
    customer.slug = "halvorsen"
    customer.save()
    return customer


def said(halvorsen, **fields):
    ingrid = halvorsen.contacts.get(name="Ingrid Halvorsen")
    known = {
        "value": "5",
        "whose": str(ingrid.pk),
        "occasion": "other",
        "how": "phone",
        "said_at": "2026-01-19T10:30",
        "why": "",
    }
    return {**known, **fields}


def test_their_own_word_names_who_said_it(client, halvorsen, john):
    client.force_login(john)
    why = "Five, because you called before I had to."
    answer = client.post("/c/halvorsen/trust", said(halvorsen, why=why), follow=True)
    reading = Reading.objects.get()
    assert (reading.value, reading.whose, reading.contact.name) == (5, "theirs", "Ingrid Halvorsen")
    assert reading.said_at.isoformat() == "2026-01-19T18:30:00+00:00"
    page = answer.content.decode()
    assert "Trust 5 is recorded for Halvorsen Marine Supply." in page
    assert why in page
    assert "Trust was 5 on" in page


def test_an_estimate_is_ours_and_is_said_to_be(client, halvorsen, john):
    client.force_login(john)
    page = client.post("/c/halvorsen/trust", said(halvorsen, whose="ours"), follow=True).content.decode()
    reading = Reading.objects.get()
    assert (reading.whose, reading.contact) == ("ours", None)
    assert "We think trust is 5. They have not said it" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"value": "0"},
        {"value": "11"},
        {"value": "NaN"},
        {"value": "1e309"},
        {"value": ""},
        {"whose": "999999"},
        {"whose": "theirs"},
        {"occasion": "party"},
        {"said_at": "0001-01-01T00:00"},
        {"said_at": "9999-12-31T23:59"},
        {"said_at": "2026-02-30T10:00"},
        {"said_at": "tomorrow"},
        {"said_at": ""},
        {"why": "a\x00b"},
        {"why": "x" * 5000},
    ],
    ids=lambda fields: str(fields)[:30],
)
def test_what_cannot_be_is_refused(fields, client, halvorsen, john):
    client.force_login(john)
    answer = client.post("/c/halvorsen/trust", said(halvorsen, **fields))
    assert (answer.status_code, Reading.objects.count()) == (200, 0)
    assert "error-summary" in answer.content.decode()


def test_somebody_of_another_customer_cannot_have_said_it(client, halvorsen, john):
    stranger = make.contact(make.customer("Bayside", account_manager=john), "Ann")
    client.force_login(john)
    client.post("/c/halvorsen/trust", said(halvorsen, whose=str(stranger.pk)))
    assert not Reading.objects.exists()


def test_a_day_to_come_is_refused(client, halvorsen, john):
    client.force_login(john)
    tomorrow = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    page = client.post("/c/halvorsen/trust", said(halvorsen, said_at=tomorrow)).content.decode()
    assert "That day has not come yet." in page


def test_a_time_the_clocks_skip_is_moved_on_and_not_refused(client, halvorsen, john):
    client.force_login(john)
    client.post("/c/halvorsen/trust", said(halvorsen, said_at="2026-03-08T02:30"))
    assert Reading.objects.get().said_at.isoformat() == "2026-03-08T10:30:00+00:00"


def test_this_very_minute_is_this_very_instant_so_that_the_later_word_stays_the_later():
    instant = datetime(2026, 1, 19, 18, 30, 41, tzinfo=UTC)
    field = LocalInstantField(zone="America/Los_Angeles", now=instant)
    assert field.clean("2026-01-19T10:30") == instant
    assert field.clean("2026-01-19T10:29") == datetime(2026, 1, 19, 18, 29, tzinfo=UTC)
    assert field.clean("2026-01-19T10:31") == datetime(2026, 1, 19, 18, 31, tzinfo=UTC)
