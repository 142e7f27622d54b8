"""When the same thing is told again and again, the manager is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import staff_letters
from .choices import UpdateKind

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Incident, Promise

MOVES_BEFORE_THE_MANAGER_HEARS = 2
NOTHING_NEW_BEFORE_THE_MANAGER_HEARS = 3


def moves_in_a_row(promise: Promise) -> int:
    """How many times in a row the time was moved until this promise stood."""
    moves, before = 0, promise.replaces
    while before is not None:
        moves, before = moves + 1, before.replaces
    return moves


def tell_of_moves(incident: Incident, promise: Promise, *, now: datetime) -> None:
    """From the second move in a row on, the manager is told of each."""
    manager = manager_above(incident)
    if manager is not None and moves_in_a_row(promise) >= MOVES_BEFORE_THE_MANAGER_HEARS:
        letter = staff_letters.promise_moved_again if promise.text else staff_letters.moved_again
        message = letter(manager, incident)
        staff_letters.post(manager, message, key=f"moved:{promise.pk}", about=f"incident:{incident.pk}", now=now)


def tell_of_nothing_new(incident: Incident, *, now: datetime) -> None:
    """At the third "nothing new" in a row, the manager is told."""
    latest = list(incident.updates.told().order_by("-number")[:NOTHING_NEW_BEFORE_THE_MANAGER_HEARS])
    all_empty = len(latest) == NOTHING_NEW_BEFORE_THE_MANAGER_HEARS and all(
        update.kind == UpdateKind.NOTHING_NEW for update in latest
    )
    manager = manager_above(incident)
    if manager is not None and all_empty:
        message = staff_letters.nothing_new_again(manager, incident)
        staff_letters.post(manager, message, key=f"empty:{latest[0].pk}", about=f"incident:{incident.pk}", now=now)


def manager_above(incident: Incident) -> Person | None:
    """The nearest manager above the owner who is somebody else."""
    return next((p for p in incident.customer.team.chain() if p.pk != incident.owner_id and p.is_active), None)
