"""Tries are counted in the database: exactly, over processes, and by the network that really called."""

import multiprocessing
from datetime import timedelta

import pytest
from django.db import connections
from django.test import RequestFactory

from ground.accounts import limits
from ground.accounts.limits import Limit
from ground.accounts.models import Tries
from ground.accounts.networks import network_of
from tests.make import NOW

THREE = Limit("test", 3, timedelta(minutes=10))


def test_a_limit_allows_its_number_and_no_more(db):
    assert [limits.take(THREE, "a", now=NOW) for _ in range(5)] == [True, True, True, False, False]
    assert limits.take(THREE, "b", now=NOW)


def test_a_limit_opens_again_when_its_time_is_over(db):
    for _ in range(4):
        limits.take(THREE, "a", now=NOW)
    assert not limits.take(THREE, "a", now=NOW + timedelta(minutes=9, seconds=59))
    assert limits.take(THREE, "a", now=NOW + timedelta(minutes=10))


def test_a_clock_set_back_does_not_lock_anybody_out(db):
    for _ in range(4):
        limits.take(THREE, "a", now=NOW)
    assert limits.take(THREE, "a", now=NOW - timedelta(hours=1))


def test_a_try_given_back_leaves_the_wrong_ones_counted(db):
    limits.take(THREE, "a", now=NOW)
    for _ in range(5):
        assert limits.take(THREE, "a", now=NOW)
        limits.give_back(THREE, "a")
    assert Tries.objects.get().used == 1


def test_no_address_and_no_network_is_kept_and_old_rows_go(db):
    limits.take(THREE, "john@brightwater.example", now=NOW)
    assert "john" not in Tries.objects.get().digest
    assert limits.forget_old(now=NOW + timedelta(hours=23)) == 0
    assert limits.forget_old(now=NOW + timedelta(hours=25)) == 1


def try_often(start, answers):
    connections.close_all()
    start.wait(30)
    answers.put(sum(limits.take(Limit("race", 25, timedelta(hours=1)), "one", now=NOW) for _ in range(40)))
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_two_processes_together_get_no_more_than_the_limit():
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(2), fork.Queue()
    both = [fork.Process(target=try_often, args=(start, answers)) for _ in range(2)]
    for process in both:
        process.start()
    allowed = [answers.get(timeout=60) for _ in both]
    for process in both:
        process.join(30)
    assert sum(allowed) == 25
    assert Tries.objects.get().used == 25


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "network"),
    [
        (0, "203.0.113.9", "", "203.0.113.9"),
        (0, "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        (1, "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "10.0.0.1", "198.51.100.1", "10.0.0.1"),
        (1, "10.0.0.1", "not an address", "unknown"),
        (0, "", "", "unknown"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (0, "2001:db8:1:2:ffff::1", "", "2001:db8:1:2::/64"),
        (0, "::ffff:203.0.113.9", "", "203.0.113.9"),
    ],
)
def test_the_network_is_the_one_that_called_us_and_not_what_a_header_says(proxies, remote, forwarded, network):
    request = RequestFactory().get(
        "/", REMOTE_ADDR=remote, **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    )
    assert network_of(request, proxies=proxies) == network
