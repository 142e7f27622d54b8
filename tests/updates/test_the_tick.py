"""The tick: who is reminded of what, once, in their hours, and never of something done."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ground.accounts.models import Absence
from ground.outbox.claiming import claim
from ground.outbox.guards import Send, Withdraw
from ground.outbox.models import Letter
from incidents.choices import PromiseState
from incidents.promises import current_clock
from tests import make_cases
from updates import results
from updates.choices import NudgeState
from updates.lease import held, release, take
from updates.models import Nudge
from updates.reminders import tick
from updates.sending import did_not_happen

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def west(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/Los_Angeles")).astimezone(UTC)


@pytest.fixture
def incident(john):
    """Told on Thursday at 10:00, due on Friday at 12:00."""
    customer = make_cases.halvorsen(john)
    return make_cases.told(customer, now=west("2026-11-19T10:00"), next_at=west("2026-11-20T12:00"))


def mails_to(person):
    return list(Letter.objects.filter(recipient=person.email).order_by("pk").values_list("subject", flat=True))


def rungs(person):
    return list(Nudge.objects.filter(person=person, state="written").order_by("pk").values_list("rung", flat=True))


def test_nobody_is_reminded_before_half_of_the_time(incident, john):
    assert tick(now=west("2026-11-19T14:59")) == 0
    assert mails_to(john) == []


def test_john_hears_at_half_at_nine_tenths_and_when_due_each_once(incident, john, dana):
    for at in ("15:00", "15:01", "15:30"):
        tick(now=west(f"2026-11-19T{at}"))
    assert rungs(john) == ["half"]
    for at in ("11:00", "11:01", "12:00", "12:00"):
        tick(now=west(f"2026-11-20T{at}"))
    assert rungs(john) == ["half", "nine_tenths", "due"]
    assert mails_to(dana) == []
    assert current_clock(incident).state == PromiseState.OPEN


def test_the_minute_it_is_overdue_dana_hears_and_the_promise_is_broken(incident, dana):
    tick(now=west("2026-11-20T12:01"))
    assert mails_to(dana) == ["Halvorsen Marine Supply should have heard from John by 12:00"]
    broken = current_clock(incident)
    assert (broken.state, broken.broken_at) == (PromiseState.BROKEN, west("2026-11-20T12:00"))


def test_a_tick_that_was_away_writes_the_highest_rung_only(incident, john):
    tick(now=west("2026-11-20T12:01"))
    assert rungs(john) == ["due"]
    assert Nudge.objects.filter(person=john, state=NudgeState.MERGED).count() == 2


def test_the_ladder_climbs_to_the_top_and_then_comes_daily(incident, dana, cast):
    tick(now=west("2026-11-20T12:01"))
    tick(now=west("2026-11-23T17:01"))
    assert mails_to(cast.top) == []
    tick(now=west("2026-11-24T09:00"))
    assert rungs(cast.top) == ["above_2"]
    tick(now=west("2026-11-25T09:00"))
    assert rungs(cast.administrator) == ["above_3"]
    tick(now=west("2026-11-27T09:00"))
    assert [r for r in rungs(dana) if r.startswith("daily")]


def test_after_an_update_nobody_is_reminded_any_more(incident, john, dana):
    make_cases.tell(incident, now=west("2026-11-20T12:00"), next_at=west("2026-11-23T17:00"))
    tick(now=west("2026-11-20T12:05"))
    assert (mails_to(john), mails_to(dana)) == ([], [])


def test_a_reminder_written_but_not_sent_is_withdrawn_when_the_update_was_sent(incident, john):
    tick(now=west("2026-11-19T15:00"))
    letter = Letter.objects.get(recipient=john.email)
    assert results.reminder_may_go(letter, west("2026-11-19T15:00")) == Send()
    make_cases.tell(incident, now=west("2026-11-19T15:00"), next_at=west("2026-11-20T15:00"))
    assert isinstance(results.reminder_may_go(letter, west("2026-11-19T15:01")), Withdraw)
    results.reminder_withdrawn(letter, west("2026-11-19T15:01"))
    assert Nudge.objects.get(letter_id=None, person=john).state == NudgeState.WITHDRAWN


def test_a_digest_with_one_settled_line_is_written_again_without_it(incident, john):
    other = make_cases.told(_kessler(john), now=west("2026-11-19T10:00"), next_at=west("2026-11-20T12:00"))
    tick(now=west("2026-11-19T15:00"))
    digest = Letter.objects.get(recipient=john.email)
    assert Nudge.objects.filter(letter_id=digest.pk).count() == 2
    make_cases.tell(other, now=west("2026-11-19T15:00"), next_at=west("2026-11-20T15:00"))
    assert digest not in claim("smtp", now=west("2026-11-19T15:01"), at_most=20)
    tick(now=west("2026-11-19T15:01"))
    again = Letter.objects.filter(recipient=john.email).latest("pk")
    assert again.pk != digest.pk
    assert [n.promise.incident_id for n in Nudge.objects.filter(letter_id=again.pk)] == [incident.pk]


def _kessler(john):
    customer = make_cases.make.customer("Kessler Foundry", account_manager=john)
    make_cases.make.contact(customer, "Paul Kessler", speaks=True)
    return customer


def test_one_mail_a_person_and_moment_however_many_customers_wait(incident, john):
    make_cases.told(_kessler(john), now=west("2026-11-19T10:00"), next_at=west("2026-11-20T12:00"))
    tick(now=west("2026-11-20T12:01"))
    assert mails_to(john) == ["2 customers are waiting"]


def test_at_night_the_mail_waits_for_the_opening(john):
    customer = make_cases.halvorsen(john)
    make_cases.told(customer, now=west("2026-11-19T16:00"), next_at=west("2026-11-20T08:00"))
    tick(now=west("2026-11-19T22:00"))
    tick(now=west("2026-11-20T08:30"))
    assert mails_to(john) == []
    tick(now=west("2026-11-20T09:00"))
    assert rungs(john) == ["due"]


def test_a_critical_one_reminds_at_night(john):
    customer = make_cases.halvorsen(john)
    make_cases.told(customer, now=west("2026-11-19T22:00"), next_at=west("2026-11-20T02:00"), severity="critical")
    tick(now=west("2026-11-20T00:00"))
    assert rungs(john) == ["half"]


def test_when_john_is_away_his_deputy_hears(incident, john, priya):
    Absence.objects.create(
        person=john, deputy=priya, starts_at=west("2026-11-19T00:00"), ends_at=west("2026-11-30T00:00")
    )
    tick(now=west("2026-11-19T15:00"))
    assert mails_to(john) == []
    assert rungs(priya) == ["half"]
    assert Nudge.objects.get(person=priya).instead_of == john


def test_an_owner_who_is_the_manager_is_followed_by_the_one_above(dana, cast):
    customer = make_cases.halvorsen(dana)
    make_cases.told(customer, now=west("2026-11-19T10:00"), next_at=west("2026-11-20T12:00"))
    tick(now=west("2026-11-20T12:01"))
    assert rungs(dana) == ["due"]
    assert rungs(cast.top) == ["above_1"]


def test_first_notice_and_check_climb_the_same_ladder(john, dana, priya):
    customer = make_cases.halvorsen(john)
    make_cases.untold(customer, now=west("2026-11-19T10:00"))
    make_cases.checked(customer, now=west("2026-11-19T10:00"), by=priya)
    tick(now=west("2026-11-19T14:01"))
    assert Nudge.objects.filter(person=dana, rung="above_1", state="written").count() == 2


def test_one_tick_at_a_time(incident, john):
    token = take("tick")
    assert tick(now=west("2026-11-20T12:01")) == 0
    assert mails_to(john) == []
    release("tick", token)
    assert tick(now=west("2026-11-20T12:01")) == 2


def test_a_lease_is_lost_by_who_did_not_take_it():
    token = take("tick")
    assert held("tick", token)
    assert take("tick") is None
    assert not held("tick", "another")


def test_a_reminder_that_the_tick_wrote_late_shows_how_late(incident, john):
    tick(now=west("2026-11-19T15:20"))
    nudge = Nudge.objects.get(person=john)
    assert nudge.fires_at == nudge.matured_at == west("2026-11-19T15:00")
    assert nudge.written_at - nudge.fires_at == 20 * MINUTE


def test_a_promise_that_stands_again_is_not_late_for_the_time_it_counted_as_kept(incident, john):
    update = make_cases.tell(incident, now=west("2026-11-20T11:50"), next_at=west("2026-11-24T12:00"))
    did_not_happen(update, state="reached_nobody", by=None, now=west("2026-11-20T13:00"))
    tick(now=west("2026-11-20T13:01"))
    assert Nudge.objects.get(person=john, rung="due").fires_at == west("2026-11-20T13:00")
