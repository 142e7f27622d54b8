"""Step 6: one sentence that goes to them, two causes, the kind of failing; accepted on the page, by reply or aloud."""

from datetime import timedelta

import pytest

from ground.worktime.now import now as the_time
from incidents.models import Asking, Frame, Incident
from tests import make_cases, make_steps
from tests.desk.walk import Walker, fields_of, words
from updates.models import Update

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FRAME = {
    "frame-sentence": make_steps.SENTENCE,
    "frame-scope": "Tacoma, March 2023 to October 2026",
    "frame-happened_cause": "price_table",
    "frame-unnoticed_cause": "no_check",
    "frame-failing": "competence",
}


@pytest.fixture
def now():
    return the_time()


@pytest.fixture
def case(john, now):
    told = make_cases.told(make_cases.halvorsen(john), now=now - 24 * HOUR, next_at=now + 5 * HOUR)
    return make_steps.finished(told, up_to=5, by=john, now=now)


@pytest.fixture
def ingrid(case):
    return case.customer.contacts.get(name="Ingrid Halvorsen")


@pytest.fixture
def walker(client, john, case):
    client.force_login(john)
    return Walker(client, case)


def test_the_sentence_goes_to_her_and_waits(walker, ingrid):
    page = walker.press(6, "frame.send", **FRAME)
    assert "Waiting for Ingrid" in words(page)
    assert "<b>Asked</b> Is this what it comes down to?" in words(page)
    assert make_steps.SENTENCE in Update.objects.order_by("pk").last().body
    assert Asking.objects.get().question == "sentence"


def test_a_slip_alone_is_no_cause(walker):
    page = walker.press(6, "frame", **{**FRAME, "frame-happened_cause": "human_error", "frame-unnoticed_cause": ""})
    assert "People slip. Say what let the slip through." in words(page)
    assert "People slip" in words(walker.press(6, "finish"))


def test_the_kind_of_failing_comes_with_its_advice_and_is_kept_on_the_case(walker, case):
    page = walker.press(6, "frame", **{**FRAME, "frame-failing": "integrity"})
    assert "Money does not repair a broken word." in words(page)
    assert Incident.objects.get(pk=case.pk).failing == "integrity"


def test_accepted_aloud_then_finished(walker, ingrid):
    walker.press(6, "frame.send", **FRAME)
    page = walker.press(6, "answer", **{"answer-contact": ingrid.pk, "answer-verdict": "yes", "answer-words": "Yes."})
    assert "Accepted by Ingrid" in words(page)
    assert "Step 6 is finished." in words(walker.press(6, "finish"))


def test_causes_may_be_added_after_she_accepted(walker, ingrid):
    walker.press(6, "frame.send", **{**FRAME, "frame-happened_cause": "", "frame-unnoticed_cause": ""})
    walker.press(6, "answer", **{"answer-contact": ingrid.pk, "answer-verdict": "yes", "answer-words": ""})
    page = walker.press(6, "frame", **FRAME)
    assert "Accepted by Ingrid" in words(page)
    assert "Everything for step 6 is here" in words(page)
    assert Frame.objects.current().get().told_at is not None


def test_her_word_instead_of_ours(walker, ingrid):
    walker.press(6, "frame.send", **FRAME)
    said = {"answer-contact": ingrid.pk, "answer-verdict": "no", "answer-words": "Forty-four, not forty."}
    page = walker.press(6, "answer", **said)
    assert "What Ingrid would change" in words(page)
    assert "“Forty-four, not forty.”" in words(page)
    assert fields_of(page)["frame-sentence"] == make_steps.SENTENCE


def test_finishing_names_every_missing_piece(walker):
    page = words(walker.press(6, "finish"))
    for piece in ("one sentence both accept", "where and when", "why it happened", "why nobody noticed", "accepted"):
        assert piece in page


def test_what_a_refused_finish_saved_is_what_the_next_press_changes(walker):
    """The page of the refusal stands on the version that was saved: nobody meets their own words as somebody else's."""
    refused = walker.press(6, "finish", **FRAME | {"frame-unnoticed_cause": ""})
    assert "It says why nobody noticed" in words(refused)
    asked = walker.press(6, "frame.send", page=refused, **FRAME)
    assert "changed this step" not in words(asked)
    assert "Sent to Ingrid" in words(asked)


def test_of_two_who_write_the_later_sees_both(walker, client, dana):
    stale = walker.at(6)
    walker.press(6, "frame", **FRAME)
    client.force_login(dana)
    page = walker.press(6, "frame", page=stale, **{**FRAME, "frame-sentence": "Dana’s sentence."})
    assert "John Reyes changed this step" in words(page)
    assert "Dana’s sentence." in fields_of(page)["frame-sentence"]
    assert make_steps.SENTENCE in words(page)
