"""An update that reached nobody did not happen: what it promised is void, what it settled stands as before.

Unless something came after it: a later telling, a later clock, or the end of the incident then settles it, at its own
time. So the order in which letters come back does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Handover
from ground.history.recording import record
from incidents.answering import unanswered_again
from incidents.asking import void_askings
from incidents.check_ins import void_check_ins
from incidents.choices import PromiseKind, PromiseState, State
from incidents.endings import forget_the_closing
from incidents.promises import KEPT, MOVED, RELEASED, current_clock, lock, settle_anew, stand_again, void_promise
from incidents.told import untell

from .choices import UpdateKind
from .promised import take_back

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Incident, Promise
    from incidents.promises import Outcome

    from .models import Conversation, Update


@transaction.atomic
def did_not_happen(update: Update, *, state: str, by: Person | None, now: datetime) -> Update:
    """Take an update out of the clock's story; call when it was taken back or reached nobody."""
    incident = lock(update.incident)
    clock = current_clock(incident)
    update.state, update.state_at = state, now
    update.save(update_fields=["state", "state_at"])
    why = _("The letter that made it reached nobody")
    if update.made is not None:
        void_promise(update.made, by=by, now=now, why=why)
    take_back(update, by=by, now=now, why=why)
    first = _first_of_those_that_did_not_happen(update)
    if first.settled is not None:
        if _was_the_last_word(update, incident, clock):
            promise = stand_again(first.settled, by=by, now=now)
            _stands_as_before(incident, first, promise, by=by, now=now)
        else:
            _settle_by_what_came_after(incident, first.settled, update, clock, by=by, now=now)
    unanswered_again(update.pk, now=now)
    _tell_since_when(incident, update)
    Handover.objects.filter(told_update_id=update.pk).update(told_update_id=None)
    void_askings(update.pk, now=now)
    untell(incident, update_id=update.pk, by=by, now=now)
    record(incident.history_subject, by=by, what=f"update.{state}", now=now, facts={"update": update.pk})
    return update


def _first_of_those_that_did_not_happen(update: Update) -> Update:
    """What this update settled may have been promised by one that did not happen either; the first of that row."""
    while update.settled is not None and update.settled.state == PromiseState.VOID:
        update = update.settled.made_by_update
    return update


def _was_the_last_word(update: Update, incident: Incident, clock: Promise | None) -> bool:
    """The clock that runs is the one this update made, or the incident was closed with this very letter."""
    if clock is not None:
        return clock.pk == update.made_id
    return update.kind == UpdateKind.RESOLVED and incident.closed_at == update.sent_at


def _stands_as_before(
    incident: Incident, update: Update, promise: Promise, *, by: Person | None, now: datetime
) -> None:
    if incident.state == State.CLOSED:
        void_check_ins(incident, by=by, now=now)
    forget_the_closing(incident)
    incident.state = update.came_from
    incident.next_update_due_at, incident.clock_started_at = promise.due_at, promise.made_at
    incident.save()


def _settle_by_what_came_after(
    incident: Incident, promise: Promise, update: Update, clock: Promise | None, *, by: Person | None, now: datetime
) -> None:
    outcome, at, next_one = _what_came_after(incident, promise, update, clock)
    settle_anew(promise, outcome, at=at, by=by, now=now)
    if outcome is MOVED and next_one is not None:
        next_one.replaces = promise
        next_one.save(update_fields=["replaces"])


def _what_came_after(
    incident: Incident, promise: Promise, update: Update, clock: Promise | None
) -> tuple[Outcome, datetime, Promise | None]:
    """How and when the promise was settled instead, and the promise that took its place."""
    later = incident.updates.told().filter(number__gt=update.number).order_by("number").first()
    talk = _talk_after(incident, update)
    if later is not None and (talk is None or later.sent_at <= talk.recorded_at):
        moved = later.kind == UpdateKind.MOVED and promise.kind == PromiseKind.NEXT_UPDATE
        return MOVED if moved else KEPT, later.sent_at, later.made
    if talk is not None:
        moved = talk.made is not None and talk.made.replaces_id is not None
        return MOVED if moved else KEPT, max(talk.happened_at, promise.made_at), talk.made
    if clock is not None:
        return MOVED, clock.made_at, clock
    assert incident.closed_at is not None
    return RELEASED, incident.closed_at, None


def _talk_after(incident: Incident, update: Update) -> Conversation | None:
    """The first conversation that counted as told and was noted after the update."""
    told = incident.conversations.filter(gave_facts=True, recorded_at__gte=update.sent_at)
    return told.filter(made__gt=update.made_id or 0).order_by("recorded_at", "pk").select_related("made").first()


def _tell_since_when(incident: Incident, update: Update) -> None:
    """The customer was first told by what came after this update, or has not been told at all."""
    if incident.first_told_at != update.sent_at:
        return
    letters = incident.updates.told().order_by("sent_at").values_list("sent_at", flat=True)[:1]
    talks = incident.conversations.filter(gave_facts=True).order_by("happened_at")
    told = [*letters, *talks.values_list("happened_at", flat=True)[:1]]
    incident.first_told_at = min(told, default=None)
    incident.subject = incident.subject if told else ""
    incident.save(update_fields=["first_told_at", "subject"])
