"""Step 4 in its states: writing, waiting, corrected, confirmed; what is sent, what is noted, what is never lost."""

from datetime import date, timedelta

import pytest

from ground.worktime.now import now as the_time
from incidents import evidence
from incidents.answering import Said, record_answer
from incidents.choices import Verdict, Via
from incidents.models import Answer, Asking, Fact, Feeling, Summary
from tests import make_cases, make_steps
from tests.desk.walk import Walker, fields_of, words
from updates.models import Update

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return the_time()


@pytest.fixture
def case(john, now):
    told = make_cases.told(make_cases.halvorsen(john), now=now - 24 * HOUR, next_at=now + 5 * HOUR)
    return make_steps.finished(told, up_to=3, by=john, now=now)


@pytest.fixture
def ingrid(case):
    return case.customer.contacts.get(name="Ingrid Halvorsen")


@pytest.fixture
def walker(client, john, case):
    client.force_login(john)
    return Walker(client, case)


def typed(**changes):
    return {f"summary-{name}": value for name, value in {**make_steps.SUMMARY, **changes}.items()}


def told(walker):
    walker.press(4, "summary.send", **typed())
    return Summary.objects.get()


def say(summary, ingrid, verdict, said="", *, now):
    what = Said(
        question="summary", verdict=verdict, words=said, via=Via.PAGE, said_at=summary.told_at, about_id=summary.pk
    )
    return record_answer(summary.incident, contact=ingrid, said=what, by=None, now=summary.told_at)


class TestWriting:
    def test_it_begins_with_what_steps_2_and_3_found(self, walker, case, ingrid, john, now):
        on = date(2026, 11, 2)
        evidence.add(Fact, case, by=john, now=now, happened_on=on, text="INV-31877 went out twice", source="Ledger")
        felt = {"emotion": "angry", "strength": 4, "words": "Your system called me a late payer."}
        evidence.add(Feeling, case, by=john, now=now, contact=ingrid, observed_on=on, cost="A weekend", **felt)
        page = walker.at(4)
        begun = fields_of(page)["summary-text"]
        assert "INV-31877 went out twice." in begun
        assert "You told us: “Your system called me a late payer.”" in begun
        assert "It cost you: A weekend." in begun
        assert "“Your system called me a late payer.”" in words(page)

    def test_sending_it_asks_and_waits(self, walker, ingrid):
        answer = walker.press(4, "summary.send", **typed())
        assert "Sent to Ingrid." in words(answer)
        assert "Waiting for Ingrid" in words(answer)
        assert "ask again after five working days" in words(answer)
        assert Asking.objects.get().contact == ingrid
        assert Update.objects.order_by("pk").last().body == "\n\n".join(make_steps.SUMMARY.values())

    def test_nothing_is_sent_to_nobody_and_nothing_typed_is_lost(self, walker):
        answer = walker.press(4, "summary.send", **typed(), **{"letter-tell": []})
        assert "Choose at least one person" in words(answer)
        assert make_steps.SUMMARY["text"] in words(answer)
        assert not Summary.objects.exists()

    def test_saving_keeps_the_words_and_sends_nothing(self, walker):
        before = Update.objects.count()
        assert "Nothing was sent." in words(walker.press(4, "summary", **typed()))
        assert Summary.objects.get().told_at is None
        assert Update.objects.count() == before

    def test_the_check_says_what_undoes_an_apology_and_puts_better_words_into_its_field(self, walker):
        weak = typed(apology="I am sorry if that made you look bad.")
        page = walker.press(4, "draft", **weak)
        assert "to consider" in words(page)
        use = words(page).split('name="act" value="use:')[1].split('"')[0]
        changed = fields_of(walker.press(4, f"use:{use}", page=page))
        assert changed["summary-apology"] != weak["summary-apology"]
        assert " if " not in changed["summary-apology"]
        assert changed["summary-text"] == weak["summary-text"]

    def test_what_was_left_stays_left(self, walker):
        page = walker.press(4, "draft", **typed(apology="I am sorry if that made you look bad."))
        leave = words(page).split('name="act" value="leave:')[1].split('"')[0]
        assert f'value="leave:{leave}"' not in words(walker.press(4, f"leave:{leave}", page=page))

    def test_before_the_first_notice_it_says_so_and_sends_nothing(self, client, john, now):
        untold = Walker(client, make_cases.untold(make_cases.halvorsen(john), now=now))
        client.force_login(john)
        assert "Write the first notice" in words(untold.at(4))
        answer = untold.press(4, "summary.send", **typed())
        assert "The first notice goes first" in words(answer)
        assert not Summary.objects.exists()

    def test_an_answer_from_a_call_before_any_letter(self, walker, ingrid):
        heard = {"answer-contact": ingrid.pk, "answer-verdict": "yes", "answer-words": "That is it."}
        answer = walker.press(4, "answer.aloud", **typed(), **heard)
        assert "Confirmed by Ingrid" in words(answer)
        assert Summary.objects.get().told_by == "conversation"


