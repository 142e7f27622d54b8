"""Settings that point at a relay of this test; no connection is kept from one test to the next."""

from dataclasses import replace

import pytest

from ground.outbox import guards, outcomes, transports
from ground.outbox.relayaddress import RelayAddress
from tests.servers.scripted_smtp import ScriptedRelay


@pytest.fixture
def relay(settings, smtp_server):
    """A real relay that our letters go to."""
    settings.MAIL = RelayAddress(host="127.0.0.1", port=smtp_server.port, deadline=10, lease=20)
    yield smtp_server
    transports.hang_up()


@pytest.fixture
def mail_to(settings):
    """Point our letters somewhere else."""

    def point(port, **more):
        settings.MAIL = replace(RelayAddress(host="127.0.0.1", port=port, deadline=10, lease=20), **more)

    yield point
    transports.hang_up()


@pytest.fixture
def guard(monkeypatch):
    """Register guards for one test."""
    monkeypatch.setattr(guards, "_guards", {})
    return guards.register


@pytest.fixture
def listener(monkeypatch):
    """Register listeners for one test."""
    monkeypatch.setattr(outcomes, "_listeners", {})
    return outcomes.on_outcome


@pytest.fixture
def scripted(settings):
    """A relay that misbehaves as told; our letters go to it."""
    relay = ScriptedRelay()
    settings.MAIL = RelayAddress(host="127.0.0.1", port=relay.port, deadline=30, lease=60)
    yield relay
    transports.hang_up()
    relay.close()
