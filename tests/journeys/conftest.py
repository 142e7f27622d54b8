"""A house that plays on a Thursday at 10:40 in Tacoma, a real relay, and a worker that works when it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from customers.models import Customer
from desk.demo.moments import next_stage
from ground.accounts.models import Person
from ground.outbox import transports
from ground.outbox.delivery import deliver_due
from ground.outbox.relayaddress import RelayAddress
from ground.worktime.models import DemoClock
from ground.worktime.now import move_demo, now
from recovery.check_ins import ask_due
from recovery.small import settle_due
from tests import make, make_cases
from tests.servers import chromium
from tests.servers.smtp import Accepted, Relay
from updates.reminders import tick


@dataclass
class House:
    """What a journey needs: its address, its people, its mail, its time."""

    url: str
    cast: make.Cast
    relay: Relay
    browser: Browser
    halvorsen: Customer

    def now(self) -> datetime:
        return now()

    def move(self, **by: float) -> None:
        """Let time pass, then let the worker look."""
        move_demo(timedelta(**by))
        self.work()

    def move_to(self, moment: datetime) -> None:
        move_demo(moment - now())
        self.work()

    def work(self) -> None:
        """One round of what the worker does: the ticks, then the letters that are due."""
        tick(now=now())
        settle_due(now=now())
        ask_due(now=now())
        deliver_due(now=now())

    def mail_to(self, address: str) -> list[Accepted]:
        return [letter for letter in self.relay.accepted if letter.recipients == (address,)]

    def page_of(self, person: Person | None, **more: object) -> Page:
        """A browser of its own: signed in as this person, or without any cookie."""
        usual = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}
        context = self.browser.new_context(**usual | more)
        page = context.new_page()
        self.errors: list[str] = []
        chromium.watch(page, self.errors)
        if person is not None:
            chromium.sign_in(page, self.url, person)
        return page


@pytest.fixture
def house(live_server, settings, browser: Browser, smtp_server: Relay) -> Iterator[House]:
    settings.DEMO = True
    settings.SITE_URL = live_server.url
    settings.MAIL = RelayAddress(host="127.0.0.1", port=smtp_server.port, deadline=10, lease=20)
    real = timezone.now()
    DemoClock.objects.create(offset=next_stage(real) - real)
    cast = make.cast()
    made = House(live_server.url, cast, smtp_server, browser, make_cases.halvorsen(cast.john))
    yield made
    transports.hang_up()
    for context in browser.contexts:
        context.close()
