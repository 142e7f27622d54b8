"""Guards: rooms above say, in the claim's transaction, whether a letter may still go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from .models import Letter

log = structlog.get_logger(__name__)

UNKNOWN_GUARD_WAITS = timedelta(minutes=1)
BROKEN_GUARD_WAITS = timedelta(minutes=10)


@dataclass(frozen=True)
class Send:
    """It may go."""


@dataclass(frozen=True)
class Hold:
    """Ask again at `until`; holding is no attempt."""

    until: datetime


@dataclass(frozen=True)
class Withdraw:
    """Its cause is gone; the reason is kept on the row."""

    reason: str


Verdict = Send | Hold | Withdraw
Guard = Callable[[Letter, datetime], Verdict]

_guards: dict[str, Guard] = {}


def register(name: str, guard: Guard) -> None:
    """Make a guard known; called once at start-up. A guard reads rows, it takes no locks and changes nothing."""
    _guards[name] = guard


def must_know(name: str) -> None:
    if name and name not in _guards:
        raise ImproperlyConfigured(f"No guard is registered under the name {name!r}.")


def ask(letter: Letter, now: datetime) -> Verdict:
    """The guard's word on this letter; one we cannot ask (an older worker, a broken guard) holds it, never sends it."""
    if not letter.guard:
        return Send()
    guard = _guards.get(letter.guard)
    if guard is None:
        log.error("guard_unknown_to_this_worker", letter=letter.pk, guard=letter.guard)
        return Hold(now + UNKNOWN_GUARD_WAITS)
    try:
        with transaction.atomic():
            return guard(letter, now)
    except Exception:  # one broken guard must not stop everybody's mail; it is logged and asked again
        log.exception("guard_failed", letter=letter.pk, guard=letter.guard)
        return Hold(now + BROKEN_GUARD_WAITS)
