"""A customer answers on their page, without script: what is asked, what they read after it, what is refused."""

import gzip
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ground.accounts.models import Tries
from incidents.choices import Question, Told, Verdict
from incidents.models import Answer, Asking, CheckIn, Frame, Promise, Summary
from tests import bad_input, make
from tests.everything import changed, everything
from tests.updates import told
from trust.models import Declined, ElementsAnswer, Reading, Whose
from trust.questions import note_asked
from trust.readings import record_reading
from updates.links import link_for, token_of

NOW = make.NOW
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COUNTED = frozenset({"accounts.Tries"})
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """Sets the time the pages are read at."""

    def set_to(at):
        monkeypatch.setattr("statuspage.views.now", lambda: at)
        monkeypatch.setattr("statuspage.answer_views.now", lambda: at)

    set_to(NOW)
    return set_to


@pytest.fixture
def story(cast, clock):
    return told.story(cast)


@pytest.fixture
def link(story):
    return link_for(story.incident, story.ingrid, now=NOW)


@pytest.fixture
def here(link):
    return f"/s/{token_of(link)}"


def words(answer):
    """The page as it is read: no tags, one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def complaint(answer):
    found = re.search(r'<div class="error-summary".*?</div>', answer.content.decode(), re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


def keys(page):
    return re.findall(r'name="key" value="([^"]+)"', page.content.decode())


def send(client, here, act="ask", **fields):
    good = {"act": act, "key": keys(client.get(here))[0], "name": "Ingrid Halvorsen", "question": "Who checked it?"}
    return client.post(here, good | fields)


def tell_summary(story, kind=Summary, **fields):
    letter = story.incident.updates.last()
    known = {
        "text": "We charged too much.",
        "told_by": Told.UPDATE,
        "told_id": letter.pk,
        "told_to": story.ingrid,
        "told_at": letter.sent_at,
    }
    known |= fields
    if kind is Frame:
        known["sentence"] = known.pop("text")
    return kind.objects.create(incident=story.incident, by=story.incident.owner, at=NOW - DAY, **known)


def more_was_told(story):
    told.tell(story.incident, [story.ingrid], at=NOW - HOUR, next_at=NOW + DAY, heading="More")


def test_after_sending_they_read_who_has_it_and_by_when_they_hear(client, here):
    sent = send(client, here)
    assert sent.status_code == 302
    read = words(client.get(sent["Location"]))
    assert "Thank you. John has it and will answer by Friday 20 November." in read
    assert "A receipt is on its way" in read
    assert "An answer to your question" in read, "it is among the promises"


def test_a_yes_needs_no_words_and_a_no_does(client, here, story):
    summary = tell_summary(story)
    assert "We charged too much." in words(client.get(here))
    asked = {"about": str(summary.pk), "act": "right", "words": ""}
    assert "Write what is not right" in complaint(send(client, here, **asked, verdict="no"))
    sent = send(client, here, **asked, verdict="yes")
    assert "Thank you. John has it." in words(client.get(sent["Location"]))
    assert Answer.objects.get().about_id == summary.pk
    assert "On Thursday 19 November we heard: “Yes, that is what happened”." in words(client.get(here))


def test_nothing_chosen_is_said_kindly_and_keeps_everything(client, here):
    assert "Choose or write something first." in complaint(send(client, here, "right", verdict="", words=""))


def test_what_was_typed_stays_when_something_is_missing(client, here):
    answer = send(client, here, name="", question="Who looked at line 4?")
    assert "Write your name" in complaint(answer)
    assert "Who looked at line 4?" in words(answer)
    assert "<title>Error:" in answer.content.decode()


def test_a_forwarded_link_keeps_the_name_they_sign_with(client, here):
    send(client, here, name="Tomas Reed")
    answer = Answer.objects.get()
    assert (answer.said_name, answer.contact.name) == ("Tomas Reed", "Ingrid Halvorsen")


def test_the_same_form_posted_twice_is_one_answer_and_reads_the_same(client, here):
    fields = {"key": "k" * 24}
    first, second = send(client, here, **fields), send(client, here, **fields)
    assert first["Location"] == second["Location"]
    assert Answer.objects.count() == 1
    send(client, here, **fields, question="And who looks now?")
    assert Answer.objects.count() == 2, "other words in the same form are not lost"


def test_the_same_number_twice_is_one_reading_though_it_is_asked_only_once(client, here, story):
    more_was_told(story)
    fields = {"verdict": "yes", "words": "", "trust": "4", "feelings": ["let_down", "worried"], "key": "k" * 24}
    first, second = send(client, here, "right", **fields), send(client, here, "right", **fields)
    assert first["Location"] == second["Location"]
    assert Reading.objects.get().value == 4
    assert sorted(Answer.objects.values_list("question", flat=True)) == ["correction", "feelings", "trust"]
    assert Answer.objects.get(question="feelings").words == "let down, worried"


def test_bank_details_are_refused_kindly_and_never_kept(client, here):
    before = everything(but=COUNTED)
    answer = send(client, here, question="Pay it to DE89 3704 0044 0532 0130 00")
    assert "We never take them here" in complaint(answer)
    assert changed(before) == []


def test_order_numbers_are_taken(client, here):
    assert send(client, here, question="Order 4500123456, invoice 2023-0044-0012").status_code == 302


def test_twenty_an_hour_for_one_link_and_a_sentence_after_that(client, here, clock):
    for number in range(20):
        assert send(client, here, question=f"Question {number}").status_code == 302
    refused = send(client, here, question="One more")
    assert "Too much was sent within an hour. Wait a while, or call us." in complaint(refused)
    assert "One more" in words(refused)
    assert Answer.objects.count() == 20
    assert Tries.objects.exists()
    clock(NOW + HOUR)
    assert send(client, here, question="One more").status_code == 302


def test_the_form_needs_no_cookie_and_leaves_none(story, here):
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    assert send(strict, here).status_code == 302
    assert not strict.cookies


BAD = ["/s/" + "A" * 43, "/s/x", "/s/", "/s/" + "A" * 43 + "/call", "/s/" + "A" * 43 + "/answers/1/take-back"]
BAD += ["/s/" + "A" * 43 + "/five", "/s/%00", "/s/" + "A" * 43 + "/answers/x/take-back", "/s/" + "A" * 42 + "/call"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_bad_link_gets_the_same_answer_whatever_is_sent_to_it(client, story, method):
    before = everything(but=COUNTED)
    answers = [getattr(client, method)(bad, {"act": "ask", "question": "x", "name": "x"}) for bad in BAD]
    answers.append(client.get(BAD[0]))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1
    assert changed(before) == []


def test_a_token_with_another_answers_number_takes_nothing_back(client, here, story, link):
    send(client, here)
    other = link_for(story.incident, story.tomas, now=NOW)
    before = everything(but=COUNTED)
    for number in (Answer.objects.get().pk, 10**17, 0):
        assert client.post(f"/s/{token_of(other)}/answers/{number}/take-back").status_code == 404
    assert changed(before) == []


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_opens_every_link_moves_nothing(client, here, story, method, link):
    more_was_told(story)
    tell_summary(story)
    story.incident.step_now = 8
    story.incident.save()
    answered = send(client, here)
    Reading.objects.create(
        customer=story.customer, contact=story.ingrid, value=8, whose=Whose.THEIRS, occasion="other",
        said_at=NOW, recorded_at=NOW,
    )  # fmt: skip
    number = Answer.objects.get().pk
    pages = [here, answered["Location"], f"{here}/call", f"{here}/five", f"{here}/answers/{number}/take-back"]
    found = {href for page in pages for href in links_in(client.get(page))}
    assert {f"{here}/call", f"{here}/five", here} <= found
    before = everything()
    for address in {*pages, *found}:
        for query in ("", "?act=ask", "?verdict=yes&act=right", "?sent=1"):
            assert getattr(client, method)(f"{address.split('?')[0]}{query}").status_code in (200, 404)
    assert changed(before) == []


def test_a_link_of_a_letter_opens_the_form_with_its_answer_chosen_and_leaves_the_press_to_them(client, here, story):
    tell_summary(story)
    before = everything()
    opened = client.get(f"{here}?right=no").content.decode()
    chosen = re.findall(r"<input[^>]*name=\"verdict\"[^>]*checked[^>]*>", opened)
    assert [re.search(r'value="(\w+)"', tag)[1] for tag in chosen] == ["no"]
    assert re.search(r'<section[^>]*id="answer"', opened), "where a letter that asks for a number leads"
    assert 'id="h-right"' in opened
    for made_up in ("right=maybe", "right=yes&right=<b>", "settled=yes"):
        assert client.get(f"{here}?{made_up}").status_code == 200
    assert changed(before) == []


def links_in(answer):
    return {unescape(href) for href in re.findall(r'href="(/s/[^"#]+)', answer.content.decode())}


def test_a_summary_that_was_told_to_somebody_else_or_may_be_taken_back_is_not_asked_about(client, here, story):
    summary = tell_summary(story, text="For Tomas alone.", told_by=Told.CONVERSATION, told_id=1, told_to=story.tomas)
    assert "For Tomas alone." not in words(client.get(here))
    Summary.objects.filter(pk=summary.pk).delete()
    letter = told.tell(story.incident, [story.ingrid], at=NOW, next_at=NOW + DAY)
    tell_summary(story, text="Just sent.", told_id=letter.pk, told_at=NOW)
    assert "Just sent." not in words(client.get(here))


def test_a_new_version_is_asked_about_only_once_it_is_told(client, here, story):
    old = tell_summary(story)
    Summary.objects.create(incident=story.incident, by=old.by, at=NOW, text="Second version.", replaces=old)
    read = words(client.get(here))
    assert "Second version." not in read
    assert "We charged too much." not in read
    refused = send(client, here, "right", verdict="yes", words="", about=str(old.pk))
    assert refused.status_code == 302, "a yes to what stood there is kept, about no version"
    assert Answer.objects.get().question == Question.CORRECTION


def test_a_version_told_while_they_wrote_is_not_confirmed_unread(client, here, story):
    tell_summary(story)
    refused = send(client, here, "right", verdict="yes", words="", about="")
    assert "We changed this while you had the page open." in complaint(refused)


def test_the_sentence_is_asked_about_once_it_was_told(client, here, story):
    frame = tell_summary(story, Frame, text="Nobody compared the price with the contract.")
    assert "Is this what it comes down to?" in words(client.get(here))
    sent = send(client, here, "sentence", verdict="no", words="Nobody was asked to.", about=str(frame.pk))
    assert sent.status_code == 302
    answer = Answer.objects.get()
    assert (answer.question, answer.verdict, answer.about_id) == (Question.SENTENCE, Verdict.NO, frame.pk)


def test_trust_is_asked_once_in_14_days_and_never_with_the_first_notice(client, here, story, clock):
    asks = "How much do you trust us right now?"
    assert asks not in words(client.get(here))
    more_was_told(story)
    assert asks in words(client.get(here))
    note_asked(story.ingrid, about="trust", now=NOW - HOUR)
    assert asks in words(client.get(here)), "a letter that asked them just now means this very field"
    send(client, here, "right", verdict="yes", words="", trust="4")
    read = client.get(here)
    assert asks not in words(read)
    clock(NOW + 14 * DAY)
    assert "You said 4 on Thursday 19 November." in words(client.get(here))


def test_whoever_declined_to_be_asked_is_not_asked(client, here, story):
    more_was_told(story)
    Declined.objects.create(contact=story.ingrid, about="trust", since=NOW)
    assert "How much do you trust us" not in words(client.get(here))


def test_it_is_asked_whether_it_is_settled_when_it_was_asked_or_is_closed(client, here, story):
    assert "Is it settled for you?" not in words(client.get(here))
    Asking.objects.create(
        incident=story.incident, contact=story.ingrid, question=Question.RESOLUTION, asked_at=NOW,
        told_by=Told.UPDATE, told_id=1,
    )  # fmt: skip
    assert "Is it settled for you?" in words(client.get(here))
    assert send(client, here, "settled", verdict="yes", words="").status_code == 302


def closed(story):
    incident = story.incident
    incident.promises.update(state="kept", settled_at=NOW - 8 * DAY, rung_due_at=None)
    type(incident).objects.filter(pk=incident.pk).update(
        state="closed", closed_at=NOW - 8 * DAY, ending="override", ending_reason="x", next_update_due_at=None,
        closed_by=incident.owner,
    )  # fmt: skip
    incident.refresh_from_db()


def test_a_check_in_is_answered_on_the_page(client, here, story):
    closed(story)
    check_in = CheckIn.objects.create(
        incident=story.incident, closed_at=NOW - 8 * DAY, day=7, due_at=NOW - DAY, contact=story.ingrid,
        asked_at=NOW - DAY,
    )  # fmt: skip
    note_asked(story.ingrid, about="trust", now=NOW - DAY)
    read = words(client.get(here))
    assert "How is it now?" in read
    assert "tell us here" in read
    fields = {"verdict": "no", "words": "Line 4 again.", "trust": "3", "key": "k" * 24}
    first = send(client, here, "now", **fields)
    check_in.refresh_from_db()
    assert (check_in.verdict, check_in.value) == ("no", 3)
    assert story.incident.reopenings.count() == 1
    assert send(client, here, "now", **fields)["Location"] == first["Location"], "the form is gone, the press is known"
    assert "How is it now?" not in words(client.get(here))


def test_a_call_is_chosen_from_three_times_in_their_zone(client, cast, clock):
    story = told.story(cast, zone="Europe/London")
    here = f"/s/{token_of(link_for(story.incident, story.ingrid, now=NOW))}"
    page = client.get(f"{here}/call")
    offered = re.findall(r'name="at"[^>]*value="([^"]+)"', page.content.decode())
    assert len(offered) == 3
    assert "Friday 20 November, 17:00 to 17:30" in words(page)
    assert "United Kingdom Time" in words(page)
    fields = {"at": offered[0], "name": "Ingrid", "key": "k" * 24, "phone": "+44 20 7946 0000", "about": "Line 4"}
    sent = client.post(f"{here}/call", fields)
    assert client.post(f"{here}/call", fields)["Location"] == sent["Location"]
    assert "Thank you. John calls you: Friday 20 November, 17:00 to 17:30." in words(client.get(sent["Location"]))
    assert "+44 20 7946 0000" in Answer.objects.get().words


@pytest.mark.parametrize(
    "at", ["", "x", "2026-11-21T20:00Z", "2026-11-20T18:07Z", "2020-01-01T10:00Z", "9999-01-01T00:00Z", "\x00"]
)
def test_a_call_at_a_time_that_cannot_be_is_refused_with_a_sentence(client, here, at):
    before = everything(but=COUNTED)
    answer = client.post(f"{here}/call", {"at": at, "name": "Ingrid", "about": "Line 4 is wrong"})
    assert answer.status_code == 200
    assert complaint(answer)
    assert "Line 4 is wrong" in words(answer)
    assert changed(before) == []


def test_taking_back_is_one_press_on_a_page_that_says_what_goes(client, here):
    sent = send(client, here, name="Tomas Reed")
    back = f"{here}/answers/{Answer.objects.get().pk}/take-back"
    assert back in client.get(sent["Location"]).content.decode()
    read = words(client.get(back))
    assert "signed by Tomas Reed" in read
    assert "Who checked it?" in read
    assert client.post(back)["Location"] == back
    assert "It counts no more, and John knows." in words(client.get(back))
    assert client.post(back).status_code == 302
    assert Promise.objects.get(kind="commitment").state == "released"
    assert "Thank you" not in words(client.get(sent["Location"]))


def test_after_five_working_days_it_is_said_that_it_is_too_late(client, here, clock):
    send(client, here)
    back = f"{here}/answers/{Answer.objects.get().pk}/take-back"
    clock(NOW + 9 * DAY)
    assert "This could be taken back until Friday 27 November." in words(client.get(back))
    assert "five working days" in words(client.post(back))
    assert Answer.objects.get().withdrawn_at is None


def nearly_right(story):
    story.incident.step_now = 8
    story.incident.save()
    number = {"customer": story.customer, "value": 8, "whose": Whose.THEIRS, "occasion": "other"}
    record_reading(**number, said_at=NOW - HOUR, by=None, now=NOW, contact=story.ingrid)


def test_the_five_are_asked_when_it_is_nearly_right_and_any_may_be_left_out(client, here, story):
    assert f"{here}/five" not in client.get(here).content.decode()
    assert client.get(f"{here}/five").status_code == 302
    nearly_right(story)
    assert f"{here}/five" in client.get(here).content.decode()
    sent = client.post(
        f"{here}/five", {"dependability": "4", "competence": "7", "words": "Ring sooner.", "act": "five"}
    )
    answer = ElementsAnswer.objects.get()
    assert (answer.dependability, answer.competence, answer.empathy, answer.words) == (4, 7, None, "Ring sooner.")
    assert "Thank you. John reads it." in words(client.get(sent["Location"]))
    assert client.get(f"{here}/five").status_code == 302, "at most quarterly"
    client.post(f"{here}/five", {"dependability": "4", "act": "five"})
    assert ElementsAnswer.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{}, {"truth": "11"}, {"truth": "x"}, {"truth": "5", "words": "4111 1111 1111 1111"}]
)
def test_the_five_refuse_what_cannot_be(client, here, story, fields):
    nearly_right(story)
    before = everything(but=COUNTED)
    assert complaint(client.post(f"{here}/five", fields | {"act": "five"}))
    assert changed(before) == []


def test_do_not_ask_me_this_again(client, here, story):
    nearly_right(story)
    sent = client.post(f"{here}/five", {"act": "never"})
    assert "We will not ask you this again." in words(client.get(sent["Location"]))
    assert f"{here}/five" not in client.get(here).content.decode()
    assert Declined.objects.get().about == "elements"


def test_the_page_asks_six_statements_and_is_small(client, here, story):
    more_was_told(story)
    tell_summary(story)
    tell_summary(story, Frame)
    for number in range(15):
        send(client, here, question=f"Question {number}")
    client.get(here)
    with CaptureQueriesContext(connection) as found:
        page = client.get(here)
    assert len(found) <= 6, "\n".join(query["sql"] for query in found)
    assert len(gzip.compress(page.content)) < 20_000


TEXTS = ("question", "name")


@pytest.mark.parametrize("kind", [*bad_input.TEXTS_REFUSED])
def test_a_text_that_cannot_be_is_refused_and_keeps_the_page(client, here, kind):
    before = everything(but=COUNTED)
    for act, field in (("ask", "question"), ("right", "words")):
        answer = send(client, here, act, **{field: bad_input.TEXTS_REFUSED[kind]})
        assert answer.status_code == 200
        assert complaint(answer), (act, kind)
    assert changed(before) == []


@pytest.mark.parametrize("kind", [*bad_input.LINES_REFUSED])
def test_a_name_that_cannot_be_is_refused_with_a_sentence(client, here, kind):
    before = everything(but=COUNTED)
    assert complaint(send(client, here, name=bad_input.LINES_REFUSED[kind])), kind
    assert changed(before) == []


@pytest.mark.parametrize("value", [*bad_input.NO_CHOICE.values()])
def test_a_choice_that_is_none_is_refused(client, here, story, value):
    more_was_told(story)
    before = everything(but=COUNTED)
    for field in ("verdict", "trust", "feelings"):
        assert complaint(send(client, here, "right", **{"words": "x", "verdict": "no", field: value})), field
    assert changed(before) == []


@pytest.mark.parametrize("fields", [{"act": "nobody"}, {"act": ""}, {}, {"act": ["ask", "right"]}, {"about": "9" * 40}])
def test_a_post_that_is_no_form_of_ours_changes_nothing(client, here, fields):
    before = everything(but=COUNTED)
    answer = client.post(here, fields)
    assert answer.status_code == 200
    assert changed(before) == []


@pytest.mark.parametrize("said", [*bad_input.HARMLESS.values()])
def test_words_like_any_other_are_taken_and_never_run(client, here, said):
    sent = send(client, here, question=said, name="Ingrid")
    assert sent.status_code == 302
    back = client.get(f"{here}/answers/{Answer.objects.get().pk}/take-back").content
    assert b"<script>alert" not in back
    assert b"<img src=x" not in back
