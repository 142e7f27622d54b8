"""When nobody at a customer receives mail, the update that is due is a call: on every page, and in the reminder."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from customers.keeping import stop_mail
from customers.models import Contact
from ground.outbox.models import Letter
from incidents.choices import How
from incidents.models import Incident
from incidents.promises import make_promise
from tests import make, make_cases
from tests.updates.letters_made import plain
from updates.by_call import by_call, call_of
from updates.reminders import tick

HOUR = timedelta(hours=1)
PHONE = "+1 253 555 0188"
WORDS = "Call Ingrid by 13:00: no address of theirs receives mail"
pytestmark = pytest.mark.django_db


@pytest.fixture
def told(john, now) -> Incident:
    """Ingrid alone was told at 09:00; she hears again by 13:00."""
    customer = make.customer("Halvorsen Marine Supply", account_manager=john)
    make.contact(customer, "Ingrid Halvorsen", speaks=True, email="ingrid@halvorsen.example", phone=PHONE)
    due = now + timedelta(hours=2, minutes=20)
    return make_cases.told(customer, now=now - timedelta(hours=1, minutes=40), next_at=due)


def bounced(now, **who) -> None:
    assert Contact.objects.filter(**who).update(bounced_at=now, bounce_reason="5.1.1") == 1


def reminder_to(person) -> Letter:
    return Letter.objects.get(recipient=person.email, guard="updates.reminder")


def call(incident: Incident, now):
    found = Incident.objects.select_related("customer").annotate(**by_call()).get(pk=incident.pk)
    return call_of(found, now, make.ZONE)


def test_while_a_letter_reaches_her_it_is_no_call(told, now):
    assert call(told, now) is None


def test_her_only_address_came_back(told, now):
    bounced(now)

    found = call(told, now)
    assert (found.words, found.phone, found.dial) == (WORDS, PHONE, "+12535550188")


def test_one_of_two_still_receives_mail(told, now):
    told.contacts.add(make.contact(told.customer, "Tomas Reed"))
    bounced(now, name="Ingrid Halvorsen")

    assert call(told, now) is None


def test_somebody_who_was_never_told_does_not_stand_in_for_her(told, now):
    make.contact(told.customer, "Tomas Reed")
    bounced(now, name="Ingrid Halvorsen")

    assert call(told, now).words == WORDS


def test_everybody_counts_while_nobody_was_told(john, now):
    customer = make.customer(account_manager=john)
    incident = make_cases.untold(customer, now=now, contacts=[])
    assert "no address of theirs" in call(incident, now).words
    make.contact(customer, "Tomas Reed")
    assert call(incident, now) is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"email": ""}, "no address of theirs receives mail"),
        ({"receives_updates": False}, "nobody there takes updates by mail"),
        ({"prefers_call": True}, "nobody there takes updates by mail"),
    ],
)
def test_other_reasons_why_no_letter_goes(told, now, changed, why):
    Contact.objects.update(**changed)

    assert call(told, now).words == f"Call Ingrid by 13:00: {why}"


def test_a_complaint_counts_as_one(told, now):
    stop_mail(Contact.objects.get(), why="spam", now=now)

    assert call(told, now).words == WORDS


def test_rung_is_somebody_with_a_number(told, now):
    told.contacts.add(make.contact(told.customer, "Abe Stone", email="", phone="+1 253 555 0199"))
    Contact.objects.filter(speaks=True).update(phone="", email="")

    assert (call(told, now).name, call(told, now).phone) == ("Abe", "+1 253 555 0199")


def test_overdue_it_is_to_be_made_now(told, now):
    bounced(now)

    assert call(told, now + 3 * HOUR).words == "Call Ingrid now: no address of theirs receives mail"


def test_nothing_is_due_by_call_while_it_is_only_checked(cast, now):
    incident = make_cases.checked(make_cases.halvorsen(cast.john), now=now, by=cast.priya)
    Contact.objects.update(email="")

    assert call(incident, now) is None


@pytest.mark.parametrize("page", ["/", "/board", "incident", "clock", "update"])
def test_every_page_says_whom_to_ring_and_the_number(client, told, john, now, page):
    where = {"incident": "", "clock": "/clock", "update": "/update"}
    url = f"/i/{told.reference}{where[page]}" if page in where else page
    client.force_login(john)
    before = client.get(url).content.decode()
    bounced(now)

    after = client.get(url).content.decode()
    overdue = "Call Ingrid now: no address of theirs receives mail"
    assert "no address of theirs" not in before
    assert overdue in after
    assert 'href="tel:+12535550188"' in after
    if page != "/board":
        assert f'href="/i/{told.reference}/talk"' in after


def test_the_reminder_says_call(told, john, now):
    bounced(now)
    tick(now=told.next_update_due_at - timedelta(minutes=10))

    letter = reminder_to(john)
    sentence = "Call Ingrid Halvorsen of Halvorsen Marine Supply by 13:00: no address of theirs receives mail"
    assert letter.subject == sentence
    assert PHONE in plain(message_from_bytes(bytes(letter.raw), policy=default))


def test_the_reminder_to_her_manager_names_who_should_have_called(told, dana, now):
    bounced(now)
    tick(now=told.next_update_due_at + timedelta(minutes=1))

    subjects = Letter.objects.filter(recipient=dana.email, guard="updates.reminder").values_list("subject", flat=True)
    assert list(subjects) == [
        "John should have called Ingrid Halvorsen of Halvorsen Marine Supply by 13:00: "
        "no address of theirs receives mail"
    ]


def test_a_promise_besides_the_update_stays_a_promise(told, john, now):
    bounced(now)
    due = told.next_update_due_at
    make_promise(told, text="A corrected price list", due_at=due, due_zone=make.ZONE, how=How.WRITTEN, by=john, now=now)
    tick(now=due)

    text = plain(message_from_bytes(bytes(reminder_to(john).raw), policy=default))
    assert "You promised Halvorsen Marine Supply by 13:00: A corrected price list" in text
    assert "Call Ingrid Halvorsen of Halvorsen Marine Supply by 13:00" in " ".join(text.split())
