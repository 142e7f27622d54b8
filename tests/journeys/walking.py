"""What the longer stories share: one mistake seen from a desk, and the letters a customer got."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from ground.worktime.hours import nth_working_day_same_time
from incidents.models import Incident
from tests import make
from tests.journeys.conftest import House

INGRID = "ingrid@halvorsen.example"
LINK = re.compile(r"http://\S+/s/\S+")


@dataclass
class Desk:
    """Somebody of ours at the pages of one mistake."""

    house: House
    page: Page
    incident: Incident | None = None

    def open(self, end: str = "") -> Page:
        assert self.incident is not None
        self.page.goto(f"{self.house.url}/i/{self.incident.reference}{end}")
        return self.page

    def press(self, button: str, said: str = "") -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        if said:
            expect(self.page.locator(".done-note").first).to_contain_text(said)

    def choose(self, question: str, answer: str) -> None:
        self.page.get_by_role("group", name=question).get_by_text(answer, exact=True).first.click()

    def next_in(self, field: str, days: int) -> None:
        """They hear again in so many working days, at this time of day."""
        at = in_working_days(self.house, days).astimezone(ZoneInfo(make.ZONE))
        self.page.locator(f"label[for=id_{field}_3]").click()
        self.page.fill(f"#id_{field}_other", at.strftime("%Y-%m-%dT%H:%M"))


def plain(letter: EmailMessage) -> str:
    return letter.get_body(("plain",)).get_content().replace("\r\n", "\n")


def links_of(letter: EmailMessage) -> list[str]:
    return LINK.findall(plain(letter))


def section(page: Page, heading: str) -> Locator:
    return page.locator("section", has=page.get_by_role("heading", name=heading, exact=True))


def in_working_days(house: House, days: int) -> datetime:
    """So many working days from now, at the same time of day."""
    return nth_working_day_same_time(house.halvorsen.our_hours(), house.now(), days)
