"""What a customer says on their page: kept, promised for, told to the owner, receipted; and taken back."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from ground.accounts.models import Absence
from ground.history.models import Entry
from ground.outbox.models import Letter
from incidents.answering import see_to
from incidents.choices import How, PromiseState, Question, Size, State, StepState, Told, Verdict, Via
from incidents.endings import close_incident
from incidents.models import Answer, IncidentReading, Promise, Step, Summary
from incidents.promises import move_promise
from recovery.answers import AnswerRefused, Part, Sent, sent_together, take_answer, take_back
from tests import make, make_cases
from tests.updates import told
from tests.updates.letters_made import as_received, plain
from trust.models import Reading
from updates.links import link_for, revoke_link, token_of
from updates.not_told import did_not_happen
from updates.sending import undo_update
from updates.talking import Talk, note_conversation

NOW = make.NOW
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast):
    return told.story(cast)


@pytest.fixture
def link(story):
    return link_for(story.incident, story.ingrid, now=NOW)


def send(link, *parts, name="Ingrid Halvorsen", key="one", now=NOW):
    return take_answer(link, sent=Sent(name=name, key=key, parts=parts), now=now)


def summary_told(story, update=None):
    """The summary went to Ingrid with the last letter."""
    letter = update or story.incident.updates.last()
    return Summary.objects.create(
        incident=story.incident,
        by=story.incident.owner,
        at=NOW - HOUR,
        text="We charged too much for three years.",
        told_by=Told.UPDATE,
        told_id=letter.pk,
        told_to=story.ingrid,
        told_at=letter.sent_at,
    )


def question(words="Who checked it?"):
    return Part(Question.QUESTION, words=words)


def letters_to(address):
    found = Letter.objects.filter(recipient=address).order_by("pk")
    return [plain(as_received(_message(letter))) for letter in found]


def _message(letter):

    return message_from_bytes(bytes(letter.raw), policy=default)


def test_a_yes_to_the_summary_is_kept_about_this_very_version_and_promises_nothing(story, link):
    summary = summary_told(story)
    [answer] = send(link, Part(Question.SUMMARY, Verdict.YES, about_id=summary.pk))
    assert (answer.verdict, answer.about_id, answer.via, answer.via_id) == ("yes", summary.pk, Via.PAGE, link.pk)
    assert answer.promise is None
    assert answer.recorded_by is None
    assert "John has it. Thank you." in letters_to("ingrid@halvorsen.example")[-1]


def test_a_no_is_kept_with_its_correction_and_answered_within_one_working_day(story, link):
    summary = summary_told(story)
    [answer] = send(link, Part(Question.SUMMARY, Verdict.NO, "It began in 2022.", about_id=summary.pk))
    promise = Promise.objects.get(pk=answer.promise_id)
    assert (promise.text, promise.how, promise.to) == ("An answer to your correction", How.WRITTEN, story.ingrid)
    assert promise.due_at.astimezone(story.incident.owner.hours().zone).strftime("%a %H:%M") == "Fri 17:00"
    assert "John has it and will answer by Friday 20 November." in letters_to("ingrid@halvorsen.example")[-1]


def test_a_critical_one_is_answered_within_its_shorter_gap(story, link):
    story.incident.severity = "critical"
    story.incident.save()
    [answer] = send(link, question())
    assert answer.promise.due_at == NOW + 4 * HOUR
    assert "will answer by 14:40 today" in letters_to("ingrid@halvorsen.example")[-1]


def test_the_owner_gets_one_letter_with_everything_that_was_sent_together(story, link):
    feelings = Part(Question.FEELINGS, words="My board asked me.", feelings=("let down", "worried"))
    answers = send(link, Part(Question.CORRECTION, Verdict.NO, "It began in 2022."), feelings, name="Tomas Reed")
    letter = letters_to("john@brightwater.example")
    assert len(letter) == 1
    for words in ("Tomas Reed wrote with the link of Ingrid Halvorsen", "It began in 2022.", "let down, worried"):
        assert words in letter[0]
    assert [answer.promise is not None for answer in answers] == [True, False]


def test_when_the_owner_is_away_whoever_stands_in_reads_it(story, link, cast):
    Absence.objects.create(person=cast.john, starts_at=NOW - DAY, ends_at=NOW + DAY, deputy=cast.dana)
    send(link, question())
    assert not letters_to("john@brightwater.example")
    assert "Who checked it?" in letters_to("dana@brightwater.example")[0]


def test_a_number_is_their_own_word_on_their_page_about_this_incident(story, link):
    [answer] = send(link, Part(Question.TRUST, number=3))
    reading = Reading.objects.get()
    assert (reading.value, reading.whose, reading.how, reading.contact) == (3, "theirs", "page", story.ingrid)
    assert reading.recorded_by is None
    assert IncidentReading.objects.get().incident == story.incident
    assert answer.about_id == reading.pk


def test_a_fall_of_trust_is_one_letter_to_the_owner_and_one_to_the_manager(story, link):
    send(link, Part(Question.TRUST, number=8), now=NOW - DAY)
    send(link, Part(Question.TRUST, number=3), key="two")
    assert len(letters_to("john@brightwater.example")) == 2, "one for each answer"
    assert "gives us 3 of 10" in letters_to("dana@brightwater.example")[0]


def test_the_same_press_twice_is_one_answer_one_promise_and_two_letters(story, link):
    first, again = send(link, question()), send(link, question())
    assert first == again
    assert Answer.objects.count() == 1
    assert Promise.objects.filter(kind="commitment").count() == 1
    assert Letter.objects.filter(key__startswith="receipt:").count() == 1
    assert Letter.objects.filter(key__startswith="staff:answer:").count() == 1


def test_other_words_from_the_same_form_are_another_answer(story, link):
    send(link, question("Who checked it?"), key="first press")
    send(link, question("And who looks now?"), key="second press")
    assert Answer.objects.count() == 2


def test_a_version_that_was_changed_meanwhile_is_not_confirmed(story, link):
    old = summary_told(story)
    Summary.objects.create(incident=story.incident, by=old.by, at=NOW, text="Better.", replaces=old)
    with pytest.raises(AnswerRefused, match="Read it again"):
        send(link, Part(Question.SUMMARY, Verdict.YES, about_id=old.pk))


def test_what_was_never_told_cannot_be_confirmed(story, link):
    untold = Summary.objects.create(incident=story.incident, by=story.incident.owner, at=NOW, text="A draft.")
    for about in (untold.pk, None, 10**9):
        with pytest.raises(AnswerRefused):
            send(link, Part(Question.SUMMARY, Verdict.YES, about_id=about))
    assert not Answer.objects.exists()


@pytest.mark.parametrize("words", ["Pay to DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111"])
def test_bank_details_are_kept_out_with_a_kind_word(story, link, words):
    with pytest.raises(AnswerRefused, match="We never take them here"):
        send(link, question(words))
    assert not Answer.objects.exists()
    assert not Entry.objects.filter(what="customer.answered").exists()


def test_a_link_that_was_revoked_while_they_wrote_takes_nothing(story, link, cast):
    revoke_link(link, by=cast.john, now=NOW)
    with pytest.raises(AnswerRefused, match="opens nothing now"):
        send(link, question())


def test_a_call_is_promised_until_the_end_of_the_half_hour(story, link):
    at = NOW.replace(minute=0) + 2 * HOUR
    [answer] = send(link, Part(Question.CALL_BACK, words="Number: +1 253 555 0199", call_at=at))
    assert answer.promise.due_at == at + timedelta(minutes=30)
    assert answer.promise.text == "A call, Thursday 19 November, 12:00 to 12:30"
    assert answer.words == "Thursday 19 November, 12:00 to 12:30\nNumber: +1 253 555 0199"


def test_a_letter_with_news_answers_and_keeps_the_promise(story, link):
    [answer] = send(link, question())
    told.tell(story.incident, [story.ingrid], at=NOW + HOUR, next_at=NOW + 2 * DAY)
    answer.refresh_from_db()
    assert answer.dealt_by == story.incident.owner
    assert Promise.objects.get(pk=answer.promise_id).state == PromiseState.KEPT


@pytest.mark.parametrize("kind", ["nothing_new", "late", "moved"])
def test_a_letter_without_news_answers_nothing(story, link, kind):
    [answer] = send(link, question())
    told.tell(story.incident, [story.ingrid], at=NOW + HOUR, next_at=NOW + 2 * DAY, kind=kind)
    answer.refresh_from_db()
    assert answer.dealt_at is None


def test_a_letter_to_somebody_else_and_one_before_it_answer_nothing(story, link):
    [answer] = send(link, question())
    told.tell(story.incident, [story.tomas], at=NOW + HOUR, next_at=NOW + 2 * DAY)
    answer.refresh_from_db()
    assert answer.dealt_at is None


def test_a_letter_that_is_taken_back_leaves_them_unanswered(story, link, cast):
    [answer] = send(link, question())
    update = told.tell(story.incident, [story.ingrid], at=NOW + HOUR, next_at=NOW + 2 * DAY)
    undo_update(update, by=cast.john, now=NOW + HOUR + timedelta(seconds=10))
    answer.refresh_from_db()
    assert (answer.dealt_at, answer.dealt_by, answer.dealt_update_id) == (None, None, None)
    assert Promise.objects.get(pk=answer.promise_id).state == PromiseState.OPEN


def test_a_call_they_asked_for_is_given_by_a_call_and_by_no_letter(story, link, cast):
    at = NOW.replace(minute=0) + 2 * HOUR
    [answer] = send(link, Part(Question.CALL_BACK, call_at=at))
    told.tell(story.incident, [story.ingrid], at=NOW + HOUR, next_at=NOW + 2 * DAY)
    answer.refresh_from_db()
    assert answer.dealt_at is None
    talk = Talk(story.ingrid, "phone", "us", at, "Fine.", "We recalculated.", None)
    note_conversation(story.incident, talk=talk, by=cast.john, now=at + HOUR)
    answer.refresh_from_db()
    assert answer.dealt_at == at
    assert Promise.objects.get(pk=answer.promise_id).state == PromiseState.KEPT


def test_a_press_sees_to_everything_that_came_together(story, link, cast):
    sent = send(link, Part(Question.CORRECTION, Verdict.NO, "In 2022."), Part(Question.TRUST, number=8))
    see_to(sent[1], by=cast.john, now=NOW + HOUR)
    assert not Answer.objects.to_deal_with().exists()
    assert Promise.objects.get(pk=sent[0].promise_id).state == PromiseState.KEPT


def test_taking_back_undoes_the_answer_the_number_and_the_promise(story, link):
    answers = send(link, Part(Question.CORRECTION, Verdict.NO, "In 2022."), Part(Question.TRUST, number=2))
    taken = take_back(link, number=answers[0].pk, now=NOW + DAY)
    assert all(answer.withdrawn_at == NOW + DAY for answer in taken)
    assert not Reading.objects.exists()
    assert Promise.objects.get(pk=answers[0].promise_id).state == PromiseState.RELEASED
    assert Entry.objects.filter(what="trust.taken_back").exists()
    assert "took back" in letters_to("john@brightwater.example")[-1]
    before = Letter.objects.count()
    take_back(link, number=answers[0].pk, now=NOW + DAY)
    assert Letter.objects.count() == before, "a second press takes nothing back again"


def finish(incident, *numbers):
    for number in numbers:
        Step.objects.filter(incident=incident, number=number).update(
            state=StepState.DONE, finished_at=NOW + HOUR, finished_by=incident.owner
        )
    incident.step_now = max(numbers) + 1
    incident.save()


def test_a_step_that_was_finished_by_their_yes_opens_again_and_the_owner_hears_it(story, link):
    summary = summary_told(story)
    [answer] = send(link, Part(Question.SUMMARY, Verdict.YES, about_id=summary.pk))
    finish(story.incident, 1, 2, 3, 4, 5)
    take_back(link, number=answer.pk, now=NOW + DAY)
    story.incident.refresh_from_db()
    assert story.incident.step_now == 4
    assert list(story.incident.steps.filter(state=StepState.TODO).values_list("number", flat=True)) == [4, 5, 6, 7, 8]
    assert "Step 4 rested on it" in letters_to("john@brightwater.example")[-1]


def test_a_step_that_stands_on_another_yes_stays_finished(story, link):
    summary = summary_told(story)
    [mine] = send(link, Part(Question.SUMMARY, Verdict.YES, about_id=summary.pk))
    other = link_for(story.incident, story.tomas, now=NOW)
    send(other, Part(Question.SUMMARY, Verdict.YES, about_id=summary.pk), key="of Tomas")
    finish(story.incident, 1, 2, 3, 4)
    take_back(link, number=mine.pk, now=NOW + DAY)
    story.incident.refresh_from_db()
    assert story.incident.step_now == 5


def test_it_can_be_taken_back_for_five_working_days_to_the_minute(story, link):
    [answer] = send(link, question())
    until = NOW + 8 * DAY
    with pytest.raises(AnswerRefused, match="five working days"):
        take_back(link, number=answer.pk, now=until + timedelta(minutes=1))
    assert take_back(link, number=answer.pk, now=until)[0].withdrawn_at == until


def test_nobody_takes_back_what_came_with_another_link(story, link):
    [answer] = send(link, question())
    other = link_for(story.incident, story.tomas, now=NOW)
    assert sent_together(other, answer.pk) == []
    assert take_back(other, number=answer.pk, now=NOW) == []
    answer.refresh_from_db()
    assert answer.withdrawn_at is None


def test_no_token_is_in_the_history_or_in_a_letter_to_us(story, link):
    answers = send(link, question(), name="Ingrid")
    take_back(link, number=answers[0].pk, now=NOW)
    token = token_of(link)
    for entry in Entry.objects.all():
        assert token not in f"{entry.facts} {entry.text}"
    for letter in Letter.objects.filter(customer=False):
        assert token not in bytes(letter.raw).decode()
    for letter in Letter.objects.filter(key__startswith="receipt:"):
        assert letter.secrets == [token]
        assert letter.guard


def test_the_receipt_goes_to_the_address_of_the_link_says_who_wrote_it_and_that_no_person_did(story, link):
    send(link, question("Is it <b>safe</b> now?"), name="Tomas Reed")
    letter = Letter.objects.get(key__startswith="receipt:")
    message = _message(letter)
    assert (letter.recipient, message["Auto-Submitted"]) == ("ingrid@halvorsen.example", "auto-generated")
    text = plain(as_received(message)).replace("\n", " ")
    assert "signed by Tomas Reed" in text
    assert "Until Friday 27 November you can take it back." in text
    assert "<b>safe</b>" not in message.get_body(("html",)).get_content()


def small_one(john):
    customer = make_cases.halvorsen(john)
    incident = make_cases.small(customer, now=NOW)
    return incident, link_for(incident, customer.contacts.get(speaks=True), now=NOW)


@pytest.mark.parametrize(
    ("part", "size", "state"),
    [
        (Part(Question.RESOLUTION, Verdict.YES), Size.SMALL, State.CLOSED),
        (Part(Question.RESOLUTION, Verdict.NO, "Two more are wrong."), Size.FULL, State.OPEN),
        (Part(Question.CORRECTION, Verdict.NO, "It was June."), Size.FULL, State.OPEN),
        (Part(Question.TRUST, number=6), Size.FULL, State.OPEN),
        (Part(Question.TRUST, number=7), Size.SMALL, State.OPEN),
        (Part(Question.QUESTION, words="Who?"), Size.SMALL, State.OPEN),
    ],
)
def test_a_small_mistake_is_settled_by_a_yes_and_grows_by_an_objection(john, part, size, state):
    incident, link = small_one(john)
    send(link, part, name="Ingrid")
    incident.refresh_from_db()
    assert (incident.size, incident.state) == (size, state)
    if state == State.OPEN:
        assert incident.next_update_due_at is not None


def test_after_closing_a_no_proposes_to_open_again(story, link, cast):
    told.tell(story.incident, [story.ingrid], at=NOW - HOUR, next_at=None, kind="resolved")
    close_incident(story.incident, ending="override", reason="Enough.", by=cast.dana, now=NOW - HOUR)
    [answer] = send(link, Part(Question.RESOLUTION, Verdict.NO, "Line 4 is still wrong."))
    assert story.incident.reopenings.get().answer == answer
    assert answer.promise.due_at > NOW, "an answer is owed, closed or not"


def test_taken_back_after_it_was_answered_it_is_not_owed_again_when_our_letter_comes_back(story, link):
    [answer] = send(link, question())
    update = told.tell(story.incident, [story.ingrid], at=NOW + HOUR, next_at=NOW + DAY)
    take_back(link, number=answer.pk, now=NOW + 2 * HOUR)
    did_not_happen(update, state="reached_nobody", by=None, now=NOW + 3 * HOUR)
    promise = Promise.objects.get(pk=answer.promise_id)
    assert (promise.state, promise.settled_at) == (PromiseState.RELEASED, NOW + 2 * HOUR)


@pytest.mark.parametrize(("end", "state"), [("seen to", PromiseState.KEPT), ("taken back", PromiseState.RELEASED)])
def test_an_answer_whose_date_was_moved_is_settled_with_its_new_date(story, link, end, state):
    [answer] = send(link, question())
    john = story.incident.owner
    moved = move_promise(answer.promise, due_at=NOW + 3 * DAY, by=john, now=NOW, why="She agreed.")
    if end == "seen to":
        see_to(answer, by=john, now=NOW + HOUR)
    else:
        take_back(link, number=answer.pk, now=NOW + HOUR)
    moved.refresh_from_db()
    assert (moved.state, moved.settled_at) == (state, NOW + HOUR)


def test_a_talk_noted_later_answers_what_was_moved_meanwhile(story, link):
    [answer] = send(link, question())
    john = story.incident.owner
    moved = move_promise(answer.promise, due_at=NOW + 3 * DAY, by=john, now=NOW + 2 * HOUR, why="She agreed.")
    talk = Talk(story.ingrid, "phone", "us", NOW + HOUR, "I see.", "Anna checked it.", next_at=None)
    note_conversation(story.incident, talk=talk, by=john, now=NOW + 3 * HOUR)
    moved.refresh_from_db()
    assert (moved.state, moved.settled_at) == (PromiseState.KEPT, moved.made_at)
