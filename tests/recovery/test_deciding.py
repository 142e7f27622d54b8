"""A yes and what it causes, or neither; who may decide; what became of a question is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ground.decisions.models import Decision, State
from ground.decisions.refusals import DecisionRefused, NoLongerWaiting, OwnDecision
from ground.history.models import Entry
from ground.money.amounts import Money
from ground.outbox.models import Letter
from incidents.choices import Ending
from incidents.models import Incident
from incidents.promises import current_clock
from recovery import deciding
from recovery.checking import end_or_ask
from recovery.refunding import ask_on_account, ask_to_approve, pay_back, refund_of, set_refund
from tests import make, make_cases
from updates.sending import send_update

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def los_angeles():
    with timezone.override(make.ZONE):
        yield


@pytest.fixture
def halvorsen(john):
    return make_cases.halvorsen(john)


@pytest.fixture
def told(halvorsen, now):
    return make_cases.told(halvorsen, now=now, next_at=now + 30 * HOUR)


@pytest.fixture
def checked(halvorsen, john, now):
    return make_cases.checked(halvorsen, now=now, by=john)


@pytest.fixture
def refund_asked(told, john, now):
    set_refund(told, amount=Money.of("21317.35", "USD"), words="44 invoices", by=john, now=now)
    return ask_to_approve(told, reason="Promised for Friday.", by=john, now=now)


def whats(incident):
    return [entry.what for entry in Entry.objects.about("incident", incident.pk)]


def letters(person):
    return list(Letter.objects.filter(recipient=person.email, about__startswith="decision:").order_by("pk"))


def test_an_account_manager_asks_and_the_managers_yes_ends_the_check(checked, john, dana, now):
    assert (
        end_or_ask(checked, ending=Ending.NOT_A_MISTAKE, reason="The contract says so.", by=john, now=now) is not None
    )
    decision = Decision.objects.get()
    assert current_clock(checked) is not None
    deciding.approve(decision, by=dana, now=now + HOUR, words="I read it too.")
    ended = Incident.objects.get(pk=checked.pk)
    assert (ended.ending, ended.closed_by, ended.ending_reason) == (
        Ending.NOT_A_MISTAKE,
        dana,
        "The contract says so.",
    )
    assert whats(checked)[-3:] == ["promise.released", "incident.closed", "decision.approved"]


def test_a_manager_ends_it_at_once_and_what_waited_is_taken_back(checked, john, dana, now):
    end_or_ask(checked, ending=Ending.NO_EFFECT, reason="Nothing was billed.", by=john, now=now)
    assert end_or_ask(checked, ending=Ending.NOT_A_MISTAKE, reason="Seen.", by=dana, now=now) is None
    assert Incident.objects.get(pk=checked.pk).ending == Ending.NOT_A_MISTAKE
    assert Decision.objects.get().state == State.WITHDRAWN


def test_telling_the_customer_takes_the_question_back(checked, halvorsen, john, dana, now):
    end_or_ask(checked, ending=Ending.NO_EFFECT, reason="Nothing was billed.", by=john, now=now)
    first = make_cases.telling(halvorsen, now + 20 * HOUR, kind="first_notice")
    send_update(checked, telling=first, by=john, now=now)
    assert Decision.objects.get().state == State.WITHDRAWN
    with pytest.raises(NoLongerWaiting, match="no longer being checked"):
        deciding.approve(Decision.objects.get(), by=dana, now=now)


def test_a_yes_ties_the_approval_to_the_sum_and_the_rest_may_be_paid(told, refund_asked, john, dana, now):
    deciding.approve(refund_asked, by=dana, now=now, amount=refund_asked.amount, version=1)
    paid = pay_back(
        told, kind="payment", amount=Money.of("21317.35", "USD"), value_on=now.date(), reference="A1", by=john, now=now
    )
    assert paid.decision == refund_asked
    assert refund_of(told).balance == Money(0, "USD")
    assert whats(told)[-4:] == ["refund.sum_set", "decision.asked", "decision.approved", "refund.paid"]


def test_a_new_sum_takes_the_question_back_and_says_so(told, refund_asked, john, dana, now):
    set_refund(told, amount=Money.of("21400", "USD"), words="45 invoices", by=john, now=now)
    with pytest.raises(NoLongerWaiting, match=r"changed from \$21,317\.35 to \$21,400\.00\. Approval is needed again"):
        deciding.approve(refund_asked, by=dana, now=now, amount=refund_asked.amount, version=1)
    assert refund_of(told).approval is None


def test_a_new_sum_takes_the_approval_away(told, refund_asked, john, dana, now):
    deciding.approve(refund_asked, by=dana, now=now, amount=refund_asked.amount, version=1)
    set_refund(told, amount=Money.of("21400", "USD"), words="45 invoices", by=john, now=now)
    assert refund_of(told).approval is None
    again = ask_to_approve(told, reason="One more invoice.", by=john, now=now)
    assert (again.amount, again.version) == (Money.of("21400", "USD"), "2")


def test_a_payment_on_account_that_went_out_meanwhile_changes_what_is_asked(told, refund_asked, john, dana, now):
    first = ask_on_account(told, amount=Money.of("10000", "USD"), reason="They wait.", by=john, now=now)
    deciding.approve(first, by=dana, now=now, amount=first.amount)
    pay_back(
        told,
        kind="on_account",
        decision=first,
        amount=first.amount,
        value_on=now.date(),
        reference="HMS-1",
        by=john,
        now=now,
    )
    with pytest.raises(DecisionRefused, match=r"changed from \$21,317\.35 to \$11,317\.35"):
        deciding.approve(refund_asked, by=dana, now=now, amount=refund_asked.amount, version=1)
    rest = ask_to_approve(told, reason="The rest.", by=john, now=now)
    assert rest.summary == "Approve $11,317.35, the rest of $21,317.35"


def test_money_is_decided_by_finance_too_but_nothing_else(told, checked, refund_asked, cast, john, now):
    end_or_ask(checked, ending=Ending.NO_EFFECT, reason="Nothing was billed.", by=john, now=now)
    assert list(deciding.waiting_for(cast.finance)) == [refund_asked]
    deciding.approve(refund_asked, by=cast.finance, now=now, amount=refund_asked.amount, version=1)


@pytest.mark.parametrize("who", ["priya", "tomas", "auditor", "administrator"])
def test_nobody_else_decides(refund_asked, cast, who, now):
    person = getattr(cast, who)
    assert not deciding.waiting_for(person).exists()
    with pytest.raises(DecisionRefused, match="A manager of this customer’s team decides this"):
        deciding.approve(refund_asked, by=person, now=now, amount=refund_asked.amount, version=1)


def test_managers_above_see_it_and_the_one_who_asked_does_not(halvorsen, cast, now):
    incident = make_cases.told(halvorsen, now=now, next_at=now + 30 * HOUR)
    set_refund(incident, amount=Money.of("5", "USD"), words="A fee", by=cast.dana, now=now)
    asked = ask_to_approve(incident, reason="", by=cast.dana, now=now)
    assert list(deciding.waiting_for(cast.top)) == [asked]
    assert not deciding.waiting_for(cast.dana).exists()
    with pytest.raises(OwnDecision):
        deciding.approve(asked, by=cast.dana, now=now, amount=asked.amount, version=1)


def test_who_asked_gets_one_letter_with_the_outcome(refund_asked, john, dana, cast, now):
    deciding.send_back(refund_asked, by=dana, now=now, question="Which invoices?")
    deciding.answer(Decision.objects.get(), by=john, now=now + HOUR, reason="All 44.")
    deciding.refuse(Decision.objects.get(), by=cast.top, now=now + 2 * HOUR, words="Not before the audit.")
    subjects = [bytes(letter.raw).decode() for letter in letters(john)]
    assert len(subjects) == 2
    assert "Dana Whitfield has a question" in subjects[0]
    assert "Which invoices?" in subjects[0]
    assert "Ruth Adeyemi said no" in subjects[1]


def test_a_late_note_is_kept_though_the_act_is_refused(refund_asked, dana, cast, now):
    deciding.approve(refund_asked, by=dana, now=now, amount=refund_asked.amount, version=1)
    with pytest.raises(NoLongerWaiting, match=r"Dana decided this at 10:40\. Your note was kept\."):
        deciding.refuse(refund_asked, by=cast.top, now=now, words="Wait for the audit.")
    assert Entry.objects.about("decision", refund_asked.pk).last().text == "Wait for the audit."


def test_a_no_says_why(refund_asked, dana, now):
    with pytest.raises(DecisionRefused, match="Write why not"):
        deciding.refuse(refund_asked, by=dana, now=now)


def test_only_who_asked_takes_it_back(refund_asked, john, dana, now):
    with pytest.raises(DecisionRefused, match="Only who asked"):
        deciding.withdraw(refund_asked, by=dana, now=now)
    deciding.withdraw(refund_asked, by=john, now=now)
    assert Decision.objects.get().state == State.WITHDRAWN
