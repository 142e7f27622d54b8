"""The manager's decisions: a list, oldest first, and a page for each; money asks for the password."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ground.decisions.models import Decision, State
from ground.money.amounts import Money
from ground.outbox.models import Pulse
from ground.worktime.now import now as read_now
from incidents.choices import Ending
from incidents.models import Incident
from recovery.checking import end_or_ask
from recovery.closing import ask_without_word
from recovery.refunding import ask_to_approve, refund_of, set_refund
from tests import make, make_cases, make_closings

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def instant():
    return read_now()


@pytest.fixture
def halvorsen(john):
    return make_cases.halvorsen(john)


@pytest.fixture
def told(halvorsen, instant):
    return make_cases.told(halvorsen, now=instant - 5 * HOUR, next_at=instant + 30 * HOUR)


@pytest.fixture
def check_asked(halvorsen, john, instant):
    checked = make_cases.checked(halvorsen, now=instant - 4 * HOUR, by=john, title="Pallets on the wrong ship")
    reason = "The contract says so."
    return end_or_ask(checked, ending=Ending.NOT_A_MISTAKE, reason=reason, by=john, now=instant - 3 * HOUR)


@pytest.fixture
def refund_asked(told, john, instant):
    set_refund(told, amount=Money.of("21317.35", "USD"), words="44 invoices", by=john, now=instant - 2 * HOUR)
    return ask_to_approve(told, reason="Promised for Friday.", by=john, now=instant - 2 * HOUR)


@pytest.fixture
def sign_in(client):
    def as_person(person):
        client.force_login(person)
        return client

    return as_person


def page(client, decision):
    return client.get(reverse("board:decision", args=[decision.pk])).content.decode()


def decide(client, decision, act, **more):
    sums = {"seen_sum": "2131735 USD", "seen_version": "1"} if decision.amount else {}
    return client.post(reverse("board:decision", args=[decision.pk]), {"act": act, **sums, **more})


def test_the_board_lists_what_waits_oldest_first(sign_in, dana, check_asked, refund_asked):
    board = sign_in(dana).get("/board").content.decode()
    assert "Two decisions are waiting for you." in board
    assert board.index("End the check: Not a mistake") < board.index("Approve $21,317.35")


@pytest.mark.parametrize("who", ["john", "auditor"])
def test_who_decides_nothing_has_no_list(sign_in, cast, who, refund_asked):
    assert "Waiting for your decision" not in sign_in(getattr(cast, who)).get("/board").content.decode()


def test_the_page_says_what_is_asked_its_place_and_what_comes_next(sign_in, dana, check_asked, refund_asked):
    text = page(sign_in(dana), refund_asked)
    for words in ("2 of 2, oldest first", "Approve $21,317.35", "Promised for Friday.", "44 invoices", "version (1)"):
        assert words in text
    assert "Next:" in text
    assert "End the check: Not a mistake" in text


def test_a_yes_on_money_wants_the_password_and_keeps_the_note(sign_in, dana, refund_asked):
    client = sign_in(dana)
    answer = decide(client, refund_asked, "approve", words="Read and re-added.").content.decode()
    assert "Write your password. Money moves on this yes." in answer
    assert "Read and re-added." in answer
    wrong = decide(client, refund_asked, "approve", password="guessed").content.decode()
    assert "That is not your password." in wrong
    assert Decision.objects.get().is_waiting
    done = decide(client, refund_asked, "approve", words="Good.", password=make.PASSWORD)
    assert done.status_code == 302
    assert Decision.objects.get().state == State.APPROVED


def test_a_password_given_a_moment_ago_is_not_asked_for_again(sign_in, cast, dana, told, refund_asked, john, instant):
    client = sign_in(dana)
    decide(client, refund_asked, "approve", password=make.PASSWORD)
    set_refund(told, amount=Money.of("30", "USD"), words="Less", by=john, now=instant)
    again = ask_to_approve(told, reason="", by=john, now=instant)
    assert "Your password" not in page(client, again)
    sums = {"seen_sum": "3000 USD", "seen_version": "2"}
    assert decide(client, again, "approve", **sums).status_code == 302


def test_the_password_is_guessed_six_times_at_most(sign_in, dana, refund_asked):
    client = sign_in(dana)
    for _try in range(6):
        decide(client, refund_asked, "approve", password="guessed")
    answer = decide(client, refund_asked, "approve", password=make.PASSWORD).content.decode()
    assert "Too many tries." in answer
    assert Decision.objects.get().is_waiting


def test_a_question_needs_no_password_and_goes_back(sign_in, dana, john, refund_asked):
    assert decide(sign_in(dana), refund_asked, "send_back", words="Which invoices?").status_code == 302
    client = sign_in(john)
    assert "Which invoices?" in page(client, refund_asked)
    assert decide(client, refund_asked, "answer", words="All 44.").status_code == 302
    decision = Decision.objects.get()
    assert (decision.state, decision.reason) == (State.ASKED, "All 44.")
    assert "answered and asked again" in page(sign_in(dana), refund_asked)


def test_who_asked_reads_that_somebody_else_decides_and_may_take_it_back(sign_in, john, refund_asked):
    client = sign_in(john)
    assert "You asked for this. Someone else must approve it." in page(client, refund_asked)
    tried = decide(client, refund_asked, "approve", password=make.PASSWORD).content.decode()
    assert "You asked for this. Someone else must approve it." in tried
    assert decide(client, refund_asked, "withdraw").status_code == 302
    assert Decision.objects.get().state == State.WITHDRAWN


def test_the_second_manager_reads_who_was_first(sign_in, dana, cast, refund_asked):
    decide(sign_in(dana), refund_asked, "approve", password=make.PASSWORD)
    late = decide(sign_in(cast.top), refund_asked, "refuse", words="Wait for the audit.").content.decode()
    assert "Dana decided this at" in late
    assert "Your note was kept." in late
    assert "Wait for the audit." in late


@pytest.mark.parametrize("seen", ["", "nonsense", "2131735", "99999999999999999999 USD", "2131735 XYZ", "100 USD"])
def test_a_sum_that_was_not_seen_is_not_approved(sign_in, dana, refund_asked, seen):
    answer = decide(sign_in(dana), refund_asked, "approve", password=make.PASSWORD, seen_sum=seen)
    assert answer.status_code == 200
    assert Decision.objects.get().is_waiting


def test_after_the_sum_changed_the_open_page_says_so(sign_in, dana, john, told, refund_asked, instant):
    set_refund(told, amount=Money.of("21400", "USD"), words="One more", by=john, now=instant)
    answer = decide(sign_in(dana), refund_asked, "approve", password=make.PASSWORD).content.decode()
    assert "The sum changed from $21,317.35 to $21,400.00. Approval is needed again." in answer
    assert refund_of(told).approval is None


@pytest.mark.parametrize("who", ["priya", "tomas", "administrator"])
def test_another_teams_decision_is_not_there(sign_in, cast, who, refund_asked):
    client = sign_in(getattr(cast, who))
    assert client.get(reverse("board:decision", args=[refund_asked.pk])).status_code == 404
    assert decide(client, refund_asked, "approve", password=make.PASSWORD).status_code == 404


def test_finance_sees_the_money_but_not_the_end_of_a_check(sign_in, cast, check_asked, refund_asked):
    client = sign_in(cast.finance)
    assert "Approve $21,317.35" in page(client, refund_asked)
    assert client.get(reverse("board:decision", args=[check_asked.pk])).status_code == 404


def test_the_manager_ends_the_check_with_the_yes(sign_in, dana, check_asked):
    assert decide(sign_in(dana), check_asked, "approve").status_code == 302
    assert Incident.objects.get(pk=check_asked.within_id).ending == Ending.NOT_A_MISTAKE


def test_an_act_nobody_knows_decides_nothing(sign_in, dana, check_asked):
    assert "Choose what you decide." in decide(sign_in(dana), check_asked, "everything").content.decode()
    assert Decision.objects.get().is_waiting


def test_the_statements_of_board_and_page_stay_within_bounds(sign_in, dana, john, halvorsen, instant, refund_asked):
    for number in range(12):
        checked = make_cases.checked(halvorsen, now=instant, by=john, title=f"Case {number}")
        end_or_ask(checked, ending=Ending.NOT_A_MISTAKE, reason="Read.", by=john, now=instant)
    Pulse.objects.create(name="updates.tasks.tick", ran_at=instant)
    client = sign_in(dana)
    for _visit in range(2):
        board = asked(client, "/board")
        found = asked(client, reverse("board:decision", args=[refund_asked.pk]))
    assert len(board) <= 12, "\n".join(board)
    assert len(found) <= 12, "\n".join(found)


def asked(client, address):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in seen]


def test_closing_without_their_word_shows_the_silence_and_our_letter_as_ours(sign_in, john, dana, instant):
    """A manager says yes to a silence they can see; the reason is asked for, so it is not called optional."""
    incident = make_closings.ready(john, now=instant, value=None)
    weeks_ago = instant - timedelta(days=40)
    incident.steps.update(finished_at=weeks_ago)
    make_closings.asked_for_a_number(incident, weeks_ago + HOUR, instant - timedelta(days=20))
    letter = make_closings.letter(incident)
    asked = ask_without_word(incident, reason="We asked twice.", letter=letter, by=john, now=instant)
    shown = page(sign_in(dana), asked)
    assert "Ingrid was asked two times" in shown
    assert "No word until" in shown
    assert "<p>It is done</p>" in shown
    assert "“It is done" not in shown
    assert "a reason for John</label>" in shown
