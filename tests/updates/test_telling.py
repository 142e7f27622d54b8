"""Sending an update: told at once, the promise before it kept, the next one made, one letter an address."""

from datetime import timedelta

import pytest

from ground.history.models import Entry
from ground.outbox.models import Letter
from incidents.choices import PromiseKind, PromiseState, State
from incidents.models import Incident, Promise
from incidents.promises import current_clock
from tests import make, make_cases
from updates.choices import RecipientState, UpdateKind, UpdateState
from updates.sending import SendRefused, undo_update

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def halvorsen(john):
    return make_cases.halvorsen(john)


@pytest.fixture
def incident(halvorsen, now):
    return make_cases.told(halvorsen, now=now, next_at=now + 5 * HOUR)


def reload(incident):
    return Incident.objects.get(pk=incident.pk)


def test_the_first_notice_opens_the_incident_with_its_clock_on_the_next_update(incident, now):
    first, following = incident.promises.order_by("pk")
    assert (first.kind, first.state) == (PromiseKind.FIRST_NOTICE, PromiseState.KEPT)
    assert (following.kind, following.state, following.due_at) == ("next_update", "open", now + 5 * HOUR)
    assert incident.state == State.OPEN
    assert (incident.next_update_due_at, incident.clock_started_at) == (now + 5 * HOUR, now)
    assert incident.first_told_at == now
    assert incident.subject == f"We made a mistake with your freight [{incident.reference}]"


def test_each_contact_gets_one_letter_after_the_time_to_undo(incident, now):
    letters = Letter.objects.order_by("recipient")
    assert [letter.recipient for letter in letters] == ["ingrid@halvorsen.example", "tomas@halvorsen.example"]
    assert {letter.due_at for letter in letters} == {now + timedelta(seconds=30)}


def test_an_update_in_time_keeps_the_promise_and_makes_the_next(incident, now):
    make_cases.tell(incident, now=now + 2 * HOUR, next_at=now + 24 * HOUR)
    states = list(incident.promises.filter(kind="next_update").order_by("pk").values_list("state", flat=True))
    assert states == ["kept", "open"]
    assert reload(incident).next_update_due_at == now + 24 * HOUR


def test_exactly_at_the_due_instant_is_kept(incident, now):
    make_cases.tell(incident, now=now + 5 * HOUR, next_at=now + 24 * HOUR)
    assert incident.promises.filter(kind="next_update").earliest("pk").state == PromiseState.KEPT


def test_a_moment_later_is_kept_late(incident, now):
    late = now + 5 * HOUR + timedelta(microseconds=1)
    make_cases.tell(incident, now=late, next_at=now + 24 * HOUR)
    promise = incident.promises.filter(kind="next_update").earliest("pk")
    assert (promise.state, promise.broken_at) == (PromiseState.KEPT_LATE, now + 5 * HOUR)


def test_there_is_always_exactly_one_clock(incident, now):
    for hours in (1, 2, 3):
        make_cases.tell(incident, now=now + hours * HOUR, next_at=now + 24 * HOUR)
        assert Promise.objects.filter(incident=incident).clocks().live().count() == 1


def test_moving_the_time_before_it_is_due_renegotiates(incident, now):
    update = make_cases.tell(incident, now=now + HOUR, next_at=now + 8 * HOUR, kind=UpdateKind.MOVED)
    before = incident.promises.filter(kind="next_update").earliest("pk")
    assert before.state == PromiseState.RENEGOTIATED
    assert update.made.replaces == before
    assert reload(incident).next_update_due_at == now + 8 * HOUR


def test_moving_the_time_after_it_was_due_leaves_it_broken(incident, now):
    make_cases.tell(incident, now=now + 6 * HOUR, next_at=now + 8 * HOUR, kind=UpdateKind.MOVED)
    before = incident.promises.filter(kind="next_update").earliest("pk")
    assert (before.state, before.is_live) == (PromiseState.BROKEN, False)
    assert current_clock(incident).due_at == now + 8 * HOUR


def test_the_second_move_in_a_row_tells_the_manager_and_the_first_does_not(incident, dana, now):
    make_cases.tell(incident, now=now + HOUR, next_at=now + 8 * HOUR, kind=UpdateKind.MOVED)
    assert not Letter.objects.filter(recipient=dana.email).exists()
    make_cases.tell(incident, now=now + 2 * HOUR, next_at=now + 9 * HOUR, kind=UpdateKind.MOVED)
    assert Letter.objects.get(recipient=dana.email).subject == "Halvorsen Marine Supply was given a new time again"


