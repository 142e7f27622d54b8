"""Real workers, beats and brokers: whatever happens to them, letters leave once and nothing is lost."""

import os
import signal
import time

import pytest

from ground.outbox import pulses
from ground.outbox.models import Letter
from ground.worktime.now import now
from tests.outbox.house import CELERY, WORKER, process_at, running
from tests.outbox.write import letter
from tests.servers import environment
from tests.servers.broker import Broker
from tests.servers.scripted_smtp import HungUp, once, stall

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kill]
DELIVER = "ground.outbox.tasks.deliver"


def worker(relay, broker_url, *, processes=2, **more):
    return running(*WORKER, "-c", str(processes), relay=relay, REDIS_URL=broker_url, **more)


def beat(relay, broker_url):
    return running(*CELERY, "beat", "-l", "warning", "--pidfile", "", relay=relay, REDIS_URL=broker_url)


def write_letters(count, start=0):
    return [letter(key=str(number), text=f"{number}\n", now=now()) for number in range(start, start + count)]


def until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.1)


def all_accepted():
    return not Letter.objects.exclude(state="accepted").exists()


def woken():
    age = pulses.ages().get(DELIVER, pulses.NEVER).woken
    return age is not None and age.total_seconds() < 3


def assert_each_once(relay, letters):
    until(all_accepted)
    assert sorted(relay.kept) == sorted(bytes(written.raw) for written in letters)


def test_with_two_beats_and_two_workers_each_letter_leaves_once(scripted, broker):
    with (
        worker(scripted, broker.url),
        worker(scripted, broker.url),
        beat(scripted, broker.url),
        beat(scripted, broker.url),
    ):
        until(woken)
        assert_each_once(scripted, write_letters(60))


def test_a_broker_killed_and_flushed_in_mid_work_costs_seconds_and_no_letter(scripted):
    broker = Broker(environment.new_directory("broker")).start()
    with worker(scripted, broker.url), beat(scripted, broker.url):
        until(woken)
        letters = write_letters(20)
        scripted.wait_for(5)
        broker.flush()
        broker.kill()
        letters += write_letters(20, start=20)
        assert_each_once(scripted, letters)
        broker.start()
        until(woken)
        letters += write_letters(5, start=40)
        assert_each_once(scripted, letters)
        broker.stop()


def test_a_broker_refused_from_before_the_start_is_not_missed(scripted):
    with worker(scripted, "redis://127.0.0.1:9/0", processes=1) as lonely:
        letters = write_letters(30)
        assert_each_once(scripted, letters)
        assert pulses.ages()[DELIVER].woken is None
        lonely.send_signal(signal.SIGTERM)
        assert lonely.wait(60) == 0


def test_sigterm_while_a_letter_hangs_at_the_relay_ends_the_worker_in_time_and_loses_nothing(scripted, broker):
    scripted.at("dot", stall)
    letters = write_letters(3)
    with worker(scripted, broker.url, processes=1) as busy, beat(scripted, broker.url):
        scripted.wait_until(lambda: "dot" in scripted.moments)
        began = time.monotonic()
        busy.send_signal(signal.SIGTERM)
        assert busy.wait(60) == 0
        assert time.monotonic() - began < 40
    assert set(Letter.objects.values_list("state", flat=True)) == {"waiting"}
    scripted.behave()
    Letter.objects.update(due_at=now())
    with worker(scripted, broker.url, processes=1), beat(scripted, broker.url):
        assert_each_once(scripted, letters)


def keep_and_kill_the_client(talk, said):
    talk.relay.keep(said)
    os.kill(process_at(talk.line.getpeername()[1]), signal.SIGKILL)
    raise HungUp


def test_a_killed_pool_process_costs_at_most_one_repeat(scripted, broker):
    with worker(scripted, broker.url, processes=1, OUTBOX_DEADLINE="4", OUTBOX_LEASE="6"), beat(scripted, broker.url):
        until(woken)
        scripted.at("dot", once(keep_and_kill_the_client))
        letters = write_letters(10)
        until(lambda: Letter.objects.filter(deaths=1).exists())
        Letter.objects.update(due_at=now())
        until(all_accepted)
    assert set(scripted.kept) == {bytes(written.raw) for written in letters}
    assert len(scripted.kept) == len(letters) + 1
