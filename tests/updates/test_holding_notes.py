"""The holding note: only where it is switched on, once for each promise and contact, and never after they heard."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from ground.history.models import Entry
from ground.outbox.guards import Send, Withdraw
from ground.outbox.models import Letter
from tests import make, make_cases
from tests.updates.letters_made import plain
from updates import holding
from updates.holding import HoldingRefused, are_on, note_may_go, switch
from updates.reminders import tick

pytestmark = pytest.mark.django_db


def west(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/Los_Angeles")).astimezone(UTC)


OVERDUE = west("2026-11-20T12:01")


@pytest.fixture
def incident(john):
    """Told on Thursday at 10:00, due on Friday at 12:00."""
    return make_cases.told(make_cases.halvorsen(john), now=west("2026-11-19T10:00"), next_at=west("2026-11-20T12:00"))


@pytest.fixture
def switched_on(administrator):
    assert switch(True, by=administrator, now=west("2026-11-18T10:00"), why="Customers asked for it.")


def notes():
    return list(Letter.objects.filter(key__startswith="holding:").order_by("pk"))


def test_it_is_off_until_somebody_switches_it_on(incident, dana):
    tick(now=OVERDUE)
    assert not are_on()
    assert Letter.objects.filter(recipient=dana.email).exists()
    assert notes() == []


@pytest.mark.usefixtures("switched_on")
def test_once_the_manager_was_told_everybody_who_was_told_hears_that_we_are_late_once(incident, dana):
    tick(now=west("2026-11-20T12:00"))
    assert notes() == []
    for minutes in range(3):
        tick(now=OVERDUE + timedelta(minutes=minutes))
    told = {recipient.address for update in incident.updates.all() for recipient in update.recipients.all()}
    assert told
    assert {note.recipient for note in notes()} == told
    assert len(notes()) == len(told)
    text = " ".join(plain(message_from_bytes(bytes(notes()[0].raw), policy=default)).split())
    assert f"We are late. {dana.name} has been told." in text
    assert Entry.objects.about("incident", incident.pk).filter(what="holding.written").count() == len(told)


@pytest.mark.usefixtures("switched_on")
def test_it_is_held_back_when_they_heard_meanwhile(incident):
    tick(now=OVERDUE)
    note = notes()[0]
    assert note_may_go(note, OVERDUE) == Send()
    make_cases.tell(incident, now=OVERDUE, next_at=OVERDUE + timedelta(days=1))
    assert isinstance(note_may_go(note, OVERDUE), Withdraw)


def test_what_was_overdue_before_it_was_switched_on_brings_no_flood(incident, administrator):
    tick(now=OVERDUE)
    later = OVERDUE + holding.LOOKS_BACK + timedelta(minutes=1)
    switch(True, by=administrator, now=later, why="From now on.")
    tick(now=later)
    assert notes() == []


def test_only_an_administrator_switches_it_and_says_why(john, administrator):
    make.house()
    with pytest.raises(HoldingRefused, match="Only an administrator"):
        switch(True, by=john, now=OVERDUE, why="I want to.")
    with pytest.raises(HoldingRefused, match="Say in a sentence"):
        switch(True, by=administrator, now=OVERDUE, why=" ")
    assert switch(True, by=administrator, now=OVERDUE, why="Yes.")
    assert not switch(True, by=administrator, now=OVERDUE, why="Again.")
    assert switch(False, by=administrator, now=OVERDUE, why="No.")
    assert not are_on()