def test_the_third_nothing_new_in_a_row_tells_the_manager(incident, dana, now):
    for hours in (1, 2):
        make_cases.tell(incident, now=now + hours * HOUR, next_at=now + 9 * HOUR, kind=UpdateKind.NOTHING_NEW)
    assert not Letter.objects.filter(recipient=dana.email).exists()
    make_cases.tell(incident, now=now + 3 * HOUR, next_at=now + 9 * HOUR, kind=UpdateKind.NOTHING_NEW)
    assert Letter.objects.filter(recipient=dana.email).count() == 1


def test_undone_within_thirty_seconds_everything_stands_as_before(incident, now):
    before = current_clock(incident)
    update = make_cases.tell(incident, now=now + 2 * HOUR, next_at=now + 24 * HOUR)
    undo_update(update, by=incident.owner, now=now + 2 * HOUR + timedelta(seconds=29))
    update.refresh_from_db()
    assert (update.state, update.made.state) == (UpdateState.UNDONE, PromiseState.VOID)
    assert current_clock(incident) == before
    assert reload(incident).next_update_due_at == now + 5 * HOUR
    assert set(update.recipients.values_list("state", flat=True)) == {RecipientState.TAKEN_BACK}
    assert set(Letter.objects.filter(about=f"update:{update.pk}").values_list("state", flat=True)) == {"withdrawn"}


def test_the_first_notice_undone_leaves_an_incident_nobody_was_told_of(incident, now):
    undo_update(incident.updates.get(), by=incident.owner, now=now + timedelta(seconds=10))
    undone = reload(incident)
    assert (undone.first_told_at, undone.subject, undone.state) == (None, "", State.OPEN)
    assert current_clock(undone).kind == PromiseKind.FIRST_NOTICE


def test_a_check_that_was_told_and_undone_is_being_checked_again(halvorsen, priya, now):
    incident = make_cases.checked(halvorsen, now=now, by=priya)
    update = make_cases.tell(incident, now=now + HOUR, next_at=now + 9 * HOUR, kind=UpdateKind.FIRST_NOTICE)
    assert reload(incident).state == State.OPEN
    undo_update(update, by=incident.owner, now=now + HOUR)
    assert reload(incident).state == State.CHECKING
    assert current_clock(incident).kind == PromiseKind.CHECKING


def test_after_thirty_seconds_it_cannot_be_undone(incident, now):
    with pytest.raises(SendRefused, match="too late"):
        undo_update(incident.updates.get(), by=incident.owner, now=now + timedelta(seconds=30))


def test_a_letter_already_on_its_way_cannot_be_taken_back_and_nothing_changes(incident, now):
    letter = Letter.objects.order_by("pk").last()
    Letter.objects.filter(pk=letter.pk).update(state="accepted", sent_at=now, finished_at=now)
    with pytest.raises(SendRefused, match="too late"):
        undo_update(incident.updates.get(), by=incident.owner, now=now)
    assert incident.updates.get().state == UpdateState.TOLD
    assert Letter.objects.filter(state="waiting").count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"contacts": []}, "at least one person"),
        ({"next_at": None}, "hear from you again"),
        ({"next_at": make.NOW}, "already passed"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence_and_leaves_nothing(incident, now, change, sentence):
    before = Letter.objects.count()
    with pytest.raises(SendRefused, match=sentence):
        make_cases.tell(incident, now=now, **{"next_at": now + HOUR, **change})
    assert incident.updates.count() == 1
    assert Letter.objects.count() == before


def test_people_of_another_customer_are_refused(incident, john, now):
    stranger = make.contact(make.customer(account_manager=john))
    with pytest.raises(SendRefused, match="only people of this customer"):
        make_cases.tell(incident, now=now, next_at=now + HOUR, contacts=[stranger])


def test_every_change_has_its_row_in_the_history(incident):
    what = list(Entry.objects.about("incident", incident.pk).values_list("what", flat=True))
    assert what == ["incident.logged", "promise.made", "promise.kept", "promise.made", "update.sent"]


def test_its_author_may_have_a_copy_that_is_taken_back_with_it(incident, john, now):
    update = make_cases.tell(incident, now=now + HOUR, next_at=now + 9 * HOUR, copy_to_me=True)
    copy = Letter.objects.get(recipient=john.email)
    assert "/s/" not in copy.raw.decode()
    undo_update(update, by=john, now=now + HOUR)
    copy.refresh_from_db()
    assert copy.state == "withdrawn"
