"""Three ends of a recovery, each with its gate, its letter and its class."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ground.accounts.models import Role
from ground.decisions.models import Decision
from ground.decisions.models import State as DecisionState
from ground.decisions.refusals import DecisionRefused, OwnDecision
from ground.history.models import Entry
from incidents.choices import Ending, PromiseState, State
from incidents.endings import EndingRefused
from incidents.models import Incident
from incidents.promises import current_clock, make_promise
from recovery import deciding
from recovery.closing import (
    ask_override,
    ask_without_word,
    close_by_a_manager,
    close_met,
    close_without_word,
    reopen,
)
from recovery.last_letter import LastLetter
from tests import make, make_closings
from tests.make_closings import DAY, HOUR, MINUTE, NOTHING, letter, ready, says
from updates.sending import SendRefused, undo_update

pytestmark = pytest.mark.django_db
REASON = "She asked us to, and the kit fits."


@pytest.fixture(autouse=True)
def los_angeles():
    with timezone.override(make.ZONE):
        yield


def fresh(incident):
    return Incident.objects.get(pk=incident.pk)


def silent(john, now):
    """All done; asked for a number twice, five working days apart, and five more went by."""
    told_at = now - 40 * DAY
    incident = ready(john, now=told_at, value=None)
    make_closings.asked_for_a_number(incident, now - 22 * DAY, now - 14 * DAY)
    return incident


def test_at_trust_8_it_closes_with_its_letter_and_says_at_which_number(john, now):
    incident = ready(john, now=now)
    clock = current_clock(incident)
    close_met(incident, letter=letter(incident), by=john, now=now)
    closed = fresh(incident)
    clock.refresh_from_db()
    assert (closed.state, closed.ending, closed.closed_at_trust, closed.closing_line) == ("closed", "met", 8, 7)
    assert (clock.state, closed.updates.last().kind, closed.updates.last().author) == ("kept", "resolved", john)
    entry = Entry.objects.about("incident", closed.pk).get(what="incident.closed")
    assert (entry.facts["ending"], entry.facts["trust"], entry.facts["line"]) == ("met", 8, 7)


@pytest.mark.parametrize("value", [1, 6])
def test_below_the_line_it_does_not_close_and_says_what_they_say(john, now, value):
    incident = ready(john, now=now, value=value)
    with pytest.raises(EndingRefused) as refused:
        close_met(incident, letter=letter(incident), by=john, now=now)
    says_so = f"This cannot be closed yet. Ingrid says {value}, and the line is 7. What would make it a 7?"
    assert str(refused.value) == says_so
    assert (fresh(incident).state, incident.updates.filter(kind="resolved").count()) == (State.OPEN, 0)


def test_a_manager_does_not_close_it_as_met_at_6_either(john, dana, now):
    incident = ready(john, now=now, value=6)
    with pytest.raises(EndingRefused, match="the line is 7"):
        close_met(incident, letter=letter(incident), by=dana, now=now, reason="I know her.")


def test_the_row_itself_refuses_met_below_the_line(john, now):
    closed = make_closings.closed(john, now=now)
    for numbers in ({"closed_at_trust": 6}, {"closed_at_trust": None}, {"closing_line": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Incident.objects.filter(pk=closed.pk).update(**numbers)


def test_a_number_said_before_step_7_began_is_not_their_word(john, now):
    incident = ready(john, now=now, value=None)
    says(incident, 9, at=now - HOUR - MINUTE)
    with pytest.raises(EndingRefused, match="Ingrid has said how much they trust us, since step 7 began"):
        close_met(incident, letter=letter(incident), by=john, now=now)
    says(incident, 7, at=now - HOUR, now=now)
    assert close_met(incident, letter=letter(incident), by=john, now=now).closed_at_trust == 7


def test_the_latest_number_counts_by_when_it_was_said(john, now):
    incident = ready(john, now=now, value=6)
    says(incident, 9, at=now - 20 * MINUTE, now=now)
    with pytest.raises(EndingRefused, match="Ingrid says 6"):
        close_met(incident, letter=letter(incident), by=john, now=now)


def test_our_estimate_and_the_word_of_another_contact_open_nothing(john, now):
    incident = ready(john, now=now, value=None)
    tomas = incident.contacts.get(name="Tomas Reed")
    says(incident, 9, at=now - MINUTE, contact=tomas)
    reading = says(incident, 9, at=now - MINUTE)
    type(reading).objects.filter(pk=reading.pk).update(whose="ours")
    with pytest.raises(EndingRefused, match="since step 7 began"):
        close_met(incident, letter=letter(incident), by=john, now=now)


def before(john, value, now, **fields):
    incident = ready(john, now=now, value=5)
    says(incident, value, at=incident.found_at - DAY, now=fields.get("written", incident.found_at))
    return incident


def test_their_own_former_height_is_enough_where_it_was_lower(john, now):
    incident = before(john, 5, now)
    closed = close_met(incident, letter=letter(incident), by=john, now=now)
    assert (closed.closed_at_trust, closed.closing_line) == (5, 5)


def test_a_former_height_written_down_after_the_mistake_lowers_no_line(john, now):
    incident = before(john, 5, now, written=now)
    with pytest.raises(EndingRefused, match="the line is 7"):
        close_met(incident, letter=letter(incident), by=john, now=now)


def test_another_contact_below_the_line_is_answered_in_the_reason(john, now):
    incident = ready(john, now=now)
    says(incident, 5, at=now - MINUTE, contact=incident.contacts.get(name="Tomas Reed"))
    with pytest.raises(EndingRefused, match="Your reason answers Tomas, who says 5"):
        close_met(incident, letter=letter(incident), by=john, now=now, reason="All is well.")
    closed = close_met(incident, letter=letter(incident), by=john, now=now, reason="Tomas gets the new statement.")
    assert (closed.ending, closed.ending_reason) == (Ending.MET, "Tomas gets the new statement.")


def test_steps_and_promises_are_named(john, now):
    incident = make_closings.finished(ready(john, now=now), at=now - HOUR)
    incident.steps.filter(number=8).update(state="todo", finished_at=None)
    make_promise(incident, text="New price list", due_at=now + DAY, due_zone=make.ZONE, how="written", by=john, now=now)
    with pytest.raises(EndingRefused) as refused:
        close_met(incident, letter=letter(incident), by=john, now=now)
    assert "Step 8 is finished: Handle the problem. “New price list” is settled." in str(refused.value)


def test_without_a_letter_it_closes_only_where_nobody_can_be_reached(john, now):
    incident = ready(john, now=now)
    with pytest.raises(EndingRefused, match="Write the last letter"):
        close_met(incident, letter=NOTHING, by=john, now=now)
    incident.customer.contacts.update(bounced_at=now)
    with pytest.raises(EndingRefused, match="Say why nobody can be reached"):
        close_met(incident, letter=NOTHING, by=john, now=now)
    clock = current_clock(incident)
    close_met(incident, letter=LastLetter(nobody_because="All their mail comes back."), by=john, now=now)
    clock.refresh_from_db()
    assert (clock.state, clock.settled_why) == (PromiseState.RELEASED, "All their mail comes back.")


def test_the_last_letter_taken_back_opens_it_as_it_was_and_the_check_ins_are_void(john, now):
    incident = make_closings.closed(john, now=now)
    undo_update(incident.updates.get(kind="resolved"), by=john, now=now + timedelta(seconds=20))
    again = fresh(incident)
    assert (again.state, again.closed_at_trust, again.closing_line, again.reopened_at) == (State.OPEN, None, None, None)
    assert not again.check_ins.filter(void_at=None).exists()
    close_met(again, letter=letter(again), by=john, now=now + MINUTE)
    assert fresh(incident).check_ins.filter(void_at=None).count() == 3


def test_opened_again_the_old_word_does_not_close_it_once_more(john, now):
    incident = make_closings.closed(john, now=now)
    reopen(incident, reason="Two invoices were missed", by=john, now=now + HOUR)
    with pytest.raises(EndingRefused, match="since step 7 began"):
        close_met(fresh(incident), letter=letter(incident), by=john, now=now + 2 * HOUR)
    says(incident, 7, at=now + 2 * HOUR)
    assert close_met(fresh(incident), letter=letter(incident), by=john, now=now + 2 * HOUR).closed_at_trust == 7


def test_two_questions_and_silence_close_it_without_their_word(john, dana, now):
    incident = silent(john, now)
    closed = close_without_word(incident, reason="Nobody answers.", letter=letter(incident), by=dana, now=now)
    assert (closed.ending, closed.closed_at_trust, closed.closing_line) == (Ending.WITHOUT_WORD, None, 7)
    assert closed.closing_height == 7


def test_before_silence_counts_it_does_not_close_without_their_word(john, dana, now):
    incident = ready(john, now=now - 40 * DAY, value=None)
    make_closings.asked_for_a_number(incident, now - 12 * DAY, now - 5 * DAY)
    with pytest.raises(EndingRefused, match="kept silent for five more"):
        close_without_word(incident, reason="Nobody answers.", letter=letter(incident), by=dana, now=now)


def test_who_gave_a_number_was_not_silent(john, dana, now):
    incident = silent(john, now)
    says(incident, 6, at=now - DAY)
    with pytest.raises(EndingRefused, match="but they say 6"):
        close_without_word(incident, reason="Nobody answers.", letter=letter(incident), by=dana, now=now)


def test_an_account_manager_asks_and_a_manager_says_yes_below_the_line(john, dana, now):
    incident = ready(john, now=now, value=6)
    decision = ask_override(incident, reason=REASON, letter=letter(incident), by=john, now=now)
    assert decision.summary == "Close “Freight handling overcharged since March 2023” at trust 6"
    assert fresh(incident).state == State.OPEN
    with pytest.raises(DecisionRefused, match="Write down why"):
        deciding.approve(decision, by=dana, now=now + HOUR)
    deciding.approve(decision, by=dana, now=now + HOUR, words="Her wish.")
    closed = fresh(incident)
    assert (closed.ending, closed.closed_by, closed.closed_at_trust) == (Ending.OVERRIDE, dana, 6)
    assert closed.ending_reason == f"Her wish.\n{REASON}"
    assert closed.updates.last().author == john


def test_nobody_says_yes_to_their_own_question(john, dana, now):
    incident = ready(john, now=now, value=6)
    decision = ask_override(incident, reason=REASON, letter=letter(incident), by=dana, now=now)
    with pytest.raises(OwnDecision):
        deciding.approve(decision, by=dana, now=now, words="Yes.")


def test_a_manager_who_owns_it_asks_another_manager(john, dana, cast, now):
    incident = ready(john, now=now, value=6)
    Incident.objects.filter(pk=incident.pk).update(owner=dana)
    with pytest.raises(EndingRefused, match="You own this"):
        close_by_a_manager(fresh(incident), reason=REASON, by=dana, now=now)
    decision = ask_override(fresh(incident), reason=REASON, letter=letter(incident), by=dana, now=now)
    deciding.approve(decision, by=cast.top, now=now, words="Agreed.")
    assert fresh(incident).closed_by == cast.top


@pytest.mark.parametrize("who", ["john", "tomas", "finance", "administrator"])
def test_only_a_manager_of_the_team_closes_at_once(john, cast, now, who):
    incident = ready(john, now=now, value=6)
    with pytest.raises(EndingRefused, match="A manager of this customer’s team"):
        close_by_a_manager(incident, reason=REASON, by=getattr(cast, who), now=now)
    assert cast.tomas.role == Role.MANAGER


def test_closing_takes_back_what_was_asked(john, dana, now):
    incident = ready(john, now=now, value=6)
    decision = ask_override(incident, reason=REASON, letter=letter(incident), by=john, now=now)
    close_by_a_manager(incident, reason="Agreed by phone.", by=dana, now=now + MINUTE)
    decision.refresh_from_db()
    assert decision.state == DecisionState.WITHDRAWN
    assert decision.words == "Dana Whitfield closed this at 10:41."


def test_a_word_given_while_the_question_waited_takes_it_away(john, dana, now):
    incident = silent(john, now)
    decision = ask_without_word(incident, reason="Nobody answers.", letter=letter(incident), by=john, now=now)
    says(incident, 5, at=now + MINUTE)
    with pytest.raises(DecisionRefused, match="Ingrid answered meanwhile: 5 of 10"):
        deciding.approve(decision, by=dana, now=now + HOUR, words="Close it.")
    assert (Decision.objects.get().state, fresh(incident).state) == (DecisionState.WITHDRAWN, State.OPEN)


def test_a_yes_whose_letter_cannot_go_changes_nothing(john, dana, now):
    incident = ready(john, now=now, value=6)
    decision = ask_override(incident, reason=REASON, letter=letter(incident), by=john, now=now)
    incident.customer.contacts.update(left_at=now)
    with pytest.raises(DecisionRefused, match="cannot receive mail"):
        deciding.approve(decision, by=dana, now=now + HOUR, words="Close it.")
    assert (Decision.objects.get().state, fresh(incident).state) == (DecisionState.ASKED, State.OPEN)


def test_whoever_comes_second_reads_who_closed_it(john, dana, now):
    incident = make_closings.closed(john, now=now)
    with pytest.raises(EndingRefused, match=r"John Reyes closed this at 10:40\."):
        close_met(incident, letter=letter(incident), by=dana, now=now + MINUTE)
    with pytest.raises(EndingRefused, match=r"John Reyes closed this"):
        ask_override(incident, reason=REASON, letter=NOTHING, by=dana, now=now + MINUTE)
    with pytest.raises(SendRefused):
        make_closings.make_cases.tell(incident, now=now + HOUR, next_at=now + DAY)
