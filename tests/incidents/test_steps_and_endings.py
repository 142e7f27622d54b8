"""Steps are walked in order, a check has three exits, and an open incident closes only with words."""

from datetime import timedelta

import pytest

from incidents.choices import Ending, PromiseState, State, StepState
from incidents.endings import EndingRefused, close_incident, end_check
from incidents.models import Incident
from incidents.progress import StepRefused, finish_step, note_step, reopen_step
from incidents.promises import current_clock
from incidents.steps import STEPS, first_unfinished, rule
from incidents.told import mark_told
from recovery.closing import close_by_a_manager, give_the_check_more_time, reopen
from tests import make_cases, make_steps

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def halvorsen(john):
    return make_cases.halvorsen(john)


@pytest.fixture
def incident(halvorsen, now):
    return make_cases.told(halvorsen, now=now, next_at=now + 5 * HOUR)


@pytest.fixture
def check(halvorsen, priya, now):
    return make_cases.checked(halvorsen, now=now, by=priya)


def reload(incident):
    return Incident.objects.get(pk=incident.pk)


def finish(incident, number, now):
    return make_steps.finish(incident, number, by=incident.owner, now=now)


def test_the_table_has_eight_steps_and_only_the_fifth_can_be_left_out():
    assert [s.number for s in STEPS] == list(range(1, 9))
    assert [s.number for s in STEPS if s.may_be_not_needed] == [5]
    with pytest.raises(LookupError):
        rule(9)


@pytest.mark.parametrize(("finished", "now_at"), [(set(), 1), ({1, 2}, 3), ({1, 3}, 2), (set(range(1, 9)), None)])
def test_the_recovery_stands_at_the_first_unfinished_step(finished, now_at):
    assert first_unfinished(finished) == now_at


def test_steps_are_finished_in_their_order(incident, now):
    finish(incident, 1, now)
    assert reload(incident).step_now == 2
    with pytest.raises(StepRefused, match=r"Step 2 comes first\. Their version is not here yet\."):
        finish(incident, 3, now)
    with pytest.raises(StepRefused, match="already finished"):
        finish(incident, 1, now)


def test_a_refused_finish_counts_and_names_each_missing_thing(incident, now):
    make_steps.prepared(incident, by=incident.owner, now=now)
    Incident.objects.filter(pk=incident.pk).update(deputy=None)
    with pytest.raises(StepRefused) as refused:
        finish_step(incident, number=1, by=incident.owner, now=now)
    assert str(refused.value) == "One thing is missing to finish step 1: Somebody stands in for the owner."
    make_steps.finish(incident, 1, by=incident.owner, now=now)
    two = r"^Two things are missing to finish step 2: Their version is here.* with a source\.$"
    with pytest.raises(StepRefused, match=two):
        finish_step(incident, number=2, by=incident.owner, now=now)


def test_sending_is_not_enough_for_step_4(incident, now):
    make_steps.finish_until(incident, 3, by=incident.owner, now=now)
    row = make_steps.summary(incident, by=incident.owner, now=now)
    mark_told(row, how="update", how_id=1, to=incident.speaker, at=now, by=incident.owner, now=now)
    with pytest.raises(StepRefused, match=r"^One thing is missing to finish step 4: Ingrid has confirmed it\.$"):
        finish_step(incident, number=4, by=incident.owner, now=now)


def test_only_the_fifth_step_can_be_not_needed(incident, now):
    with pytest.raises(StepRefused, match="Only step 5"):
        finish_step(incident, number=1, by=incident.owner, now=now, not_needed=True)
    for number in range(1, 5):
        finish(incident, number, now)
    with pytest.raises(StepRefused, match="Say in a sentence why"):
        finish_step(incident, number=5, by=incident.owner, now=now, not_needed=True, why=" ")
    step = finish_step(incident, number=5, by=incident.owner, now=now, not_needed=True, why="They are right.")
    assert (step.state, step.note, reload(incident).step_now) == (StepState.NOT_NEEDED, "They are right.", 6)


def test_all_eight_are_finished_by_what_was_found_and_done(incident, now):
    assert make_steps.finish_until(incident, 8, by=incident.owner, now=now).step_now is None


