"""A small mistake: told on one page, settled by a yes or by silence, grown when it is not so small."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ground.outbox.models import Letter
from incidents.choices import Ending, PromiseKind, PromiseState, Size, State
from incidents.endings import EndingRefused
from incidents.models import Account, Frame, Incident, Promise, Remedy, Summary
from incidents.promises import current_clock
from incidents.small import SmallRefused, limit_in, objection_until, why_not_small
from recovery.after_closing import open_again
from recovery.growing import make_it_full
from recovery.reading import record_and_tell
from recovery.small import settle_by_their_yes, settle_due
from tests import make_cases
from updates.models import Update
from updates.not_told import did_not_happen
from updates.sending import undo_update

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def halvorsen(john):
    return make_cases.halvorsen(john)


@pytest.fixture
def small(halvorsen, now):
    return make_cases.small(halvorsen, now=now)


@pytest.mark.parametrize(
    ("change", "small"),
    [
        ({}, True),
        ({"at_stake": 50_000}, True),
        ({"at_stake": 50_001}, False),
        ({"severity": "medium"}, False),
        ({"failing": "integrity"}, False),
        ({"failing": "both"}, False),
        ({"failing": "unknown"}, True),
        ({"others_lately": 1}, False),
    ],
)
def test_what_is_small(change, small):
    known = {"severity": "low", "failing": "competence", "at_stake": 0, "limit": 50_000, "others_lately": 0}
    assert (why_not_small(**{**known, **change}) == "") is small


def test_the_limit_is_in_whole_units_of_the_customers_currency(db):
    assert limit_in("USD") == 50_000
    assert limit_in("JPY") == 500


def test_it_is_told_and_its_clock_runs_to_the_day_they_may_object_by(small, halvorsen, now):
    clock = current_clock(small)
    assert (small.size, small.state) == (Size.SMALL, State.OPEN)
    assert (clock.kind, clock.rung_due_at) == (PromiseKind.SETTLING, None)
    assert small.next_update_due_at == clock.due_at == objection_until(halvorsen.our_hours(), now)
    first = Promise.objects.get(incident=small, kind=PromiseKind.FIRST_NOTICE)
    assert first.state == PromiseState.KEPT
    assert Letter.objects.filter(customer=True).count() == 2


def test_silence_settles_it_on_its_own_day_however_late_we_look(small):
    due = current_clock(small).due_at
    assert settle_due(now=due - MINUTE) == 0
    assert settle_due(now=due + timedelta(days=3)) == 1
    small.refresh_from_db()
    assert (small.state, small.ending, small.closed_by) == (State.CLOSED, Ending.SMALL, None)
    settled = Promise.objects.get(incident=small, kind=PromiseKind.SETTLING)
    assert (settled.state, settled.settled_at) == (PromiseState.KEPT, due)
    assert settle_due(now=due + timedelta(days=4)) == 0


def test_their_yes_settles_it_at_once(small, john, now):
    settle_by_their_yes(small, by=john, now=now + MINUTE)
    small.refresh_from_db()
    assert (small.state, small.ending, small.closed_by) == (State.CLOSED, Ending.SMALL, john)


def test_a_letter_taken_back_leaves_the_first_notice_due_as_before(small, john, now):
    undo_update(small.updates.get(), by=john, now=now + timedelta(seconds=10))
    small.refresh_from_db()
    assert current_clock(small).kind == PromiseKind.FIRST_NOTICE
    assert small.first_told_at is None
    assert settle_due(now=now + timedelta(days=30)) == 0


def test_grown_it_has_a_next_update_and_nothing_is_typed_twice(small, john, now):
    make_it_full(small, why="She says it is not right.", by=john, now=now + MINUTE)
    small.refresh_from_db()
    assert small.size == Size.FULL
    assert current_clock(small).kind == PromiseKind.NEXT_UPDATE
    assert Account.objects.get(incident=small).text == small.story
    assert make_cases.SMALL["effect"] in Summary.objects.get(incident=small).text
    assert Frame.objects.get(incident=small).happened_words == make_cases.SMALL["cause"]
    assert Remedy.objects.get(incident=small).done_at == now


def test_a_repeat_makes_the_open_one_grow_and_is_no_small_one_itself(small, halvorsen, now):
    with pytest.raises(SmallRefused, match="not the first"):
        make_cases.small(halvorsen, now=now + MINUTE)
    make_cases.untold(halvorsen, now=now + MINUTE, kind="other")
    small.refresh_from_db()
    assert small.size == Size.FULL


def test_five_fields_one_letter(client, halvorsen, john):
    client.force_login(john)
    fields = {"customer": halvorsen.name, "kind": "other", "what": "Wrong order number", "act": "compose"}
    fields |= {"effect": "You wrote to us twice", "done": "The number is corrected", "cause": "It was typed twice"}
    shown = client.post(reverse("desk:log_small"), fields)
    body = shown.context["form"]["body"].value()
    assert body.startswith("Wrong order number. You wrote to us twice.")
    told = [contact.pk for contact in halvorsen.contacts.told()]
    done = client.post(reverse("desk:log_small"), {**fields, "body": body, "tell": told, "act": "send"})
    small = Incident.objects.get()
    assert done.status_code == 302
    page = client.get(reverse("desk:incident", args=[small.reference])).content.decode()
    assert "You wrote to us twice" in page
    assert "unless they object" in page


def test_more_money_than_the_limit_is_refused_and_what_was_typed_stays(client, halvorsen, john):
    client.force_login(john)
    fields = {
        "customer": halvorsen.name,
        "kind": "other",
        "what": "Wrong number",
        "effect": "A",
        "done": "B",
        "cause": "C",
    }
    fields |= {"at_stake": "9,999.00", "body": "It was wrong.", "act": "send"}
    fields["tell"] = [contact.pk for contact in halvorsen.contacts.told()]
    page = client.post(reverse("desk:log_small"), fields).content.decode()
    assert "more money at stake" in page
    assert "Wrong number" in page
    assert not Incident.objects.exists()


def test_a_number_below_7_that_we_noted_makes_it_a_full_recovery(small, john, now):
    said = {"value": 6, "whose": "theirs", "occasion": "other", "contact": small.speaker, "said_at": now}
    record_and_tell(customer=small.customer, **said, by=john, now=now, incident=small)
    assert Incident.objects.get().size == Size.FULL


def test_our_own_estimate_does_not(small, john, now):
    ours = {"value": 3, "whose": "ours", "occasion": "other", "said_at": now}
    record_and_tell(customer=small.customer, **ours, by=john, now=now, incident=small)
    assert Incident.objects.get().size == Size.SMALL


def test_once_grown_it_is_not_settled_by_a_yes(small, john, now):
    make_it_full(small, why="It was more.", by=john, now=now)
    with pytest.raises(EndingRefused, match="full recovery by now"):
        settle_by_their_yes(small, by=john, now=now)


def test_nobody_says_yes_to_what_they_have_not_heard_of(small, john, now):
    undo_update(small.updates.get(), by=john, now=now)
    with pytest.raises(EndingRefused, match="Tell them first"):
        settle_by_their_yes(small, by=john, now=now)


def test_settled_it_grows_only_when_it_is_opened_again(small, john, now):
    settle_by_their_yes(small, by=john, now=now)
    with pytest.raises(SmallRefused, match="Open it again"):
        make_it_full(small, why="It was more.", by=john, now=now)
    assert open_again(small, step=None, reason="It was more.", by=john, now=now + MINUTE).size == Size.FULL


@pytest.mark.parametrize("order", [(0,), (0, 1), (1, 0)])
def test_grown_after_letters_that_reached_nobody_the_first_notice_is_due_as_before(small, john, now, order):
    first = Promise.objects.get(incident=small, kind=PromiseKind.FIRST_NOTICE)
    grown = make_it_full(small, why="It was more.", by=john, now=now + MINUTE)
    if len(order) > 1:
        make_cases.tell(grown, now=now + 2 * MINUTE, next_at=now + 60 * MINUTE)
    letters = list(small.updates.order_by("number"))
    for number in order:
        letter = Update.objects.get(pk=letters[number].pk)
        did_not_happen(letter, state="reached_nobody", by=None, now=now + 3 * MINUTE)
    first.refresh_from_db()
    case = Incident.objects.get(pk=small.pk)
    assert (first.state, first.settled_at) == (PromiseState.OPEN, None)
    assert (case.next_update_due_at, case.first_told_at, case.size) == (first.due_at, None, Size.FULL)
