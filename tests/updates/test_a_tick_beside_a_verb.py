"""A tick meets a person at work on one of the incidents it has to look at."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from ground.outbox.models import Letter
from incidents.models import Incident
from tests import make_cases
from updates.models import Nudge
from updates.reminders import GUARD, tick

HOURS = timedelta(hours=1)
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_promise_that_somebody_is_at_joins_the_one_mail_of_its_moment(john, now):
    customer = make_cases.halvorsen(john)
    free, busy = (make_cases.told(customer, now=now, next_at=now + 4 * HOURS, title=title) for title in ("One", "Two"))
    at_it = Event()

    def written() -> QuerySet[Letter]:
        return Letter.objects.filter(recipient=john.email, guard=GUARD)

    def work_on_it() -> None:
        with transaction.atomic():
            Incident.objects.select_for_update().get(pk=busy.pk)
            at_it.set()
            # SQLite lets nobody else write meanwhile; PostgreSQL lets the tick go past the locked one.
            until = monotonic() + (2 if connection.vendor == "postgresql" else 0)
            while monotonic() < until and not written().exists():
                sleep(0.01)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work_on_it)
        assert at_it.wait(20)
        assert tick(now=now + 5 * HOURS) > 0
        working.result(20)
    [letter] = written()
    told = Nudge.objects.filter(letter_id=letter.pk).values_list("promise__incident", flat=True)
    assert set(told) == {free.pk, busy.pk}
