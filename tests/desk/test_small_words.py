"""Sentences of the desk about moments, and the button that takes a better one."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from desk.next_times import BETTER, advice
from desk.today import lead
from ground.worktime import now as clock
from incidents.models import Incident
from incidents.promises import make_promise
from tests import make_cases
from updates.rows import rows_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("told", "due", "words"),
    [
        (-4 * HOUR, -2 * HOUR, "Halvorsen Marine Supply should have heard from us at 08:40."),
        (-2 * DAY, -DAY, "Halvorsen Marine Supply should have heard from us yesterday at 10:40."),
        (-HOUR, 2 * HOUR, "Halvorsen Marine Supply is waiting for news by 12:40."),
        (-HOUR, DAY, "Halvorsen Marine Supply is waiting for news by tomorrow at 10:40."),
    ],
)
def test_today_names_the_moment_within_the_sentence(john, now, told, due, words):
    make_cases.told(make_cases.halvorsen(john), now=now + told, next_at=now + due)
    rows = rows_of(Incident.objects.select_related("customer"), now, john.zone)
    assert lead(rows, now, john.zone) == words


def test_a_time_in_their_night_gets_a_better_one(john, now):
    customer = make_cases.halvorsen(john)
    customer.zone = "Europe/London"
    assert advice(now + 15 * HOUR, customer, now) is None
    found = advice(now + 8 * HOUR, customer, now)
    assert found is not None
    assert found.words == "02:40 is in the middle of their night. Is tomorrow at 08:00 better?"
    assert found.act == f"{BETTER}2026-11-20T08:00:00+00:00"


def test_the_button_beside_the_advice_takes_the_better_time_and_keeps_the_words(client, john):
    at = clock.now()
    incident = make_cases.told(make_cases.halvorsen(john), now=at - HOUR, next_at=at + 5 * HOUR)
    client.force_login(john)
    better = (at + 2 * DAY).replace(microsecond=0).isoformat()
    words = {"kind": "update", "heading": "We know more", "body": "We found the cause.", "next": "other"}
    answer = client.post(f"/i/{incident.reference}/update", {**words, "act": f"{BETTER}{better}"})
    assert answer.status_code == 200
    assert answer.context["form"]["next"].value() == better
    assert answer.context["form"]["body"].value() == "We found the cause."
    assert incident.updates.count() == 1


def test_a_promise_is_settled_by_the_moment_it_was_done(client, john):
    at = clock.now()
    incident = make_cases.told(make_cases.halvorsen(john), now=at - 5 * HOUR, next_at=at + 5 * HOUR)
    promised = {"text": "Send the list", "due_at": at - HOUR, "due_zone": "UTC", "how": "spoken"}
    promise = make_promise(incident, **promised, by=john, now=at - 4 * HOUR)
    client.force_login(john)
    done = timezone.localtime(at - 2 * HOUR, ZoneInfo(john.zone)).strftime("%Y-%m-%dT%H:%M")
    client.post(f"/i/{incident.reference}/promise/{promise.pk}", {"outcome": "kept", "done_at": done})
    promise.refresh_from_db()
    assert promise.state == "kept"
