"""Two people at the same moment, let go by one barrier: one outcome, and a clear sentence for the other."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from ground.decisions.models import Decision, State
from ground.decisions.refusals import DecisionRefused
from ground.history.models import Entry
from ground.money.amounts import Money
from recovery import deciding
from recovery.refunding import ask_on_account, ask_to_approve, pay_back, refund_of, set_refund
from refunds.models import Payment
from refunds.refusals import RefundRefused
from tests import make, make_cases

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
DOLLARS = Money.of("100", "USD")


@pytest.fixture
def told(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + 30 * HOUR)


def at_once(*acts):
    """Each act in a thread with a connection of its own; what each was told, in their order."""
    barrier, said = Barrier(len(acts)), [""] * len(acts)

    def run(place, act):
        with timezone.override(make.ZONE):
            barrier.wait(60)
            try:
                act()
                said[place] = "done"
            except (DecisionRefused, RefundRefused) as refused:
                said[place] = str(refused)
            finally:
                connection.close()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return said


def asked_for(incident, john, now):
    set_refund(incident, amount=DOLLARS, words="One invoice", by=john, now=now)
    return ask_to_approve(incident, reason="", by=john, now=now)


def test_two_managers_on_one_decision_one_decides_and_the_others_note_is_kept(told, cast, now):
    decision = asked_for(told, cast.john, now)
    said = at_once(
        lambda: deciding.approve(decision, by=cast.dana, now=now, words="Yes.", amount=DOLLARS, version=1),
        lambda: deciding.refuse(decision, by=cast.top, now=now, words="Not yet."),
    )
    assert sorted(word == "done" for word in said) == [False, True]
    first, late = (cast.dana, "Ruth") if said[0] == "done" else (cast.top, "Dana")
    outcome = Decision.objects.get()
    assert outcome.decided_by == first
    assert (refund_of(told).approval is not None) == (outcome.state == State.APPROVED)
    sentence = next(word for word in said if word != "done")
    assert sentence == f"{first.name.split()[0]} decided this at 10:40. Your note was kept."
    last = Entry.objects.about("decision", decision.pk).last()
    assert (last.what, last.by.name.split()[0]) == ("decision.noted", late)


def test_a_sum_that_changes_while_it_is_approved_is_never_approved_by_the_old_yes(told, cast, now):
    decision = asked_for(told, cast.john, now)
    more = Money.of("120", "USD")
    said = at_once(
        lambda: deciding.approve(decision, by=cast.dana, now=now, amount=DOLLARS, version=1),
        lambda: set_refund(told, amount=more, words="Two invoices", by=cast.john, now=now),
    )
    assert said[1] == "done"
    assert said[0] in ("done", "The sum changed from $100.00 to $120.00. Approval is needed again.")
    refund = refund_of(told)
    assert (refund.owed, refund.version, refund.approval) == (more, 2, None)
    with pytest.raises(RefundRefused, match="Nobody has approved this sum yet"):
        pay_back(told, kind="payment", amount=more, value_on=now.date(), reference="late", by=cast.john, now=now)


def test_payments_at_once_never_pass_the_balance(told, cast, now):
    decision = asked_for(told, cast.john, now)
    deciding.approve(decision, by=cast.dana, now=now, amount=DOLLARS, version=1)

    def pay(number):
        part = {"amount": Money.of("40", "USD"), "value_on": now.date(), "by": cast.finance, "now": now}
        return lambda: pay_back(told, kind="payment", reference=f"HMS-{number}", **part)

    said = at_once(*(pay(number) for number in range(5)))
    assert said.count("done") == 2
    assert set(said) - {"done"} == {"That is more than is still to be paid, $20.00."}
    assert refund_of(told).paid == Money.of("80", "USD")
    assert Payment.objects.count() == 2


def test_one_payment_on_account_for_one_yes_however_often_it_is_noted(told, cast, now):
    decision = ask_on_account(told, amount=DOLLARS, reason="They wait.", by=cast.john, now=now)
    deciding.approve(decision, by=cast.dana, now=now, amount=DOLLARS)

    def pay(number):
        one = {"amount": DOLLARS, "value_on": now.date(), "by": cast.finance, "now": now, "decision": decision}
        return lambda: pay_back(told, kind="on_account", reference=f"A-{number}", **one)

    said = at_once(*(pay(number) for number in range(4)))
    assert said.count("done") == 1
    assert Payment.objects.count() == 1


def test_asking_twice_at_once_asks_once(told, cast, now):
    set_refund(told, amount=DOLLARS, words="One invoice", by=cast.john, now=now)
    said = at_once(*(lambda: ask_to_approve(told, reason="", by=cast.john, now=now) for _ in range(3)))
    assert said.count("done") == 1
    assert set(said) - {"done"} == {"John asked for this at 10:40. It is waiting for a decision."}
    assert Decision.objects.count() == 1
