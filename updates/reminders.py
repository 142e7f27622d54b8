"""The tick: broken promises are recorded, rungs that fell due become nudges, nudges become one mail a person.

1. Take the lease, so that one tick runs at a time.
2. Every promise whose rung fell due: record it as broken when it is, note a nudge for each person, set the next rung.
3. Every person with nudges whose moment has come: one mail, with the highest rung of each promise still alive.
4. Where the house wants it, a note to every customer who waits too long, once somebody above the owner was told.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import Person
from ground.outbox.writing import write
from ground.worktime.hours import is_open, next_opening
from incidents.choices import PromiseKind, Severity
from incidents.models import Promise
from incidents.promises import break_promise

from . import letters
from .by_call import calls_of
from .choices import NudgeState
from .holding import write_notes
from .ladder import Rung, due_rungs, next_rung_at
from .lease import held, release, take
from .models import Nudge
from .watching import Roster

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ground.worktime.hours import Hours

BATCH = 100
PATIENCE = 5.0
"""Seconds a tick waits for promises that somebody is at."""
GUARD = "updates.reminder"
CALLED = (PromiseKind.NEXT_UPDATE, PromiseKind.FIRST_NOTICE)
"""What becomes a call when nobody there receives mail."""


def tick(*, now: datetime) -> int:
    """One round; how many mails were written. Nothing when another tick is at work. Safe to run twice, or late."""
    token = take("tick")
    if token is None:
        return 0
    try:
        climb_all(now=now, token=token)
        written = write_mails(now=now, token=token)
        write_notes(now=now)
        return written
    finally:
        release("tick", token)


def climb_all(*, now: datetime, token: str) -> None:
    """Climb until no rung is due. A promise that somebody is at is waited for, so that it still joins the one mail of
    this moment; after `PATIENCE` it is left to the next tick."""
    until = time.monotonic() + PATIENCE
    while held("tick", token):
        if climb(now=now):
            continue
        if time.monotonic() >= until or not Promise.objects.rung_due(now).exists():
            break
        time.sleep(0.05)


@transaction.atomic
def climb(*, now: datetime) -> int:
    """One batch of promises whose rung fell due; how many there were.

    Their incidents are locked with them, as by every verb; one that somebody is at is passed over.
    """
    due = Promise.objects.rung_due(now).select_for_update(skip_locked=True, of=("self", "incident"))
    promises = list(due.select_related("incident__customer__team__calendar", "incident__owner")[:BATCH])
    roster = Roster(now, promises)
    nudges = [nudge for promise in promises for nudge in _climb_one(promise, roster, now)]
    Nudge.objects.bulk_create(nudges)
    Promise.objects.bulk_update(promises, ["rung_due_at"])
    return len(promises)


def _climb_one(promise: Promise, roster: Roster, now: datetime) -> list[Nudge]:
    """What is new to say about one promise; its next rung is set on it."""
    if not promise.is_live:
        promise.rung_due_at = None
        return []
    if promise.due_at < now:
        break_promise(promise, now=now)
    watched, known = roster.watched(promise), roster.known_rungs(promise)
    fresh = [rung for rung in due_rungs(watched, now) if rung.name not in known]
    nudges = [nudge for rung in fresh for nudge in _nudges(promise, rung, roster, now)]
    promise.rung_due_at = next_rung_at(watched, now)
    return nudges


def _nudges(promise: Promise, rung: Rung, roster: Roster, now: datetime) -> list[Nudge]:
    people = [roster.person(pk) for pk in rung.people]
    told = {roster.stand_in(person).pk: person for person in people if person.is_active}
    found = [
        Nudge(
            promise=promise,
            rung=rung.name,
            rank=rung.rank,
            person_id=pk,
            instead_of=person if pk != person.pk else None,
            matured_at=rung.at,
            fires_at=_moment(promise, rung, roster.hours(roster.person(pk)), now),
        )
        for pk, person in told.items()
    ]
    return found or [
        Nudge(
            promise=promise,
            rung=rung.name,
            rank=rung.rank,
            matured_at=rung.at,
            fires_at=rung.at,
            state=NudgeState.NOBODY,
            why=_("There is nobody to tell at this height"),
        )
    ]


def _moment(promise: Promise, rung: Rung, hours: Hours, now: datetime) -> datetime:
    """When it falls due if critical, else at the opening of the recipient's `hours` after that.

    A tick that comes too late keeps the moment it missed, so that the lateness shows; outside their hours it waits.
    A promise that stands again has missed nothing before the ladder was told to look at it.
    """
    at = max(rung.at, promise.rung_due_at or rung.at)
    if promise.incident.severity == Severity.CRITICAL:
        return at
    return next_opening(hours, at if is_open(hours, now) else now)


def write_mails(*, now: datetime, token: str | None = None) -> int:
    """One mail for each person whose nudges have come due; how many."""
    waiting = Nudge.objects.filter(state=NudgeState.WAITING, fires_at__lte=now).order_by()
    written = 0
    for person_id in waiting.values_list("person_id", flat=True).distinct():
        if token is not None and not held("tick", token):
            break
        written += _write_mail(person_id, now)
    return written


@transaction.atomic
def _write_mail(person_id: int, now: datetime) -> int:
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    due = list(
        Nudge.objects.filter(person=person, state=NudgeState.WAITING, fires_at__lte=now)
        .select_for_update(of=("self",))
        .select_related("promise__incident__customer", "promise__incident__owner")
        .order_by("rank", "pk")
    )
    alive = _highest_of_each_promise(due, now)
    if alive:
        _write_letter(person, alive, now)
    return 1 if alive else 0


def _highest_of_each_promise(nudges: list[Nudge], now: datetime) -> list[Nudge]:
    """What is still worth saying; the rest is marked as withdrawn, or as part of a higher rung."""
    by_promise: dict[int, list[Nudge]] = defaultdict(list)
    for nudge in nudges:
        by_promise[nudge.promise_id].append(nudge)
    alive, done = [], []
    for group in by_promise.values():
        *lower, top = group
        if top.promise.is_live:
            alive.append(top)
            done += [
                _end(nudge, NudgeState.MERGED, _("A higher rung fell due before it was sent"), now) for nudge in lower
            ]
        else:
            done += [_end(nudge, NudgeState.WITHDRAWN, why_settled(nudge.promise), now) for nudge in group]
    Nudge.objects.bulk_update(done, ["state", "why", "written_at"])
    return sorted(alive, key=lambda nudge: (nudge.promise.due_at, nudge.pk))


def _end(nudge: Nudge, state: str, why: str, now: datetime) -> Nudge:
    nudge.state, nudge.why, nudge.written_at = state, why, now
    return nudge


def why_settled(promise: Promise) -> str:
    return _("The promise is settled: %(state)s") % {"state": promise.get_state_display()}


def _write_letter(person: Person, nudges: list[Nudge], now: datetime) -> None:
    """One mail with a line a promise; its key names its nudges, so that it is written once."""
    letter = write(
        key=f"nudges:{person.pk}:{_names(nudges)}:{now.timestamp():.6f}",
        recipient=person.email,
        message=letters.reminder_letter(person, _lines(nudges, person, now), now=now),
        about=f"nudges:{person.pk}",
        now=now,
        guard=GUARD,
        listener=GUARD,
        customer=False,
    )
    Nudge.objects.filter(pk__in=[n.pk for n in nudges]).update(
        state=NudgeState.WRITTEN, written_at=now, letter_id=letter.pk
    )


def _names(nudges: list[Nudge]) -> str:
    """One short name for these very nudges."""
    return hashlib.sha256(",".join(str(nudge.pk) for nudge in nudges).encode()).hexdigest()[:16]


def _lines(nudges: list[Nudge], person: Person, now: datetime) -> list[letters.ReminderLine]:
    calls = calls_of(nudge.promise.incident_id for nudge in nudges)
    return [line_of(nudge, person, now, calls) for nudge in nudges]


def line_of(
    nudge: Nudge, person: Person, now: datetime, calls: Mapping[int, tuple[str, str, str]]
) -> letters.ReminderLine:
    """`calls`: of which incidents the update is a call; see `calls_of`."""
    promise, incident = nudge.promise, nudge.promise.incident
    by_call = calls.get(incident.pk) if promise.kind in CALLED else None
    why, whom, phone = by_call or ("", "", "")
    return letters.ReminderLine(
        customer=incident.customer.name,
        title=incident.title,
        reference=incident.reference,
        due_at=promise.due_at,
        started_at=promise.made_at,
        overdue=promise.due_at < now,
        owner=incident.owner.name,
        is_mine=incident.owner_id == person.pk,
        what=promise.text,
        kind=promise.kind,
        by_call=why,
        whom=whom,
        phone=phone,
    )
