"""Five processes that deliver at the same moment, held together at the relay's door until each has claimed."""

from contextlib import ExitStack
from threading import Thread

import pytest
from django.db import connection

from ground.outbox.claiming import claim
from ground.outbox.models import Letter
from ground.worktime.now import now
from tests.outbox.house import delivering
from tests.outbox.write import letter
from tests.servers.scripted_smtp import Barrier

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kill]


def test_one_wake_up_delivered_five_times_at_once_sends_each_letter_once_and_in_order(scripted):
    written = [
        letter(key=f"{number}", thread=f"incident:{number % 150}", text=f"{number:03}\n", now=now())
        for number in range(200)
    ]
    barrier = Barrier(clients=5)
    scripted.at("greeting", barrier)
    with ExitStack() as stack:
        runs = [stack.enter_context(delivering(scripted)) for _ in range(5)]
        barrier.wait()
        assert Letter.objects.filter(state="sending").count() == 100
        barrier.go()
        assert [run.wait(120) for run in runs] == [0] * 5
    assert sorted(scripted.kept) == sorted(bytes(one.raw) for one in written)
    for number in range(50):
        assert scripted.kept.index(bytes(written[number].raw)) < scripted.kept.index(bytes(written[number + 150].raw))
    assert set(Letter.objects.values_list("state", "attempts")) == {("accepted", 1)}


def test_claimers_in_a_race_never_take_the_same_letter():
    for number in range(120):
        letter(key=str(number), now=now())
    taken = []

    def claim_until_nothing_is_left():
        while batch := claim("smtp", now=now(), at_most=7):
            taken.extend(one.pk for one in batch)
        connection.close()

    threads = [Thread(target=claim_until_nothing_is_left) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == sorted(Letter.objects.values_list("pk", flat=True))
