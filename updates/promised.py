"""Promises made or moved while telling: they stand with the letter or conversation, and fall with the letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incidents.choices import PromiseState
from incidents.promises import KEPT, MOVED, RELEASED, make_promise, move_promise, settle_anew, stand_again, void_promise

from .repeats import tell_of_moves

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from incidents.models import Incident, Promise
    from incidents.promises import Outcome

    from .models import Conversation, Update
    from .sending import Telling
    from .talking import Talk


@dataclass(frozen=True)
class Promised:
    """A promise that a person confirmed: in which words, by when (UTC), and how it was given."""

    text: str
    due_at: datetime
    how: str


@dataclass(frozen=True)
class Moved:
    """A new date (UTC) for a promise made earlier, and why."""

    promise: Promise
    due_at: datetime
    why: str


def promise_while_telling(
    telling: Update | Conversation,
    *,
    said: Telling | Talk,
    zone: str,
    to: Contact | None,
    by: Person,
    now: datetime,
) -> None:
    """Make and move what was told, in the caller's transaction; the second move in a row is told to the manager."""
    incident: Incident = telling.incident
    made = [
        make_promise(incident, text=one.text, due_at=one.due_at, due_zone=zone, how=one.how, by=by, now=now, to=to)
        for one in said.promises
    ]
    for move in said.moves:
        moved = move_promise(move.promise, due_at=move.due_at, by=by, now=now, why=move.why)
        tell_of_moves(incident, moved, now=now)
        made.append(moved)
    telling.promised.add(*made)


def take_back(update: Update, *, by: Person | None, now: datetime, why: str) -> None:
    """The letter did not happen: what it promised is void; what it moved stands as before, or as was settled since."""
    for promise in update.promised.select_related("replaces", "replaced_by").order_by("pk"):
        if promise.state == PromiseState.VOID:
            continue
        before, after = promise.replaces, getattr(promise, "replaced_by", None)
        state, settled_at = promise.state, promise.settled_at
        void_promise(promise, by=by, now=now, why=why)
        if after is not None:
            after.replaces = before
            after.save(update_fields=["replaces"])
        if before is not None and settled_at is not None:
            settle_anew(before, _outcome(state), at=settled_at, by=by, now=now)
        elif before is not None:
            stand_again(before, by=by, now=now)


def _outcome(state: str) -> Outcome:
    """How the promise in its place was settled is how the first one was."""
    if state in (PromiseState.KEPT, PromiseState.KEPT_LATE):
        return KEPT
    if state == PromiseState.RELEASED:
        return RELEASED
    return MOVED if state == PromiseState.RENEGOTIATED else (PromiseState.BROKEN, PromiseState.BROKEN)
