"""The watch beside the kept connection, and a relay that lacks the TLS we ask for."""

import socket
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ground.outbox.delivery import deliver_due
from ground.outbox.models import Channel
from ground.outbox.relayaddress import RelayAddress, relay_address
from ground.outbox.watching import Watch
from tests.make import NOW
from tests.outbox.write import letter


def test_an_idle_line_is_left_and_the_next_letter_finds_a_watch_again():
    for _ in range(2):
        left = threading.Event()
        watch = Watch(idle=0.3, on_idle=left.set)
        with watch.deadline(10):
            pass
        assert left.wait(10)
        left.clear()
        with watch.deadline(10):
            assert not left.is_set()
        assert left.wait(10)


def test_a_line_past_its_deadline_is_cut_under_a_reader_that_waits_for_ever():
    here, there = socket.socketpair()
    watch = Watch(idle=60, on_idle=lambda: None)
    began = time.monotonic()
    with watch.deadline(0.5):
        watch.hold(here)
        assert here.recv(1) == b""
    assert watch.rang and time.monotonic() - began < 5
    there.close()


@pytest.mark.django_db(transaction=True)
def test_a_relay_without_the_tls_we_ask_for_gets_no_letter_and_the_channel_says_why(scripted, settings):
    settings.MAIL = replace(settings.MAIL, starttls=True)
    letter()
    assert deliver_due(now=NOW) == 0
    assert "EMAIL_URL" in Channel.objects.get().reason
    assert "mail" not in scripted.moments


def django_settings(**more):
    host = {"EMAIL_HOST": "relay.example.com", "EMAIL_PORT": 25, "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": ""}
    return host | {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False} | more


@pytest.mark.parametrize(
    ("host", "starttls"), [("relay.example.com", True), ("127.0.0.1", False), ("localhost", False)]
)
def test_a_password_leaves_this_machine_only_under_tls(host, starttls):
    login = django_settings(EMAIL_HOST=host, EMAIL_HOST_USER="house", EMAIL_HOST_PASSWORD="secret")
    address = relay_address(login, None, site="")
    assert address.starttls is starttls and "secret" not in repr(address)


def test_we_name_ourselves_by_our_site_or_by_an_address_literal():
    assert relay_address(django_settings(), None, site="repair.example.com").hello == "repair.example.com"
    assert relay_address(django_settings(), None, site="127.0.0.1").hello == "[127.0.0.1]"


def test_a_folder_stands_for_a_relay_and_a_lease_outlives_its_letter():
    assert relay_address({}, Path("/srv/letters"), site="") == RelayAddress(folder="/srv/letters")
    with pytest.raises(ValueError, match="OUTBOX_LEASE"):
        relay_address({}, Path("/srv/letters"), site="", deadline=60, lease=60)
