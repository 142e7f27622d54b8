"""Promises: made, kept, broken, moved, released. One of them is the incident's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .choices import CLOCK_KINDS, How, PromiseKind, PromiseState
from .models import Incident, Promise

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person

Outcome = tuple[PromiseState, PromiseState]
"""The state of a promise that ended so in time (exactly at the due instant is in time), and after it."""
KEPT: Outcome = (PromiseState.KEPT, PromiseState.KEPT_LATE)
MOVED: Outcome = (PromiseState.RENEGOTIATED, PromiseState.BROKEN)
RELEASED: Outcome = (PromiseState.RELEASED, PromiseState.BROKEN)


class PromiseRefused(Exception):
    """Why this cannot be done to a promise, in a sentence a person can act on."""


def lock(incident: Incident) -> Incident:
    """The incident's row, locked until the transaction ends; every verb that touches its clock begins here."""
    return Incident.objects.select_for_update().get(pk=incident.pk)


def current_clock(incident: Incident) -> Promise | None:
    return Promise.objects.filter(incident=incident).clocks().live().first()


def refuse_the_clock(promise: Promise) -> None:
    """The next update is kept by telling and moved by telling; nobody ticks it off."""
    if promise.kind in CLOCK_KINDS:
        raise PromiseRefused(_("Only telling the customer settles this. Write an update, or move its time."))


@transaction.atomic
def make_promise(
    incident: Incident,
    *,
    text: str,
    due_at: datetime,
    due_zone: str,
    how: str,
    by: Person | None,
    now: datetime,
    to: Contact | None = None,
) -> Promise:
    """A promise besides the next update: to whom, what, by when."""
    if due_at <= now:
        raise PromiseRefused(_("That time has already passed. Pick a time after now."))
    if not text.strip():
        raise PromiseRefused(_("Say what was promised."))
    promise = Promise.objects.create(
        incident=incident,
        kind=PromiseKind.COMMITMENT,
        how=how,
        to=to,
        text=text.strip(),
        due_at=due_at,
        due_zone=due_zone,
        made_at=now,
        made_by=by,
        rung_due_at=now,
    )
    _record(promise, "promise.made", by, now, text=promise.text)
    return promise


def start_clock(
    incident: Incident,
    *,
    kind: str,
    due_at: datetime,
    due_zone: str,
    by: Person | None,
    now: datetime,
    replaces: Promise | None = None,
) -> Promise:
    """The promise the incident's clock runs to, and the clock set to it; the one before must be settled or followed.

    `how` follows from the kind: a next update is written, an internal deadline is our own rule. Nobody is reminded of
    the day until which a customer may object: when it comes, the house settles it by itself.
    """
    how = How.WRITTEN if kind == PromiseKind.NEXT_UPDATE else How.HOUSE
    promise = Promise.objects.create(
        incident=incident,
        kind=kind,
        how=how,
        due_at=due_at,
        due_zone=due_zone,
        made_at=now,
        made_by=by,
        replaces=replaces,
        rung_due_at=_first_rung(kind, now),
    )
    set_clock(incident, promise)
    _record(promise, "promise.made", by, now)
    return promise


def set_clock(incident: Incident, promise: Promise) -> None:
    """Show this promise as the incident's clock."""
    incident.next_update_due_at, incident.clock_started_at = promise.due_at, promise.made_at
    incident.save(update_fields=["next_update_due_at", "clock_started_at"])


@transaction.atomic
def keep_promise(
    promise: Promise, *, by: Person | None, now: datetime, why: str = "", done_at: datetime | None = None
) -> Promise:
    """Done at `done_at`, else just now: kept when not after its due instant, else kept late. The ladder lets go of it.

    Somebody may say it later than they did it: the moment it was done decides, whatever the ladder thought meanwhile.
    """
    promise = _live(promise)
    at = done_at or now
    _refuse_moment(promise, at, now)
    _end(promise, KEPT, at)
    _settle(promise, by=by, now=at, why=why)
    _record(promise, f"promise.{promise.state}", by, now, facts={"done_at": at.isoformat()})
    return promise


def _refuse_moment(promise: Promise, at: datetime, now: datetime) -> None:
    """Moments are typed to the minute: one in the minute it was made counts."""
    if at > now:
        raise PromiseRefused(_("That time has not come yet. Say when it was done."))
    if at < promise.made_at.replace(second=0, microsecond=0):
        raise PromiseRefused(_("That was before it was promised. Say when it was done."))


@transaction.atomic
def break_promise(promise: Promise, *, now: datetime) -> Promise:
    """The tick found the due instant passed: broken, until it is kept late."""
    if promise.state == PromiseState.OPEN and promise.due_at < now:
        promise.state, promise.broken_at = PromiseState.BROKEN, promise.due_at
        promise.save(update_fields=["state", "broken_at"])
        _record(promise, "promise.broken", None, now)
    return promise


@transaction.atomic
def follow(promise: Promise, *, by: Person | None, now: datetime, why: str = "") -> Promise:
    """A new date takes its place: renegotiated when told not after the due instant, else it stays broken, followed."""
    promise = _live(promise)
    _end(promise, MOVED, now)
    _settle(promise, by=by, now=now, why=why)
    _record(promise, "promise.moved", by, now, facts={"in_time": promise.state == PromiseState.RENEGOTIATED})
    return promise


