"""After closing they are asked, once; what they answer may open it again."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from ground.outbox import claiming, marking
from ground.outbox.guards import Send, Withdraw
from ground.outbox.models import Letter
from incidents.answering import Said, record_answer
from incidents.choices import State, Verdict, Via
from incidents.endings import EndingRefused
from incidents.models import Asking, CheckIn, Incident, Reopening
from recovery import check_ins
from recovery.after_closing import answered, decline, heard, open_again, taken_back
from recovery.check_ins import ask_due, ask_now
from recovery.closing import close_by_a_manager, reopen
from tests import make, make_closings
from tests.make_closings import DAY, HOUR, says, west
from trust.models import Question, Reading
from updates.links import link_for, lives

pytestmark = pytest.mark.django_db
CLOSED = west("2026-12-02T15:10")
FIRST, SECOND, THIRD = west("2026-12-09T10:00"), west("2027-01-04T10:00"), west("2027-03-02T10:00")


@pytest.fixture(autouse=True)
def los_angeles():
    with timezone.override(make.ZONE):
        yield


@pytest.fixture
def incident(john):
    return make_closings.closed(john, now=CLOSED)


def fresh(incident):
    return Incident.objects.get(pk=incident.pk)


def days(incident, **fields):
    return list(incident.check_ins.filter(**fields).values_list("day", "due_at"))


def first(incident):
    return incident.check_ins.get(day=7)


def letters(check_in):
    return list(Letter.objects.filter(about=f"check_in:{check_in.pk}"))


def text(letter):
    message = message_from_bytes(bytes(letter.raw), policy=policy.default)
    return message, message.get_body(("plain",)).get_content()


def to_john(john):
    return list(Letter.objects.filter(recipient=john.email).exclude(about__startswith="reading:"))


def test_closing_plans_three_and_the_page_lives_60_days_beyond_the_last(incident):
    assert days(incident) == [(7, FIRST), (30, SECOND), (90, THIRD)]
    link = link_for(fresh(incident), incident.speaker, now=CLOSED)
    assert lives(link, THIRD + timedelta(days=59))
    assert not lives(link, THIRD + timedelta(days=60))


def test_asked_late_the_page_lives_from_then(incident):
    asked = THIRD + 3 * DAY
    ask_due(now=asked)
    link = link_for(fresh(incident), incident.speaker, now=asked)
    assert lives(link, asked + timedelta(days=59))
    assert not lives(link, asked + timedelta(days=60))


def test_it_is_asked_when_due_and_once(incident):
    assert ask_due(now=FIRST - timedelta(seconds=1)) == 0
    assert [ask_due(now=FIRST), ask_due(now=FIRST), ask_due(now=FIRST + HOUR)] == [1, 0, 0]
    check_in = first(incident)
    assert (check_in.asked_at, check_in.contact, len(letters(check_in))) == (FIRST, incident.speaker, 1)
    asking = Asking.objects.get(question="check_in")
    assert (asking.told_by, asking.told_id, asking.contact) == ("check_in", check_in.pk, incident.speaker)


def test_the_letter_is_of_the_house_and_says_so(incident):
    ask_due(now=FIRST)
    message, body = text(letters(first(incident))[0])
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"].startswith("Has it stayed right? ")
    assert "We closed this on" in body
    assert "Our system wrote this letter." in body
    assert "/s/" in body


def test_the_number_is_asked_at_most_once_in_14_days(incident):
    ask_due(now=FIRST)
    assert not first(incident).asked_trust
    assert "from 1 to 10" not in text(letters(first(incident))[0])[1]
    ask_due(now=SECOND)
    second = incident.check_ins.get(day=30)
    assert second.asked_trust
    assert "from 1 to 10" in text(letters(second)[0])[1]
    assert Question.objects.filter(contact=incident.speaker, asked_at=SECOND).exists()


def test_when_we_were_away_only_the_latest_is_asked(incident):
    assert ask_due(now=SECOND + DAY) == 1
    assert [c.day for c in incident.check_ins.filter(asked_at__isnull=False)] == [30]
    assert [c.day for c in incident.check_ins.filter(void_at__isnull=False)] == [7]


def test_who_cannot_be_reached_by_letter_is_rung(incident, john):
    incident.customer.contacts.update(bounced_at=CLOSED)
    assert ask_due(now=FIRST) == 0
    assert first(incident).ring_since == FIRST
    assert [c.pk for c in CheckIn.objects.to_ring()] == [first(incident).pk]
    assert [letter.subject for letter in to_john(john)] == ["Ring Halvorsen Marine Supply: has it stayed right?"]
    assert ask_due(now=FIRST + HOUR) == 0


def test_a_letter_that_comes_back_is_rung_after(incident, john):
    ask_due(now=FIRST)
    Letter.objects.exclude(about__startswith="check_in:").delete()
    claimed = claiming.claim("smtp", now=FIRST, at_most=20)
    assert [letter.about for letter in claimed] == [f"check_in:{first(incident).pk}"]
    marking.failed(claimed[0], "550 no such person", FIRST, reply="550 no such person")
    assert first(incident).ring_since == FIRST
    assert len(to_john(john)) == 1


def test_opened_again_nothing_is_asked_any_more(incident, john):
    ask_due(now=FIRST)
    reopen(incident, reason="Two invoices were missed", by=john, now=FIRST + timedelta(minutes=1))
    assert letters(first(incident))[0].state == Letter.State.WITHDRAWN
    assert not Asking.objects.filter(question="check_in", void_at=None).exists()
    assert [ask_due(now=SECOND), ask_due(now=THIRD)] == [0, 0]
    assert days(incident, void_at=None) == []


def test_the_guard_lets_it_go_only_while_the_question_stands(incident, john):
    ask_due(now=FIRST)
    letter = letters(first(incident))[0]
    assert check_ins.may_go(letter, FIRST) == Send()
    answered(first(incident), verdict=Verdict.YES, now=FIRST, by=john)
    assert isinstance(check_ins.may_go(letter, FIRST), Withdraw)


def test_closed_once_more_it_plans_its_own(incident, john):
    reopen(incident, reason="Two invoices were missed", by=john, now=FIRST)
    says(incident, 9, at=FIRST + HOUR)
    again = FIRST + DAY
    make_closings.close_met(fresh(incident), letter=make_closings.letter(incident), by=john, now=again)
    assert {closed for (closed,) in CheckIn.objects.filter(void_at=None).values_list("closed_at")} == {again}
    assert CheckIn.objects.filter(void_at=None).count() == 3


def test_somebody_may_ask_before_it_is_due_and_only_once(incident, john):
    ask_now(first(incident), by=john, now=CLOSED + DAY)
    with pytest.raises(EndingRefused, match="not waiting to be asked"):
        ask_now(first(incident), by=john, now=CLOSED + DAY)
    assert ask_due(now=FIRST) == 0


@pytest.mark.parametrize(
    ("verdict", "value", "proposes"),
    [
        ("yes", 8, False),
        ("yes", None, False),
        ("words", 9, False),
        ("yes", 7, True),
        ("no", None, True),
        ("no", 9, True),
    ],
)
def test_below_the_height_at_closing_or_not_settled_proposes_to_open_again(incident, john, verdict, value, proposes):
    ask_due(now=FIRST)
    check_in = answered(first(incident), verdict=verdict, value=value, words="As it is.", now=FIRST + HOUR, by=john)
    assert (check_in.verdict, check_in.value, check_in.answered_at) == (verdict, value, FIRST + HOUR)
    assert Reopening.objects.waiting().exists() == proposes
    assert fresh(incident).state == State.CLOSED
    if value:
        reading = Reading.objects.latest("pk")
        assert (reading.value, reading.occasion, reading.contact, reading.whose) == (
            value, "check_in", incident.speaker, "theirs",
        )  # fmt: skip


def test_closed_below_the_line_only_less_than_that_proposes(john, dana):
    incident = make_closings.ready(john, now=CLOSED, value=6)
    close_by_a_manager(incident, reason="Her wish.", by=dana, now=CLOSED)
    answered(first(incident), verdict="yes", value=6, now=FIRST, by=john)
    assert not Reopening.objects.waiting().exists()
    answered(first(incident), verdict="yes", value=5, now=FIRST + HOUR, by=john)
    assert Reopening.objects.waiting().get().value == 5


def test_the_owner_is_told_when_the_house_or_a_colleague_heard_it(incident, john, dana):
    ask_due(now=FIRST)
    answered(first(incident), verdict="no", value=5, words="The January price is wrong.", now=FIRST + HOUR, by=dana)
    told = [letter for letter in to_john(john) if letter.about.startswith("reopening:")]
    assert [letter.subject for letter in told] == ["Ingrid says 5: open again?"]
    assert "The January price is wrong." in text(told[0])[1]


def from_page(incident, verdict, now, *, question="check_in", check_in=None):
    said = Said(question, verdict, "So it is.", Via.PAGE, now, check_in and check_in.pk)
    return record_answer(incident, contact=incident.speaker, said=said, by=None, now=now)


def test_the_private_page_hands_its_answers_over(incident):
    ask_due(now=FIRST)
    answer = from_page(incident, "yes", FIRST + HOUR, check_in=first(incident))
    heard(incident, [answer], number=8, now=FIRST + HOUR)
    assert (first(incident).answer, first(incident).value) == (answer, 8)
    assert not Reopening.objects.exists()
    again = from_page(incident, "no", FIRST + 2 * HOUR, check_in=first(incident))
    heard(incident, [again], number=4, now=FIRST + 2 * HOUR)
    assert (Reopening.objects.waiting().get().value, first(incident).verdict) == (4, "no")


def test_an_answer_taken_back_leaves_the_check_in_unanswered_and_nothing_proposed(incident):
    ask_due(now=FIRST)
    answer = from_page(incident, "no", FIRST + HOUR, check_in=first(incident))
    heard(incident, [answer], number=4, now=FIRST + HOUR)
    taken_back(incident, [answer], now=FIRST + DAY)
    assert (first(incident).answered_at, first(incident).value) == (None, None)
    assert not Reopening.objects.exists()


@pytest.mark.parametrize(("question", "proposed"), [("trust", True), ("sentence", True), ("question", False)])
def test_what_it_closed_on_taken_back_proposes_to_open_it_again(john, question, proposed):
    ready = make_closings.ready(john, now=CLOSED)
    answer = from_page(ready, "yes", CLOSED - HOUR, question=question)
    make_closings.close_met(ready, letter=make_closings.letter(ready), by=john, now=CLOSED)
    taken_back(fresh(ready), [answer], now=CLOSED + HOUR)
    assert Reopening.objects.waiting().exists() == proposed


def test_not_settled_without_a_question_proposes_too_and_a_question_of_theirs_does_not(incident):
    asks = from_page(incident, "words", FIRST, question="question")
    heard(incident, [asks], now=FIRST)
    assert not Reopening.objects.exists()
    heard(incident, [from_page(incident, "no", FIRST, question="resolution")], now=FIRST)
    assert Reopening.objects.waiting().count() == 1


def test_an_answer_to_a_running_incident_proposes_nothing(incident, john):
    ask_due(now=FIRST)
    reopen(incident, reason="They rang.", by=john, now=FIRST + HOUR)
    check_in = first(incident)
    answer = from_page(fresh(incident), "no", FIRST + 2 * HOUR, check_in=check_in)
    heard(fresh(incident), [answer], number=3, now=FIRST + 2 * HOUR)
    assert (first(incident).answered_at, Reopening.objects.count()) == (None, 0)


def proposed(incident, john):
    ask_due(now=FIRST)
    answered(first(incident), verdict="no", value=5, words="It is back.", now=FIRST + HOUR, by=john)
    return Reopening.objects.waiting().get()


def test_the_owner_opens_it_again_at_the_step_that_did_not_hold(incident, john):
    proposed(incident, john)
    opened = open_again(incident, step=8, reason="It is back.", by=john, now=FIRST + 2 * HOUR)
    assert (opened.state, opened.step_now) == (State.OPEN, 8)
    assert opened.next_update_due_at == west("2026-12-10T17:00")
    assert not Reopening.objects.waiting().exists()
    assert Reopening.objects.get().settled_by == john


def test_of_two_who_open_it_again_the_second_is_told(incident, john, dana):
    proposed(incident, john)
    open_again(incident, step=None, reason="It is back.", by=john, now=FIRST + 2 * HOUR)
    with pytest.raises(EndingRefused, match="Somebody has opened it already"):
        open_again(incident, step=8, reason="It is back.", by=dana, now=FIRST + 2 * HOUR)
    with pytest.raises(EndingRefused, match="Somebody has seen to it already"):
        decline(incident, reason="No.", by=dana, now=FIRST + 2 * HOUR)


def test_only_a_manager_who_does_not_own_it_leaves_it_closed(incident, john, dana, cast):
    proposed(incident, john)
    for person in (john, cast.tomas, cast.finance):
        with pytest.raises(EndingRefused, match="Only a manager who does not own this"):
            decline(incident, reason="It was another matter.", by=person, now=FIRST + DAY)
    with pytest.raises(EndingRefused, match="Write down why"):
        decline(incident, reason="  ", by=dana, now=FIRST + DAY)
    decline(incident, reason="It was another matter.", by=dana, now=FIRST + DAY)
    assert (fresh(incident).state, Reopening.objects.get().declined_why) == (State.CLOSED, "It was another matter.")
    assert ask_due(now=SECOND) == 1
