"""What a page keeps by itself arrives late now and then: a press on that page is not undone by it."""

import re
import threading
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from ground.worktime.now import now as clock
from incidents import evidence
from incidents.models import StepDraft, Unknown
from tests import make, make_cases, make_steps
from tests.desk.walk import fields_of
from updates.models import Draft, Update
from updates.talking import save_draft

HOUR = timedelta(hours=1)


@pytest.fixture
def case(john):
    at = clock()
    told = make_cases.told(make_cases.halvorsen(john), now=at - HOUR, next_at=at + 5 * HOUR)
    make_steps.finish(told, 1, by=john, now=at - HOUR / 2)
    return told


@pytest.fixture
def desk(client, john):
    client.force_login(john)
    return client


def typed_at(at):
    """As a field of day and time sends it, where John works."""
    return at.astimezone(ZoneInfo(make.ZONE)).strftime("%Y-%m-%dT%H:%M")


def begun(answer):
    return re.search('name="begun" value="([^"]+)"', answer.content.decode())[1]


@pytest.mark.django_db
def test_words_of_a_step_that_are_saved_do_not_come_back_as_a_draft(desk, case):
    page = f"/i/{case.reference}/step/2"
    typed = {**fields_of(desk.get(page)), "unknown-text": "Bellingham too?"}
    assert desk.post(page, {**typed, "act": "unknown"}).status_code == 302
    late = desk.post(f"{page}/draft", typed)
    assert late.content.decode().startswith("Not saved: ")
    assert Unknown.objects.count() == 1
    again = desk.get(page)
    assert fields_of(again)["unknown-text"] == ""
    desk.post(f"{page}/draft", {"unknown-text": "And Tacoma?", "begun": begun(again)})
    assert fields_of(desk.get(page))["unknown-text"] == "And Tacoma?"


@pytest.mark.django_db
def test_what_was_kept_by_a_press_outlives_what_was_typed_before_it(desk, case):
    page = f"/i/{case.reference}/step/2"
    opened = desk.get(page)
    other = {"ours-text": "We loaded the wrong price"}
    desk.post(page, {**fields_of(opened), **other, "unknown-text": "Bellingham too?", "act": "unknown"})
    desk.post(f"{page}/draft", {**fields_of(opened), "unknown-text": "Bellingh"})
    assert "We loaded the wrong price</textarea>" in desk.get(page).content.decode()


@pytest.mark.django_db
def test_a_letter_that_is_sent_does_not_come_back_as_a_draft(desk, case):
    page = f"/i/{case.reference}/update"
    opened = desk.get(page)
    typed = {"kind": "update", "heading": "The price is mended", "body": "It is 38.00.", "begun": begun(opened)}
    when = {"next": "other", "next_other": typed_at(clock() + 72 * HOUR)}
    sent = desk.post(page, {**typed, **when, "tell": [case.speaker_id], "act": "send"})
    assert sent.status_code == 302
    assert Update.objects.filter(heading="The price is mended").exists()
    assert desk.post(f"{page}/draft", typed).content.decode().startswith("Not saved: ")
    assert "It is 38.00." not in desk.get(page).content.decode()
    desk.post(f"{page}/draft", {**typed, "body": "One more thing.", "begun": begun(desk.get(page))})
    assert Draft.objects.get().body == "One more thing."


@pytest.mark.parametrize("instant", ["", "soon", "2026-13-45", "2026-01-01T10:00:00", "\x00", "9" * 500])
@pytest.mark.django_db
def test_an_instant_nobody_can_read_keeps_the_words_all_the_same(desk, case, instant):
    desk.post(f"/i/{case.reference}/step/2/draft", {"ours-text": "We loaded the wrong", "begun": instant})
    assert "We loaded the wrong</textarea>" in desk.get(f"/i/{case.reference}/step/2").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_pressed_and_kept_at_once_ends_with_what_was_pressed(case, john):
    """However the two meet, nothing of what was saved stays as a draft of a page opened before."""
    opened, failed = clock(), []
    gate = threading.Barrier(2)

    def at_once(do):
        try:
            gate.wait(20)
            do()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    def press():
        evidence.drop_draft(case, number=2, by=john, now=clock())

    def keep():
        evidence.keep_draft(case, number=2, fields="unknown-text=Late", by=john, now=clock(), begun=opened)

    for _round in range(8):
        both = [threading.Thread(target=at_once, args=(do,)) for do in (press, keep)]
        for one in both:
            one.start()
        for one in both:
            one.join(60)
        assert not failed, failed
        assert StepDraft.objects.get().fields == ""
        StepDraft.objects.all().delete()


@pytest.mark.django_db
def test_one_draft_a_person_however_often_it_is_kept(case, john, dana):
    for who in (john, dana, john):
        save_draft(case, heading="", body=f"Of {who.name}", by=who, now=clock())
    assert {draft.body for draft in Draft.objects.all()} == {f"Of {john.name}", f"Of {dana.name}"}
