"""One person asks, another decides; the first wins, and nothing that was said is lost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ground.decisions.deciding import answer, approve, ask, refuse, send_back, withdraw
from ground.decisions.models import Decision, State
from ground.decisions.refusals import Changed, DecisionRefused, NoLongerWaiting, OwnDecision
from ground.history.models import Entry
from ground.money.amounts import Money
from tests import make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SUM = Money(1131735, "USD")
SUBJECT = ("thing", 7)


@pytest.fixture(autouse=True)
def los_angeles():
    with timezone.override(make.ZONE):
        yield


@pytest.fixture
def asked(john, now):
    return ask(what="refund", subject=SUBJECT, summary="Pay the rest", by=john, now=now, amount=SUM, version=3)


def told(decision):
    return [entry.what for entry in Entry.objects.about(*decision.history_subject)]


def test_another_says_yes_to_the_sum_they_saw(asked, dana, now):
    approve(asked, by=dana, now=now + HOUR, words="Good.", amount=SUM, version=3)
    decision = Decision.objects.get()
    assert (decision.state, decision.decided_by, decision.decided_at) == (State.APPROVED, dana, now + HOUR)
    assert decision.words == "Good."
    assert told(decision) == ["decision.asked", "decision.approved"]


@pytest.mark.parametrize("verb", [approve, refuse])
def test_nobody_decides_their_own(asked, john, now, verb):
    sums = {"amount": SUM, "version": 3} if verb is approve else {}
    with pytest.raises(OwnDecision, match=r"You asked for this\. Someone else must approve it\."):
        verb(asked, by=john, now=now, **sums)
    assert Decision.objects.get().is_waiting


def test_nobody_sends_back_their_own(asked, john, now):
    with pytest.raises(OwnDecision):
        send_back(asked, by=john, now=now, question="Why?")


def test_the_database_itself_refuses_ones_own_decision(asked, john, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(state=State.APPROVED, decided_by=john, decided_at=now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": State.APPROVED},
        {"state": State.SENT_BACK},
        {"amount_minor": None},
        {"amount_minor": -1},
        {"currency": ""},
        {"summary": ""},
    ],
    ids=str,
)
def test_the_database_refuses_half_a_decision(asked, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(**wrong)


def test_a_decision_without_its_moment_is_refused_by_the_database(asked, dana):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(state=State.APPROVED, decided_by=dana)


def test_a_decision_on_money_names_its_sum(asked, dana, now):
    with pytest.raises(DecisionRefused, match="Say which sum you approve"):
        approve(asked, by=dana, now=now)


def test_a_sum_that_is_not_the_one_asked_is_not_approved(asked, dana, now):
    with pytest.raises(
        Changed, match=r"The sum changed from \$11,000\.00 to \$11,317\.35\. Approval is needed again\."
    ):
        approve(asked, by=dana, now=now, amount=Money(1100000, "USD"), version=3)
    assert Decision.objects.get().is_waiting


def test_the_same_sum_of_another_currency_is_another_sum(asked, dana, now):
    with pytest.raises(Changed):
        approve(asked, by=dana, now=now, amount=Money(1131735, "EUR"), version=3)


def test_another_version_is_not_approved(asked, dana, now):
    with pytest.raises(Changed, match="Read it again"):
        approve(asked, by=dana, now=now, amount=SUM, version=2)


def test_the_second_to_decide_reads_who_was_first_and_their_note_is_kept(asked, dana, cast, now):
    approve(asked, by=dana, now=now, amount=SUM, version=3)
    with pytest.raises(NoLongerWaiting) as late:
        refuse(asked, by=cast.top, now=now + HOUR, words="Too much for one depot.")
    assert str(late.value) == "Dana decided this at 10:40. Your note was kept."
    last = Entry.objects.about(*asked.history_subject).last()
    assert (last.what, last.by, last.text) == ("decision.noted", cast.top, "Too much for one depot.")
    assert Decision.objects.get().decided_by == dana


def test_without_a_note_none_is_said_to_be_kept(asked, dana, cast, now):
    approve(asked, by=dana, now=now, amount=SUM, version=3)
    with pytest.raises(NoLongerWaiting) as late:
        approve(asked, by=cast.top, now=now + 30 * HOUR, amount=SUM, version=3)
    assert str(late.value) == "Dana decided this on 19 Nov at 10:40."


def test_sent_back_with_a_question_and_asked_again_with_the_answer(asked, john, dana, now):
    send_back(asked, by=dana, now=now, question="Which invoices?")
    answer(asked, by=john, now=now + HOUR, reason="All 44.", amount=Money(5, "USD"), version=4)
    decision = Decision.objects.get()
    assert (decision.state, decision.reason, decision.amount, decision.version) == (
        State.ASKED,
        "All 44.",
        Money(5, "USD"),
        "4",
    )
    approve(decision, by=dana, now=now + 2 * HOUR, amount=Money(5, "USD"), version="4")
    assert told(decision) == ["decision.asked", "decision.sent_back", "decision.answered", "decision.approved"]


def test_what_is_sent_back_asks_something(asked, dana, now):
    with pytest.raises(DecisionRefused, match="Write the question"):
        send_back(asked, by=dana, now=now, question="  ")


def test_only_who_asked_answers(asked, dana, cast, now):
    send_back(asked, by=dana, now=now, question="Which invoices?")
    with pytest.raises(DecisionRefused, match="Only who asked"):
        answer(asked, by=cast.priya, now=now, reason="All.")


def test_one_question_at_a_time(asked, cast, now):
    with pytest.raises(DecisionRefused, match=r"John asked for this at 10:40\. It is waiting for a decision\."):
        ask(what="refund", subject=SUBJECT, summary="Again", by=cast.priya, now=now)
    ask(what="dispute", subject=SUBJECT, summary="Another matter", by=cast.priya, now=now)
    assert Decision.objects.waiting().count() == 2


def test_asking_anew_withdraws_what_came_back(asked, john, dana, now):
    send_back(asked, by=dana, now=now, question="Which invoices?")
    ask(what="refund", subject=SUBJECT, summary="The rest", by=john, now=now + HOUR, amount=SUM)
    states = list(Decision.objects.about(*SUBJECT).values_list("state", flat=True))
    assert states == [State.WITHDRAWN, State.ASKED]


def test_whoever_decides_what_was_taken_back_reads_why(asked, john, dana, now):
    withdraw(asked, by=john, now=now, why="The sum changed from 1 to 2. Approval is needed again.")
    with pytest.raises(NoLongerWaiting, match="The sum changed from 1 to 2"):
        approve(asked, by=dana, now=now, amount=SUM, version=3)
    with pytest.raises(NoLongerWaiting):
        withdraw(asked, by=john, now=now)


def test_the_larger_thing_is_the_subject_itself_unless_one_is_named(asked, john, now):
    ask(what="dispute", subject=("fact", 3), within=SUBJECT, summary="Two lines", by=john, now=now)
    assert Decision.objects.within("thing", [7]).waiting().oldest_first().count() == 2
