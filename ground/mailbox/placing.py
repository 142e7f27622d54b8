"""Where a mail belongs is known above: one room says it, asked in the second transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured

from .choices import State
from .models import Mail
from .parsing import Parsed


@dataclass(frozen=True)
class Fate:
    """What becomes of a mail, and a code for why."""

    state: State
    why: str = ""


Placer = Callable[[Mail, Parsed, datetime], Fate]
_placer: list[Placer] = []


def placed_by(placer: Placer) -> None:
    """Make the room known that places mail; called once at start-up.

    It is called for every mail, of any kind, in the transaction that marks the mail, and must change nothing outside.
    """
    _placer[:] = [placer]


def place(mail: Mail, parsed: Parsed, now: datetime) -> Fate:
    if not _placer:
        raise ImproperlyConfigured("No room places mail.")
    return _placer[0](mail, parsed, now)