@transaction.atomic
def move_promise(promise: Promise, *, due_at: datetime, by: Person, now: datetime, why: str) -> Promise:
    """A new date for a promise besides the next update: a new promise takes its place; the new one is returned.

    The next update is moved by telling the customer (updates.sending), never here.
    """
    refuse_the_clock(promise)
    if due_at <= now:
        raise PromiseRefused(_("That time has already passed. Pick a time after now."))
    before = follow(promise, by=by, now=now, why=why)
    moved = Promise.objects.create(
        incident=before.incident,
        kind=before.kind,
        how=before.how,
        to=before.to,
        text=before.text,
        due_at=due_at,
        due_zone=before.due_zone,
        made_at=now,
        made_by=by,
        replaces=before,
        rung_due_at=now,
    )
    _record(moved, "promise.made", by, now, text=moved.text)
    return moved


@transaction.atomic
def release_promise(promise: Promise, *, by: Person | None, now: datetime, why: str) -> Promise:
    """The customer no longer needs it: outside the kept-rate, unless its time had passed already.

    The clock is let go only when the incident ends.
    """
    promise = _live(promise)
    _end(promise, RELEASED, now)
    _settle(promise, by=by, now=now, why=why)
    _record(promise, "promise.released", by, now, text=why)
    return promise


@transaction.atomic
def answer_for(promise: Promise, *, by: Person, now: datetime, why: str) -> Promise:
    """It will not be kept: broken, and answered for in a sentence."""
    refuse_the_clock(promise)
    promise = _live(promise)
    if not why.strip():
        raise PromiseRefused(_("Say in a sentence why it will not be kept."))
    promise.state, promise.broken_at = PromiseState.BROKEN, promise.broken_at or min(now, promise.due_at)
    promise.followed_at = now
    _settle(promise, by=by, now=now, why=why)
    _record(promise, "promise.answered_for", by, now, text=why)
    return promise


@transaction.atomic
def pass_without_word(promise: Promise, *, now: datetime, why: str) -> Promise:
    """The day until which they could object came and nobody did: kept, at its own due instant however late we look."""
    promise = _live(promise)
    _end(promise, KEPT, promise.due_at)
    _settle(promise, by=None, now=promise.due_at, why=why)
    _record(promise, "promise.kept", None, now)
    return promise


def void_promise(promise: Promise, *, by: Person | None, now: datetime, why: str) -> None:
    """It was never told: in no figure, and it took nobody's place."""
    promise.state, promise.replaces = PromiseState.VOID, None
    _settle(promise, by=by, now=now, why=why)
    _record(promise, "promise.void", by, now)


def stand_again(promise: Promise, *, by: Person | None, now: datetime) -> Promise:
    """What kept or moved it did not happen: it stands as before, and the ladder looks again."""
    promise.state = PromiseState.BROKEN if promise.due_at < now else PromiseState.OPEN
    promise.broken_at = promise.due_at if promise.due_at < now else None
    promise.settled_at = promise.settled_by = promise.followed_at = None
    promise.settled_why, promise.rung_due_at = "", _first_rung(promise.kind, now)
    promise.save()
    _record(promise, "promise.stands_again", by, now)
    return promise


def settle_anew(promise: Promise, outcome: Outcome, *, at: datetime, by: Person | None, now: datetime) -> Promise:
    """What settled it did not happen, but something else did, `at` its own time."""
    _end(promise, outcome, at)
    _settle(promise, by=by, now=at, why="")
    _record(promise, "promise.settled_anew", by, now, facts={"state": promise.state})
    return promise


def _end(promise: Promise, outcome: Outcome, at: datetime) -> None:
    """The state an outcome gives `at` an instant, and the columns that go with it; one given up is broken at once."""
    in_time = at <= promise.due_at
    promise.state = outcome[0] if in_time else outcome[1]
    is_broken = promise.state in (PromiseState.BROKEN, PromiseState.KEPT_LATE)
    promise.broken_at = min(at, promise.due_at) if is_broken else None
    promise.followed_at = at if promise.state in (PromiseState.RENEGOTIATED, PromiseState.BROKEN) else None


def _first_rung(kind: str, now: datetime) -> datetime | None:
    """When the ladder looks first: at once; never at the day until which a customer may object."""
    return None if kind == PromiseKind.SETTLING else now


def _live(promise: Promise) -> Promise:
    """The promise as it is now, locked until the transaction ends; the incident's row comes first, as in every verb."""
    Incident.objects.select_for_update().get(pk=promise.incident_id)
    promise = Promise.objects.select_for_update().get(pk=promise.pk)
    if not promise.is_live:
        raise PromiseRefused(_("This promise is already settled: %(state)s.") % {"state": promise.get_state_display()})
    return promise


def _settle(promise: Promise, *, by: Person | None, now: datetime, why: str) -> None:
    promise.settled_at, promise.settled_by, promise.settled_why, promise.rung_due_at = now, by, why[:300], None
    promise.save()


def _record(
    promise: Promise,
    what: str,
    by: Person | None,
    now: datetime,
    *,
    text: str = "",
    facts: dict[str, str | int | None] | None = None,
) -> None:
    facts = {"promise": promise.pk, "kind": promise.kind, "due_at": promise.due_at.isoformat(), **(facts or {})}
    record(("incident", promise.incident_id), by=by, what=what, now=now, text=text, facts=facts)