def test_reopening_a_step_opens_those_after_it_and_keeps_their_words(incident, now):
    note_step(incident, number=3, note="what we found", by=incident.owner, now=now)
    for number in range(1, 4):
        finish(incident, number, now)
    with pytest.raises(StepRefused, match="Say why"):
        reopen_step(incident, number=2, reason=" ", by=incident.owner, now=now)
    reopen_step(incident, number=2, reason="A new invoice turned up", by=incident.owner, now=now)
    states = list(incident.steps.values_list("state", flat=True))
    assert states[:4] == ["done", "todo", "todo", "todo"]
    assert incident.steps.get(number=3).note == "what we found"
    assert reload(incident).step_now == 2


@pytest.mark.parametrize("ending", [Ending.NOT_A_MISTAKE, Ending.NO_EFFECT])
def test_a_check_that_found_nothing_needs_a_reason_and_a_managers_yes(check, john, dana, now, ending):
    with pytest.raises(EndingRefused, match="manager"):
        end_check(check, ending=ending, reason="The pallets left on Tuesday", by=john, now=now)
    with pytest.raises(EndingRefused, match="Write down why"):
        end_check(check, ending=ending, reason="", by=dana, now=now)
    ended = end_check(check, ending=ending, reason="The pallets left on Tuesday", by=dana, now=now)
    assert (ended.state, ended.ending, ended.next_update_due_at) == (State.CLOSED, ending, None)


def test_a_duplicate_names_the_other_one_of_the_same_customer(check, incident, john, now):
    with pytest.raises(EndingRefused, match="Choose the mistake"):
        end_check(check, ending=Ending.DUPLICATE, reason="the same", by=john, now=now)
    ended = end_check(check, ending=Ending.DUPLICATE, reason="the same", by=john, now=now, duplicate_of=incident)
    assert ended.duplicate_of == incident


def test_a_manager_gives_a_check_more_time_once(check, john, dana, now):
    with pytest.raises(EndingRefused, match="A manager gives"):
        give_the_check_more_time(check, by=john, now=now)
    before = check.next_update_due_at
    more = give_the_check_more_time(check, by=dana, now=now + HOUR)
    assert more.next_update_due_at > before
    with pytest.raises(EndingRefused, match="once already"):
        give_the_check_more_time(check, by=dana, now=now + HOUR)


def test_an_override_needs_a_manager_and_a_reason_and_lets_the_clock_go(incident, john, dana, now):
    with pytest.raises(EndingRefused, match="manager"):
        close_by_a_manager(incident, reason="enough", by=john, now=now)
    with pytest.raises(EndingRefused, match="Write down why"):
        close_by_a_manager(incident, reason="", by=dana, now=now)
    clock = current_clock(incident)
    closed = close_by_a_manager(incident, reason="They moved away", by=dana, now=now)
    clock.refresh_from_db()
    assert (closed.ending, clock.state) == (Ending.OVERRIDE, PromiseState.RELEASED)


def test_the_last_letter_keeps_the_last_promise(incident, dana, now):
    clock = current_clock(incident)
    people = list(incident.contacts.all())
    words = {"heading": "It is done", "body": "Everything is paid.", "contacts": people}
    close_by_a_manager(incident, reason="All paid, they said so", by=dana, now=now + HOUR, **words)
    clock.refresh_from_db()
    assert clock.state == PromiseState.KEPT
    assert reload(incident).updates.get(kind="resolved").next_at is None


def test_the_last_letter_taken_back_opens_the_incident_again_as_it_was(incident, dana, now):
    from updates.sending import undo_update

    words = {"heading": "It is done", "body": "Everything is paid.", "contacts": list(incident.contacts.all())}
    close_by_a_manager(incident, reason="All paid", by=dana, now=now + HOUR, **words)
    undo_update(incident.updates.get(kind="resolved"), by=dana, now=now + HOUR)
    again = reload(incident)
    assert (again.state, again.ending, again.next_update_due_at) == (State.OPEN, "", now + 5 * HOUR)


def test_opened_again_it_has_a_clock_at_once(incident, john, dana, now):
    close_incident(incident, ending=Ending.OVERRIDE, reason="They said so", by=dana, now=now)
    with pytest.raises(EndingRefused, match="Say why"):
        reopen(incident, reason="", by=john, now=now + HOUR)
    again = reopen(incident, reason="Two invoices were missed", by=john, now=now + HOUR)
    assert again.state == State.OPEN
    assert current_clock(again).due_at == again.next_update_due_at > now + HOUR