class TestWaiting:
    def test_a_yes_on_the_phone_confirms_and_the_step_can_be_finished(self, walker, case, ingrid, now):
        told(walker)
        heard = {"answer-contact": ingrid.pk, "answer-verdict": "yes", "answer-words": "Yes, that is it."}
        page = walker.press(4, "answer", **heard)
        assert "“Yes, that is it.”" in words(page)
        assert "Everything for step 4 is here" in words(page)

    def test_the_same_words_are_sent_again_with_a_second_question(self, walker):
        told(walker)
        walker.press(4, "letter.again")
        assert Asking.objects.count() == 2
        assert Summary.objects.count() == 1

    def test_a_page_that_has_not_seen_the_second_question_sends_no_third(self, walker):
        told(walker)
        stale = walker.at(4)
        walker.press(4, "letter.again")
        assert "Nothing went out twice." in words(walker.press(4, "letter.again", page=stale))
        assert Asking.objects.count() == 2

    def test_finishing_is_refused_by_name(self, walker):
        told(walker)
        answer = walker.press(4, "finish")
        assert "One thing is missing to finish step 4" in words(answer)
        assert "Ingrid has confirmed it" in words(answer)

    def test_it_says_from_when_a_second_question_counts(self, walker):
        told(walker)
        assert "A second question counts from" in words(walker.at(4))

    def test_an_unfinished_answer_is_refused_with_its_words_kept(self, walker, ingrid):
        told(walker)
        heard = {"answer-contact": ingrid.pk, "answer-verdict": "no", "answer-words": ""}
        assert "what they would change" in words(walker.press(4, "answer", **heard))
        assert not Answer.objects.exists()


class TestCorrected:
    def test_her_correction_stands_above_the_next_version(self, walker, ingrid, now):
        say(told(walker), ingrid, Verdict.NO, "It was two reminders.", now=now)
        page = walker.at(4)
        assert "What Ingrid corrected" in words(page)
        assert "“It was two reminders.”" in words(page)
        assert fields_of(page)["summary-text"] == make_steps.SUMMARY["text"]

    def test_the_next_version_is_told_and_the_first_stays_readable(self, walker, ingrid, now):
        say(told(walker), ingrid, Verdict.NO, "It was two reminders.", now=now)
        page = walker.press(4, "summary.send", **typed(text="We reminded you twice."))
        assert "Version 2" in words(page)
        assert "What Ingrid corrected in version 1" in words(page)
        assert Asking.objects.count() == 2


class TestConfirmed:
    def test_her_words_come_first(self, walker, ingrid, now):
        say(told(walker), ingrid, Verdict.YES, "The facts are right.", now=now)
        page = words(walker.at(4))
        assert page.index("The facts are right.") < page.index("What they heard from us")
        assert "Confirmed by Ingrid" in page

    def test_somebody_without_feelings_reads_nothing_of_it(self, client, cast, case, walker, ingrid, now):
        say(told(walker), ingrid, Verdict.YES, "The facts are right.", now=now)
        client.force_login(cast.finance)
        assert "The facts are right." not in words(walker.at(4))
