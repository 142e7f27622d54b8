"""Thousands of incidents around the world, workers killed at random, the clock moved over a night of changed clocks:
every reminder once, none early, none for something done."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection

from ground.accounts.models import Person, stand_in
from ground.outbox.models import Letter
from ground.worktime.hours import is_open
from ground.worktime.models import DemoClock
from ground.worktime.now import now
from incidents.choices import PromiseState, Severity
from incidents.models import Promise
from tests.updates import big_house
from tests.updates.killed_workers import Run, set_clock
from updates.choices import NudgeState
from updates.ladder import fixed_rungs
from updates.models import Nudge
from updates.reminders import GUARD
from updates.watching import Roster

HOUR = timedelta(hours=1)
BEGINS = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
"""Saturday evening in Leeds, where the clocks go back that night; Monday is a holiday in Auckland."""
NIGHT = [BEGINS + n * HOUR for n in range(9)]
TILL_TUESDAY = [BEGINS + n * HOUR for n in range(9, 60, 3)]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kill]


def three_or_one() -> int:
    return 3 if connection.vendor == "postgresql" else 1


@pytest.mark.slow
def test_three_hundred_incidents_and_killed_workers(settings, smtp_server):
    walk(settings, smtp_server, count=300, moments=[*NIGHT, *TILL_TUESDAY], seed=300)


@pytest.mark.audit
def test_ten_thousand_incidents_and_killed_workers(settings, smtp_server):
    walk(settings, smtp_server, count=10_000, moments=[*NIGHT, *TILL_TUESDAY], seed=10_000)


def walk(settings, relay, *, count: int, moments: list[datetime], seed: int) -> None:
    settings.DEMO, chance = True, Random(seed)
    DemoClock.objects.create(offset=timedelta(0))
    set_clock(moments[0])
    house = big_house.build(away_from=moments[0] - timedelta(days=3))
    big_house.fill(house, count, begins=moments[0], ends=moments[-1], chance=chance)
    run = Run(relay, workers=three_or_one(), chance=chance)
    with run.working():
        for moment in moments:
            run.move_to(moment)
            run.tell_some(count // 100)
        ended = now()
        run.wait_until_done(ended)
        run.finish(ended + HOUR)
    assert run.kills > 0
    assert run.log.read_text().count("Traceback") == 0
    assert_every_rung_once(run.done, ended)
    assert_none_early_and_none_for_something_done(run.done)
    assert_one_mail_a_person_and_moment()
    assert_every_letter_accepted(relay, run.kills)


def assert_every_rung_once(done: dict[int, datetime], ended: datetime) -> None:
    """What the rules say must have fallen due at `ended`, against what is there."""
    roster, found = Roster(ended), defaultdict(list)
    for nudge in Nudge.objects.exclude(rung__startswith="daily"):
        found[nudge.promise_id].append((nudge.rung, nudge.person_id, nudge.matured_at))
    promises = Promise.objects.select_related("incident__customer__team__calendar", "incident__owner")
    for promise in promises:
        rungs, there = rungs_of(promise, roster), set(found[promise.pk])
        assert len(there) == len(found[promise.pk])
        assert there <= rungs, (promise.pk, there - rungs)
        if promise.pk in done:
            assert all(at <= done[promise.pk] for _rung, _person, at in there), f"{promise.pk} was done before"
        else:
            assert {rung for rung in rungs if rung[2] <= ended} <= there, f"{promise.pk} lacks a rung"
            assert promise.due_at >= ended or promise.state == PromiseState.BROKEN


def rungs_of(promise: Promise, roster: Roster) -> set[tuple[str, int, datetime]]:
    """All rungs of a promise but the daily ones, each for whoever stands in."""
    return {
        (rung.name, stand_in(roster.person(pk), rung.at).pk, rung.at)
        for rung in fixed_rungs(roster.watched(promise))
        for pk in rung.people
    }


def assert_none_early_and_none_for_something_done(done: dict[int, datetime]) -> None:
    hours = {person.pk: person.hours() for person in Person.objects.select_related("team__calendar", "calendar")}
    for nudge in Nudge.objects.select_related("promise__incident"):
        assert nudge.matured_at <= nudge.fires_at
        critical = nudge.promise.incident.severity == Severity.CRITICAL
        assert critical or is_open(hours[nudge.person_id], nudge.fires_at), f"{nudge.pk} fires outside their hours"
        if nudge.state in (NudgeState.WRITTEN, NudgeState.MERGED):
            assert nudge.written_at >= nudge.fires_at, f"{nudge.pk} was early"
        if nudge.state == NudgeState.WRITTEN and nudge.promise_id in done:
            assert nudge.written_at <= done[nudge.promise_id], f"{nudge.pk} reminds of something done"


def assert_one_mail_a_person_and_moment() -> None:
    """Whatever fell due together, or was put off to the same opening, is one mail; one line a promise in it."""
    written = Nudge.objects.filter(state=NudgeState.WRITTEN).order_by()
    for moment in ("written_at", "fires_at"):
        mails = set(written.values_list("person_id", moment, "letter_id"))
        doubled = [key for key, count in Counter((who, at) for who, at, _letter in mails).items() if count > 1]
        assert doubled == [], moment
    lines = Counter(written.values_list("letter_id", "promise_id"))
    assert max(lines.values()) == 1, "two rungs of one promise in one mail"


def assert_every_letter_accepted(relay, kills: int) -> None:
    """All arrived; what a killed worker had in hand may have gone twice, in the same bytes."""
    letters = Letter.objects.exclude(state="withdrawn")
    assert set(letters.values_list("state", flat=True)) == {"accepted"}
    assert letters.filter(guard=GUARD).count() > 10
    arrived = defaultdict(set)
    for accepted in relay.accepted:
        arrived[accepted.message["Message-ID"]].add(accepted.raw)
    assert set(arrived) == set(letters.values_list("message_id", flat=True))
    assert all(len(raws) == 1 for raws in arrived.values())
    assert len(relay.accepted) - len(arrived) <= kills
