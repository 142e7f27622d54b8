"""kill -9 of a real worker process, held by the relay at the very moment; the next worker goes on."""

from datetime import timedelta

import pytest
from django.db import transaction

from ground.outbox.delivery import deliver_due
from ground.outbox.models import Letter
from ground.worktime.now import now
from tests.outbox.house import delivering, end_sessions_of_the_dead, let_leases_run_out
from tests.outbox.write import letter
from tests.servers.scripted_smtp import Barrier

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kill]


def three_letters():
    return [letter(key=key, text=f"{key}\n", thread="incident:1", now=now()) for key in ("first", "second", "third")]


def kill_at(moment, relay):
    barrier = Barrier()
    relay.at(moment, barrier)
    with delivering(relay) as worker:
        barrier.wait()
        worker.kill()
        worker.wait(30)
    relay.behave()
    barrier.go()


def deliver_the_rest():
    let_leases_run_out()
    deliver_due(now=now())  # takes back what the dead worker held, the suspect waits half a minute
    while deliver_due(now=now() + timedelta(hours=1)):
        pass


def assert_all_accepted_in_order(relay, letters, *, repeats):
    assert set(Letter.objects.values_list("state", flat=True)) == {"accepted"}
    assert relay.kept == [bytes(letters[0].raw)] * repeats + [bytes(written.raw) for written in letters]


@pytest.mark.parametrize("moment", ["greeting", "mail", "rcpt", "data"])
def test_killed_after_the_claim_the_letter_is_sent_by_the_next_worker_once(scripted, moment):
    letters = three_letters()
    kill_at(moment, scripted)
    assert Letter.objects.get(key="first").state == "sending"
    deliver_the_rest()
    assert_all_accepted_in_order(scripted, letters, repeats=0)
    first = Letter.objects.get(key="first")
    assert (first.attempts, first.deaths) == (2, 0)


def test_killed_after_the_dot_before_the_250_the_same_bytes_go_once_more(scripted):
    letters = three_letters()
    kill_at("dot", scripted)
    scripted.wait_for(1)  # the relay took it, the worker never heard
    deliver_the_rest()
    assert_all_accepted_in_order(scripted, letters, repeats=1)


def test_killed_after_the_250_before_the_mark_the_same_bytes_go_once_more(scripted):
    letters = three_letters()
    barrier = Barrier()
    scripted.at("dot", barrier)
    with delivering(scripted) as worker:
        barrier.wait()
        with transaction.atomic():  # the row is ours, so the worker cannot mark it
            Letter.objects.select_for_update().get(key="first")
            barrier.go()
            scripted.wait_until(lambda: "kept" in scripted.moments)
            worker.kill()
            worker.wait(30)
            end_sessions_of_the_dead()
    assert Letter.objects.get(key="first").state == "sending"
    scripted.behave()
    deliver_the_rest()
    assert_all_accepted_in_order(scripted, letters, repeats=1)


def test_of_a_killed_workers_batch_only_the_letter_in_hand_counts_a_death(scripted):
    for number in range(5):
        letter(key=str(number), now=now())
    kill_at("rcpt", scripted)
    assert Letter.objects.filter(state="sending").count() == 5
    let_leases_run_out()
    assert deliver_due(now=now()) == 4  # the suspect waits, the innocent go at once
    assert list(Letter.objects.order_by("pk").values_list("attempts", "deaths")) == [(1, 1)] + [(1, 0)] * 4


def test_a_letter_that_kills_its_worker_five_times_is_parked_and_the_others_go(scripted, listener):
    heard = []
    listener("test", lambda told, now: heard.append(told.state))
    letter(key="poison", listener="test", now=now())
    for number in range(4):
        kill_at("rcpt", scripted)
        let_leases_run_out()
        deliver_due(now=now() - timedelta(hours=1))  # takes the letter back, sends nothing
        Letter.objects.filter(key="poison").update(due_at=now())
        assert Letter.objects.get(key="poison").deaths == number + 1
    kill_at("rcpt", scripted)
    let_leases_run_out()
    letter(key="innocent", now=now())
    assert deliver_due(now=now()) == 1
    poison = Letter.objects.get(key="poison")
    assert (poison.state, poison.deaths, heard) == ("parked", 5, ["parked"])
    assert poison.last_error == "The worker was lost with this letter in hand."


def test_a_worker_whose_lease_ran_out_does_not_hand_the_letter_over(scripted):
    letter(now=now())
    barrier = Barrier()
    scripted.at("rcpt", barrier)
    with delivering(scripted) as slow:
        barrier.wait()
        let_leases_run_out()
        scripted.behave()
        deliver_due(now=now())
        assert deliver_due(now=now() + timedelta(hours=1)) == 1
        barrier.go()
        assert slow.wait(60) == 0
    assert len(scripted.kept) == 1
    assert Letter.objects.get().state == "accepted"
