"""Reminders to our own people: what waits, whose turn it is, and by when, in the reader's own time."""

from datetime import timedelta

import pytest

from incidents.choices import PromiseKind
from tests import make
from tests.updates.letters_made import as_received, html, plain
from updates.letters import ReminderLine, reminder_letter

HALVORSEN = "Halvorsen Marine Supply"


def line(customer=HALVORSEN, *, in_: timedelta = timedelta(hours=2, minutes=20), mine=True, **fields) -> ReminderLine:
    return ReminderLine(
        customer=customer,
        title="Freight handling overcharged",
        reference="TR-1042",
        due_at=make.NOW + in_,
        started_at=make.NOW - timedelta(days=1),
        overdue=in_ < timedelta(0),
        owner="John Reyes",
        is_mine=mine,
        **fields,
    )


LATE = timedelta(hours=-1, minutes=-10)


@pytest.mark.parametrize(
    ("given", "subject"),
    [
        (line(), f"{HALVORSEN} is waiting to hear from you by 13:00"),
        (line(mine=False), f"{HALVORSEN} is waiting to hear from John by 13:00"),
        (line(in_=LATE), f"{HALVORSEN} should have heard from you by 09:30"),
        (line("Kessler Foundry", in_=LATE, mine=False), "Kessler Foundry should have heard from John by 09:30"),
        (line(in_=timedelta(days=1)), f"{HALVORSEN} is waiting to hear from you by Friday 20 November, 10:40"),
        (line(kind=PromiseKind.FIRST_NOTICE, what="First notice"), f"Tell {HALVORSEN} what went wrong by 13:00"),
        (
            line(kind=PromiseKind.FIRST_NOTICE, what="First notice", in_=LATE, mine=False),
            f"{HALVORSEN} should have been told by John by 09:30",
        ),
        (
            line(kind=PromiseKind.CHECKING, what="Being checked", mine=False),
            f"John has until 13:00 to check the report about {HALVORSEN}",
        ),
        (line(what="A corrected price list"), f"You promised {HALVORSEN} by 13:00: A corrected price list"),
    ],
)
def test_one_that_waits_is_the_subject(cast, given, subject):
    message = reminder_letter(cast.john, [given], now=make.NOW)
    assert message["Subject"] == subject
    assert message["To"] == "John Reyes <john@brightwater.example>"
    assert message["From"] == "Brightwater Supply <care@brightwater.example>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_several_are_one_mail_with_the_longest_overdue_first(cast, settings):
    given = [line(), line("Kessler Foundry", in_=LATE), line("Bayside", in_=2 * LATE)]
    message = as_received(reminder_letter(cast.dana, given, now=make.NOW))
    text = plain(message)
    assert message["Subject"] == "3 customers are waiting"
    assert text.index("Bayside") < text.index("Kessler") < text.index("Halvorsen")
    assert f"{settings.SITE_URL}/i/TR-1042" in text
    assert html(message).count("Overdue.") == text.count("Overdue.") == 2


def test_two_matters_of_one_customer_are_one_customer(cast):
    given = [line(), line(in_=LATE)]
    message = reminder_letter(cast.john, given, now=make.NOW)
    assert message["Subject"] == f"{HALVORSEN} should have heard from you by 09:30"


def test_times_are_those_of_the_reader(cast):
    cast.priya.zone = "Pacific/Auckland"
    message = reminder_letter(cast.priya, [line(mine=False)], now=make.NOW)
    assert message["Subject"].endswith("by 10:00")
    assert "Times are New Zealand Time." in plain(as_received(message))
