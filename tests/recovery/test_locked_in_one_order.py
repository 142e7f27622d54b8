"""Verbs that meet on one case lock its row first: neither ends in a deadlock, and both are heard or told why not."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from ground.accounts.people import disable
from ground.decisions.models import Decision
from ground.decisions.refusals import DecisionRefused
from ground.outbox.models import Letter
from incidents.answering import deal_with, see_to
from incidents.choices import Size, State
from incidents.endings import EndingRefused
from incidents.models import Answer, Incident, Promise
from incidents.promises import PromiseRefused, keep_promise, make_promise
from recovery.answers import Part, Sent, take_answer
from recovery.checking import end_or_ask
from recovery.handing_over import hand_over, take_over
from recovery.reading import record_and_tell
from recovery.small import settle_by_their_yes
from recovery.telling import log_for_later
from tests import make, make_cases
from trust.models import Reading
from updates import results
from updates.links import link_for
from updates.promised import Moved
from updates.reminders import tick
from updates.sending import send_update

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW
REFUSED = (PromiseRefused, EndingRefused, DecisionRefused)
ROUNDS = 3
"""Who comes first is left to chance, so each meeting happens a few times."""


def together(*acts):
    """Every act in a thread and connection of its own, let loose at once: what each brought, or the sentence it met."""
    start = Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            start.wait(60)
            return act()
        except REFUSED as refused:
            return str(refused)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [done.result(120) for done in [threads.submit(run, act) for act in acts]]


@pytest.fixture
def people(transactional_db):
    return make.cast()


@pytest.fixture
def told(people):
    return make_cases.told(make_cases.halvorsen(people.john), now=NOW - make_cases.HOUR, next_at=NOW + make_cases.HOUR)


def link_of(incident):
    return link_for(incident, incident.speaker, now=NOW)


def press(number, *parts):
    return Sent("Ingrid", f"press {number}", parts)


def promised(incident, people, text="A credit note"):
    due = NOW + make_cases.MINUTE
    return make_promise(incident, text=text, due_at=due, due_zone=make.ZONE, how="spoken", by=people.john, now=NOW)


@transaction.atomic
def come_back(letters):
    """As the outbox tells of them, in the transaction that marks them."""
    for letter in letters:
        results.letter_finished(letter, NOW)


def test_a_letter_that_comes_back_while_the_next_is_sent(told):
    for number in range(ROUNDS):
        make_cases.tell(told, now=NOW, next_at=NOW + make_cases.HOUR)
        letters = list(Letter.objects.filter(customer=True, state="waiting"))
        Letter.objects.filter(customer=True).update(state="failed", last_error="550 no such user", finished_at=NOW)
        gone = [Letter.objects.get(pk=letter.pk) for letter in letters]
        telling = make_cases.telling(told.customer, NOW + make_cases.HOUR)
        together(
            lambda gone=gone: come_back(gone),
            lambda telling=telling: send_update(told, telling=telling, by=told.owner, now=NOW),
        )
        states = list(told.updates.order_by("number").values_list("state", flat=True))
        assert (states[-2:], len(states)) == (["reached_nobody", "told"], 3 + 2 * number)


def test_a_tick_while_their_answers_are_dealt_with(told, people):
    link, late = link_of(told), NOW + 10 * make_cases.HOUR * 24
    for number in range(ROUNDS):
        parts = [press(f"{number} {n}", Part("question", words="Who?")) for n in range(3)]
        answers = [take_answer(link, sent=sent, now=NOW)[0] for sent in parts]
        together(
            lambda: tick(now=late),
            lambda answers=answers: [see_to(answer, by=people.john, now=late) for answer in answers],
        )
    assert not Answer.objects.to_deal_with().exists()
    assert not Promise.objects.live().filter(kind="commitment").exists()


def test_a_promise_kept_while_a_letter_moves_it(told, people):
    for number in range(ROUNDS):
        promise = promised(told, people, f"Credit note {number}")
        moves = [Moved(promise, NOW + 2 * make_cases.HOUR, "She agreed.")]
        telling = make_cases.telling(told.customer, NOW + make_cases.HOUR, moves=moves)
        said = together(
            lambda promise=promise: keep_promise(promise, by=people.john, now=NOW),
            lambda telling=telling: send_update(told, telling=telling, by=people.john, now=NOW),
        )
        promise.refresh_from_db()
        assert promise.state in ("kept", "renegotiated")
        assert [one for one in said if isinstance(one, str)] in (
            ["This promise is already settled: Kept."],
            ["This promise is already settled: Renegotiated."],
        )


def test_a_number_on_their_page_while_we_note_one_and_the_customer_changes_hands(told, people):
    link, customer = link_of(told), told.customer
    ours = {"value": 5, "whose": "ours", "occasion": "other", "said_at": NOW, "now": NOW, "incident": told}
    for number in range(ROUNDS):
        to = people.priya if number % 2 == 0 else people.john
        customer.refresh_from_db()
        asked = hand_over(customer, to=to, line="I take over.", only_for_them="", by=people.dana, now=NOW)
        together(
            lambda number=number: take_answer(link, sent=press(number, Part("trust", number=4)), now=NOW),
            lambda: record_and_tell(customer=customer, by=people.john, **ours),
            lambda asked=asked, to=to: take_over(asked, yes=True, by=to, now=NOW),
        )
        assert Incident.objects.get().owner == to
    assert Reading.objects.count() == 2 * ROUNDS


def test_somebody_leaves_while_a_letter_of_theirs_is_sent(told, people):
    telling = make_cases.telling(told.customer, NOW + make_cases.HOUR)
    together(
        lambda: disable(people.john, by=people.administrator, hand_to=people.dana, now=NOW),
        lambda: send_update(told, telling=telling, by=people.john, now=NOW),
        lambda: take_answer(link_of(told), sent=press(1, Part("trust", number=4)), now=NOW),
    )
    assert (Incident.objects.get().owner, told.updates.count(), Reading.objects.count()) == (people.dana, 2, 1)


def test_a_small_mistake_is_settled_while_the_same_happens_again(people):
    customer = make_cases.halvorsen(people.john)
    for number in range(ROUNDS):
        small = make_cases.small(customer, now=NOW.replace(year=NOW.year + 2 * number), kind="other")
        again = make_cases.mistake(customer, kind="other", severity="low")
        at = small.logged_at + make_cases.MINUTE
        together(
            lambda small=small, at=at: settle_by_their_yes(small, by=people.john, now=at),
            lambda again=again, at=at: log_for_later(customer=customer, mistake=again, by=people.john, now=at),
        )
        small.refresh_from_db()
        assert (small.state, small.size) in ((State.CLOSED, Size.SMALL), (State.OPEN, Size.FULL))


def test_a_check_is_ended_while_somebody_asks_to_end_it(people):
    customer = make_cases.halvorsen(people.john)
    for _number in range(ROUNDS):
        checked = make_cases.checked(customer, now=NOW, by=people.priya)
        words = {"ending": "no_effect", "reason": "Found before it was sent.", "now": NOW}
        together(
            lambda checked=checked, words=words: end_or_ask(checked, by=people.john, **words),
            lambda checked=checked, words=words: end_or_ask(checked, by=people.dana, **words),
        )
        checked.refresh_from_db()
        assert checked.state == State.CLOSED
    assert not Decision.objects.filter(state="asked").exists()


def test_one_answer_dealt_with_twice_at_once_is_dealt_with_once(told, people):
    [answer] = take_answer(link_of(told), sent=press(1, Part("question", words="Who?")), now=NOW)
    together(*[lambda: deal_with(answer, by=people.john, now=NOW)] * 3)
    assert told.promises.filter(kind="commitment", state="kept").count() == 1
