"""How a letter begins: the words that fit now, in the language and the times of whoever reads them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from desk.beginnings import FACTS, KEPT, SUMMARY, begin, offers
from ground.worktime.now import now as clock
from incidents.choices import How
from incidents.promises import keep_promise, make_promise
from tests import make, make_cases
from updates.choices import UpdateKind
from updates.talking import Talk, note_conversation

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def at():
    return make.NOW


def customer_of(john, language="en", zone="America/Los_Angeles"):
    customer = make_cases.halvorsen(john)
    customer.language, customer.zone = language, zone
    customer.save()
    return customer


@pytest.fixture
def incident(john, at):
    return make_cases.told(customer_of(john), now=at - 2 * HOUR, next_at=at + 2 * HOUR)


def kinds(incident, at):
    return [offer.kind for offer in offers(incident, now=at)]


def test_a_first_notice_may_keep_to_the_facts(john, at):
    incident = make_cases.untold(customer_of(john), now=at)
    assert kinds(incident, at) == [FACTS]
    begun = begin(FACTS, incident, now=at)
    assert begun.kind == UpdateKind.FIRST_NOTICE
    assert "This is what we know so far.\n" in begun.body
    assert "We do not know yet why it happened." in begun.body
    assert "sorry" not in begun.body
    assert "I am sorry." in begin("", incident, now=at).body


def test_what_a_colleague_reported_is_never_begun_with(john, priya, at):
    incident = make_cases.checked(customer_of(john), now=at, by=priya)
    assert kinds(incident, at) == []
    assert incident.story not in begin(FACTS, incident, now=at).body


def test_a_call_of_today_may_be_summed_up_until_they_were_written_to(john, incident, at):
    assert kinds(incident, at) == [UpdateKind.NOTHING_NEW]
    talk = Talk(
        contact=incident.speaker,
        channel="phone",
        began="us",
        happened_at=at - HOUR,
        their_words="",
        our_words="The refund is on its way",
        next_at=at + 2 * HOUR,
    )
    note_conversation(incident, talk=talk, by=john, now=at)
    incident.refresh_from_db()
    assert SUMMARY in kinds(incident, at)
    begun = begin(SUMMARY, incident, now=at)
    assert begun.heading.startswith("What we said on ")
    assert "The refund is on its way." in begun.body
    assert SUMMARY not in kinds(incident, at + timedelta(days=2) - HOUR)
    make_cases.tell(incident, now=at + timedelta(minutes=1), next_at=at + 3 * HOUR)
    assert SUMMARY not in kinds(incident, at + timedelta(minutes=2))


@pytest.mark.parametrize(("how", "offered"), [(How.WRITTEN, True), (How.SPOKEN, True), (How.INFERRED, False)])
def test_a_promise_kept_may_be_told_unless_nobody_made_it_in_words(john, incident, at, how, offered):
    promise = make_promise(
        incident, text="The list of all invoices", due_at=at + HOUR, due_zone="UTC", how=how, by=john, now=at - HOUR
    )
    keep_promise(promise, by=john, now=at)
    assert (KEPT in kinds(incident, at)) == offered
    assert ("I promised you: The list of all invoices." in begin(KEPT, incident, now=at).body) == offered


@pytest.mark.parametrize(
    ("language", "sorry"),
    [
        ("de", "Es tut mir leid."),
        ("fr", "Je vous présente mes excuses."),
        ("es", "Le pido disculpas."),
        ("nl", "Het spijt me."),
        ("ja", "申し訳ございません。"),
    ],
)
def test_first_words_are_in_the_language_of_their_readers(john, at, language, sorry):
    incident = make_cases.untold(customer_of(john, language), now=at)
    assert sorry in begin("", incident, now=at).body


def test_and_in_their_times(john, at):
    incident = make_cases.told(customer_of(john, "en", "Asia/Kathmandu"), now=at - 2 * HOUR, next_at=at - HOUR)
    begun = begin("", incident, now=at)
    assert begun.kind == UpdateKind.LATE
    theirs = (at - HOUR).astimezone(ZoneInfo("Asia/Kathmandu"))
    assert f"{theirs:%H:%M} and I am late" in begun.body


def test_the_composer_offers_them_as_links(client: Client, john):
    at = clock()
    incident = make_cases.told(customer_of(john), now=at - HOUR, next_at=at + HOUR)
    client.force_login(john)
    page = client.get(f"/i/{incident.reference}/update").content.decode()
    assert '<a href="?kind=nothing_new">' in page
    begun = client.get(f"/i/{incident.reference}/update?kind=nothing_new").content.decode()
    assert "Nothing new since" in begun
