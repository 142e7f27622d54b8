"""The summary and the sentence are told, asked about, heard, and told again; of two tellings at once one goes out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from ground.outbox.models import Letter as OutboxLetter
from incidents.answering import AnswerRefused, Said, record_answer
from incidents.choices import Told, Verdict, Via
from incidents.evidence import ChangedMeanwhile, change
from incidents.gates import missing
from incidents.gathering import case_of
from incidents.models import Answer, Asking, Frame, Incident, Summary
from recovery.understanding import Heard, Letter, Seen, ToldMeanwhile, hear, say_sentence, tell_sentence, tell_summary
from tests import make, make_cases, make_steps
from tests.make_cases import HOUR
from updates.choices import UpdateState
from updates.models import Update
from updates.not_told import did_not_happen
from updates.sending import SendRefused, undo_update

DAY = timedelta(days=1)
FIVE_DAYS_ON = make.NOW + 8 * DAY
"""Five working days: a weekend and a holiday lie between."""
UNSEEN = Seen()


@pytest.fixture
def case(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now - DAY, next_at=now + HOUR)


@pytest.fixture
def ingrid(case):
    return case.customer.contacts.get(name="Ingrid Halvorsen")


def letter(case, now):
    return Letter(contacts=[case.customer.contacts.get(name="Ingrid Halvorsen")], next_at=now + DAY)


def tell(case, by, now, seen=UNSEEN, **words):
    words = {**make_steps.SUMMARY, **words}
    return tell_summary(case, words=words, seen=seen, letter=letter(case, now), by=by, now=now)


def heard(contact, at, **fields):
    return Heard(contact=contact, channel="phone", began="us", happened_at=at, **fields)


def lacks(case, number, john, now):
    picture = case_of(case, number, hours=john.hours(), now=now)
    return [thing.code for thing in missing(number, picture)]


@pytest.mark.django_db
class TestTelling:
    def test_the_summary_goes_as_one_letter_and_asks_one_question(self, case, ingrid, john, now):
        summary = tell(case, john, now)
        update = Update.objects.get(pk=summary.told_id)
        assert (summary.told_by, summary.told_to, summary.told_at) == (Told.UPDATE, ingrid, now)
        assert update.body == "\n\n".join(make_steps.SUMMARY.values())
        assert update.question == "summary"
        asking = Asking.objects.get()
        assert (asking.question, asking.contact, asking.about_id) == ("summary", ingrid, summary.pk)

    def test_it_is_an_update_so_the_clock_runs_to_its_next_time(self, case, john, now):
        tell(case, john, now)
        assert Incident.objects.get(pk=case.pk).next_update_due_at == now + DAY

    def test_the_sentence_is_told_and_asked_about(self, case, john, now):
        fields = {"sentence": make_steps.SENTENCE, "failing": "integrity"}
        frame = tell_sentence(case, fields=fields, seen=Seen(), letter=letter(case, now), by=john, now=now)
        assert make_steps.SENTENCE in Update.objects.get(pk=frame.told_id).body
        assert Asking.objects.get().question == "sentence"
        assert Incident.objects.get(pk=case.pk).failing == "integrity"

    def test_nothing_is_asked_before_the_first_notice(self, john, now):
        untold = make_cases.untold(make_cases.halvorsen(john), now=now)
        with pytest.raises(SendRefused, match="first notice"):
            tell(untold, john, now)
        assert not Summary.objects.exists()

    def test_the_same_words_again_ask_again(self, case, john, now):
        first = tell(case, john, now)
        again = tell(case, john, now + 6 * HOUR, seen=Seen(first.pk, asked=1))
        assert again == first
        assert again.told_at == now
        assert Asking.objects.count() == 2

    def test_a_correction_leads_to_a_version_that_is_told_again(self, case, ingrid, john, now):
        first = tell(case, john, now)
        hear(first, heard=heard(ingrid, now, verdict="no", words="It was two reminders."), by=john, now=now)
        second = tell(case, john, now + HOUR, seen=Seen(first.pk, asked=2), text="We reminded you twice.")
        assert second.replaces == first
        assert lacks(case, 4, john, now) == ["confirmed"]


@pytest.mark.django_db
class TestSilence:
    def test_two_questions_five_working_days_apart_and_five_more_days_stand_for_an_answer(self, case, john, now):
        first = tell(case, john, now)
        tell(case, john, FIVE_DAYS_ON, seen=Seen(first.pk, asked=1))
        assert lacks(case, 4, john, FIVE_DAYS_ON + 7 * DAY - HOUR) == ["confirmed"]
        assert lacks(case, 4, john, FIVE_DAYS_ON + 7 * DAY) == []

    def test_asked_again_too_soon_counts_as_once(self, case, john, now):
        first = tell(case, john, now)
        tell(case, john, FIVE_DAYS_ON - HOUR, seen=Seen(first.pk, asked=1))
        assert lacks(case, 4, john, now + 60 * DAY) == ["confirmed"]

    def test_whoever_corrected_the_first_version_has_not_been_silent(self, case, ingrid, john, now):
        first = tell(case, john, now)
        at = now + DAY
        hear(first, heard=heard(ingrid, at, verdict="no", words="Two reminders."), by=john, now=at)
        tell(case, john, FIVE_DAYS_ON, seen=Seen(first.pk, asked=2), text="We reminded you twice.")
        assert lacks(case, 4, john, now + 20 * DAY) == ["confirmed"]


@pytest.mark.django_db
class TestNotTold:
    def test_a_letter_taken_back_told_nothing_and_asked_nothing(self, case, john, now):
        summary = tell(case, john, now)
        undo_update(Update.objects.get(pk=summary.told_id), by=john, now=now + timedelta(seconds=9))
        summary.refresh_from_db()
        assert (summary.told_by, summary.told_id, summary.told_at) == ("", None, None)
        assert Asking.objects.get().void_at is not None
        assert lacks(case, 4, john, now) == ["told", "confirmed"]

    def test_when_the_first_letter_reached_nobody_the_second_is_the_one_that_told(self, case, john, now):
        first = tell(case, john, now)
        update = Update.objects.get(pk=first.told_id)
        tell(case, john, now + HOUR, seen=Seen(first.pk, asked=1))
        did_not_happen(update, state=UpdateState.REACHED_NOBODY, by=None, now=now + 2 * HOUR)
        first.refresh_from_db()
        assert first.told_at == now + HOUR
        assert first.told_id != update.pk

    def test_after_undo_it_can_be_told_anew(self, case, john, now):
        summary = tell(case, john, now)
        undo_update(Update.objects.get(pk=summary.told_id), by=john, now=now + timedelta(seconds=9))
        assert tell(case, john, now + HOUR, seen=Seen(summary.pk)).told_at == now + HOUR


@pytest.mark.django_db
class TestHearing:
    def test_a_yes_on_the_phone_confirms(self, case, ingrid, john, now):
        summary = tell(case, john, now)
        said = hear(summary, heard=heard(ingrid, now, verdict="yes", words="That is it."), by=john, now=now)
        assert (said.via, said.about_id, said.dealt_by) == (Via.CONVERSATION, summary.pk, john)
        assert case.conversations.get(pk=said.via_id).their_words == "That is it."
        assert lacks(case, 4, john, now) == []

    def test_it_keeps_the_clock_only_with_a_next_time(self, case, ingrid, john, now):
        summary = tell(case, john, now)
        hear(summary, heard=heard(ingrid, now, verdict="yes"), by=john, now=now)
        assert Incident.objects.get(pk=case.pk).next_update_due_at == now + DAY
        hear(summary, heard=heard(ingrid, now, verdict="yes", next_at=now + 2 * DAY), by=john, now=now)
        assert Incident.objects.get(pk=case.pk).next_update_due_at == now + 2 * DAY

    def test_what_was_read_to_them_is_told_by_that_conversation(self, case, ingrid, john, now):
        summary = make_steps.summary(case, by=john, now=now)
        hear(summary, heard=heard(ingrid, now, verdict="yes"), by=john, now=now)
        summary.refresh_from_db()
        assert (summary.told_by, summary.told_to) == (Told.CONVERSATION, ingrid)

    def test_whoever_does_not_want_to_say_was_asked_and_has_not_answered(self, case, ingrid, john, now):
        summary = tell(case, john, now)
        assert hear(summary, heard=heard(ingrid, now), by=john, now=now) is None
        assert Asking.objects.count() == 2
        assert not Answer.objects.exists()

    def test_a_correction_without_words_is_refused(self, case, ingrid, john, now):
        summary = tell(case, john, now)
        with pytest.raises(AnswerRefused, match="what they would change"):
            hear(summary, heard=heard(ingrid, now, verdict="no"), by=john, now=now)
        assert case.conversations.count() == 0

    def test_an_answer_to_words_that_changed_meanwhile_is_not_lost_on_the_wrong_version(self, case, ingrid, john, now):
        summary = tell(case, john, now)
        tell(case, john, now, seen=Seen(summary.pk, 1), text="New words.")
        with pytest.raises(ChangedMeanwhile):
            hear(summary, heard=heard(ingrid, now, verdict="yes"), by=john, now=now)

    def test_an_answer_taken_back_stands_no_more(self, case, ingrid, john, now):
        summary = tell(case, john, now)
        said = Said(question="summary", verdict=Verdict.YES, words="", via=Via.PAGE, said_at=now, about_id=summary.pk)
        answer = record_answer(case, contact=ingrid, said=said, by=None, now=now)
        Answer.objects.filter(pk=answer.pk).update(withdrawn_at=now)
        assert lacks(case, 4, john, now) == ["confirmed"]


class TestAtOnce:
    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("saved", [True, False])
    def test_two_people_tell_at_once_and_one_letter_goes_out(self, case, john, dana, now, saved):
        kept = make_steps.summary(case, by=john, now=now) if saved else None
        seen, before, together = Seen(kept.pk if kept else None), OutboxLetter.objects.count(), Barrier(2)

        def press(person):
            together.wait(10)
            try:
                tell(case, person, now, seen=seen)
            except (ToldMeanwhile, ChangedMeanwhile) as refused:
                return str(refused)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as presses:
            words = [press.result() for press in [presses.submit(press, person) for person in (john, dana)]]
        assert words.count(None) == 1
        assert "wrote" in next(word for word in words if word)
        assert OutboxLetter.objects.count() == before + 1
        assert Summary.objects.current().count() == 1
        assert Asking.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_people_ask_again_at_once_and_one_letter_goes_out(self, case, john, dana, now):
        first, together = tell(case, john, now), Barrier(2)

        def press(person):
            together.wait(10)
            try:
                return tell(case, person, now + 7 * DAY, seen=Seen(first.pk, asked=1)).pk
            except ToldMeanwhile:
                return None
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as presses:
            told = [press.result() for press in [presses.submit(press, person) for person in (john, dana)]]
        assert sorted(told, key=str) == [first.pk, None]
        assert Asking.objects.count() == 2


@pytest.mark.django_db
def test_a_frame_keeps_its_versions(case, john, now):
    first = make_steps.frame(case, by=john, now=now)
    fields = {"sentence": "You paid too much for 44 months."}
    second = tell_sentence(case, fields=fields, seen=Seen(first.pk), letter=letter(case, now), by=john, now=now)
    assert second.scope == first.scope
    assert Frame.objects.get(pk=first.pk).sentence == make_steps.SENTENCE
    assert now == make.NOW


@pytest.mark.django_db
def test_the_letter_says_what_it_asks_in_both_its_forms(case, john, now):
    tell(case, john, now)
    raw = bytes(OutboxLetter.objects.order_by("pk").last().raw).decode()
    assert raw.count("Did we get this right?") == 2


@pytest.mark.django_db
def test_causes_added_after_she_accepted_the_sentence_ask_for_nothing_anew(case, ingrid, john, now):
    fields = {"sentence": make_steps.SENTENCE, "scope": "Tacoma"}
    frame = tell_sentence(case, fields=fields, seen=Seen(), letter=letter(case, now), by=john, now=now)
    hear(frame, heard=heard(ingrid, now, verdict="yes"), by=john, now=now)
    newer = change(frame, by=john, now=now, happened_cause="price_table", unnoticed_cause="no_check")
    assert newer.told_at == now
    assert lacks(case, 6, john, now) == []
    reworded = change(newer, by=john, now=now, sentence="You paid too much for 44 months.")
    assert reworded.told_at is None
    assert lacks(case, 6, john, now) == ["accepted"]


@pytest.mark.django_db
def test_a_sentence_said_aloud_before_any_letter_is_told_by_that_conversation(case, ingrid, john, now):
    said = say_sentence(
        case,
        fields={"sentence": make_steps.SENTENCE},
        seen=Seen(),
        heard=heard(ingrid, now, verdict="yes"),
        by=john,
        now=now,
    )
    assert Frame.objects.get(pk=said.about_id).told_by == Told.CONVERSATION
