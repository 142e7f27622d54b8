"""Every step has one page: read, written, left, finished and opened again; few statements whatever it holds."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ground.outbox.models import Pulse
from incidents import evidence
from incidents.choices import StepState
from incidents.models import Account, Fact, Incident, Preparation, StepDraft
from tests import make_cases, make_steps
from tests.desk.walk import fields_of

HOUR = timedelta(hours=1)
STATEMENTS = 14


@pytest.fixture
def case(john, now):
    return make_cases.told(make_cases.halvorsen(john), now=now - HOUR, next_at=now + 5 * HOUR)


@pytest.fixture
def at(client, john, case):
    client.force_login(john)
    return lambda number, **query: client.get(f"/i/{case.reference}/step/{number}", query)


@pytest.fixture
def press(client, john, case):
    """Posts to the page of a step, with the pressed button."""
    client.force_login(john)

    def post(number, act, **fields):
        sent = {name.replace("__", "-"): value for name, value in fields.items()}
        return client.post(f"/i/{case.reference}/step/{number}", {"act": act, **sent}, follow=True)

    return post


def words(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("who", ["john", "dana"])
@pytest.mark.parametrize("number", range(1, 9))
def test_a_step_page_asks_few_statements_however_much_it_holds(client, request, case, john, now, number, who):
    client.force_login(request.getfixturevalue(who))
    Pulse.objects.create(name="updates.tasks.tick", ran_at=now)
    make_steps.finish_until(case, 8, by=john, now=now)
    for day in range(1, 29):
        row = {"happened_on": date(2025, 2, day), "text": f"Pallet {day}", "source": "The log"}
        evidence.add(Fact, case, by=john, now=now, **row)
    page = f"/i/{case.reference}/step/{number}"
    assert client.get(page).status_code == 200
    with CaptureQueriesContext(connection) as found:
        client.get(page)
    asked = [query["sql"] for query in found if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= STATEMENTS, "\n".join(sql[:150] for sql in asked)


def test_the_order_is_state_guide_evidence_finish(at):
    page = words(at(2))
    places = [page.index(mark) for mark in ('id="h-step"', 'class="guide"', 'id="step-form"', 'id="finish-h"')]
    assert places == sorted(places)
    assert "Ask for their version and write it down" in page


def test_the_guide_says_what_the_step_before_found(at, case, john, now):
    evidence.add(Preparation, case, by=john, now=now, promised="38.00 a pallet, in the contract")
    page = words(at(2))
    assert "From step 1" in page
    assert "38.00 a pallet, in the contract" in page


def test_finish_names_what_is_missing_and_takes_the_focus(press, case):
    page = words(press(2, "finish"))
    assert 'id="finish-h" tabindex="-1" data-focus' in page
    assert "Step 1 comes first. Nobody stands in for the owner yet." in page
    assert "Three things are missing to finish step 2" in page
    assert case.steps.get(number=2).state == StepState.TODO


def test_what_is_typed_is_saved_before_the_step_is_finished(press, case, john, now):
    make_steps.finish(case, 1, by=john, now=now)
    ingrid = case.customer.contacts.get(name="Ingrid Halvorsen")
    fields = {"theirs__contact": ingrid.pk, "theirs__text": "You charged us 46.50.", "theirs__row": ""}
    fields |= {"fact__happened": "March 2023", "fact__text": "First wrong invoice", "fact__source": "INV-20412"}
    page = words(press(2, "finish", **fields))
    assert "Step 2 is finished." in page
    assert Account.objects.get().text == "You charged us 46.50."
    fact = Fact.objects.get()
    assert (fact.happened_on, fact.precision) == (date(2023, 3, 1), "month")
    assert Incident.objects.get(pk=case.pk).step_now == 3


def test_a_row_added_by_a_refused_finish_is_not_offered_to_be_added_twice(client, press, case, john, now):
    make_steps.finish(case, 1, by=john, now=now)
    refused = press(2, "finish", fact__happened="12 Feb 2023", fact__text="Signed", fact__source="HMS-2023")
    assert "One thing is missing to finish step 2" in words(refused)
    again = client.post(f"/i/{case.reference}/step/2", {**fields_of(refused), "act": "finish"}, follow=True)
    assert "One thing is missing to finish step 2" in words(again)
    assert Fact.objects.filter(incident=case).count() == 1


def test_words_of_one_form_stay_when_another_is_saved(press, at, case):
    ingrid = case.customer.contacts.get(name="Ingrid Halvorsen")
    both = {"theirs__contact": ingrid.pk, "theirs__text": "Half a sen", "unknown__text": "Bellingham too?"}
    press(2, "unknown", **both)
    assert case.unknown_rows.get().text == "Bellingham too?"
    page = words(at(2))
    assert "Half a sen" in page
    assert not Account.objects.exists()


def test_autosave_keeps_the_words_and_says_when(client, press, at, case, john):
    client.force_login(john)
    sent = {"ours-text": "We loaded the wrong", "csrfmiddlewaretoken": "secret", "act": "draft"}
    said = client.post(f"/i/{case.reference}/step/2/draft", sent)
    assert words(said).startswith("Saved ")
    assert "secret" not in StepDraft.objects.get().fields
    page = words(at(2))
    assert "We loaded the wrong</textarea>" in page
    assert words(said) in page


def test_a_draft_is_its_authors_alone(client, case, john, dana):
    client.force_login(john)
    client.post(f"/i/{case.reference}/step/2/draft", {"ours-text": "Mine alone"})
    client.force_login(dana)
    assert "Mine alone" not in words(client.get(f"/i/{case.reference}/step/2"))


def test_a_draft_too_long_to_keep_is_said(client, case, john):
    client.force_login(john)
    said = client.post(f"/i/{case.reference}/step/2/draft", {"ours-text": "x" * 250_000})
    assert words(said) == "Not saved: this is too long to keep."


def test_a_finished_step_says_who_finished_it_and_asks_why_before_a_change(at, press, case, john, now):
    make_steps.finish_until(case, 2, by=john, now=now)
    page = words(at(2))
    assert "Finished by John Reyes, " in page
    assert "Back to step 3" in page
    fact = Fact.objects.get()
    changed = {"fact__row": fact.pk, "fact__happened": "12 Feb 2023", "fact__source": "HMS-2023"}
    refused = words(press(2, "fact", **changed, fact__text="Signed at 37.00"))
    assert "This step is finished. Say why you change it." in refused
    assert "Signed at 37.00" in refused
    press(2, "fact", **changed, fact__text="Signed at 37.00", fact__why="Page 4 was read wrongly")
    page = words(at(2))
    assert "One earlier version" in page
    assert "Contract signed at 38.00 a pallet" in page
    assert "Changed because: Page 4 was read wrongly" in page


def test_adding_to_a_finished_step_is_free(press, case, john, now):
    make_steps.finish_until(case, 2, by=john, now=now)
    press(2, "fact", fact__happened="5 Nov 2025", fact__text="Tomas compares", fact__source="His email")
    assert Fact.objects.count() == 2
    assert case.steps.get(number=2).state == StepState.DONE


def test_what_is_taken_out_says_why_and_stays_readable(at, press, case, john, now):
    make_steps.facts(case, by=john, now=now)
    fact = Fact.objects.get()
    known = {"fact__row": fact.pk, "fact__happened": "12 Feb 2023", "fact__text": "x", "fact__source": "y"}
    assert "Say why you take it out." in words(press(2, "fact.out", **known))
    press(2, "fact.out", **known, fact__why="Another customer’s contract")
    page = words(at(2))
    assert "One was taken out" in page
    assert "Taken out by John Reyes: Another customer’s contract" in page


def test_opening_again_says_which_later_steps_open(client, case, john, now):
    make_steps.finish_until(case, 3, by=john, now=now)
    client.force_login(john)
    page = words(client.get(f"/i/{case.reference}/step/2/reopen"))
    assert "Step 3, Find the feelings opens again as well. What was written stays." in page


def test_step_5_is_locked_until_4(at):
    page = words(at(5))
    assert page.count("Locked until 4") >= 2
    assert "Ask a manager" not in page


def test_whoever_only_reads_has_no_forms(client, case, cast):
    client.force_login(cast.auditor)
    page = words(client.get(f"/i/{case.reference}/step/2"))
    assert 'id="step-form"' not in page
    assert "Finish step 2" not in page


def test_finance_reads_no_feelings(client, case, cast, john, now):
    make_steps.finish_until(case, 3, by=john, now=now)
    client.force_login(cast.finance)
    for number in range(1, 9):
        page = words(client.get(f"/i/{case.reference}/step/{number}"))
        assert "I felt like a fool" not in page
        assert "Your invoices say 46.50" not in page
    assert "What people felt is read by those who look after the customer." in words(
        client.get(f"/i/{case.reference}/step/3")
    )


def test_a_closed_case_is_read_and_not_written(client, press, case, john, now):
    make_steps.facts(case, by=john, now=now)
    Incident.objects.filter(pk=case.pk).update(
        state="closed", ending="duplicate", duplicate_of=case, closed_at=now, next_update_due_at=None
    )
    answer = press(2, "fact", fact__happened="March 2023", fact__text="Late words", fact__source="A log")
    assert answer.status_code == 200
    assert Fact.objects.count() == 1
