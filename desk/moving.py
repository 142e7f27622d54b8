"""A new date for a promise that a letter tells: from the promise's page into the composer, and out of its form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from desk.next_times import instant_of
from incidents.choices import PromiseKind
from incidents.models import Promise
from updates.promised import Moved

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.contrib.sessions.backends.base import SessionBase

    from incidents.models import Incident

KEPT_IN_SESSION = "moving"
WHY_AT_MOST = 300
_ROW = re.compile("[0-9]{1,18}")


def begin_letter(session: SessionBase, promise: Promise, *, due_at: datetime, why: str) -> None:
    """Remember what the letter is to say; no text goes into an address."""
    session[KEPT_IN_SESSION] = {"moves": str(promise.pk), "moves_to": due_at.isoformat(), "moves_why": why}


def begun_letter(session: SessionBase, incident: Incident, *, asked: bool) -> list[Moved]:
    """What was remembered for this incident; nothing unless the address asks for it."""
    return moves_of(incident, session.get(KEPT_IN_SESSION, {})) if asked else []


def moves_of(incident: Incident, data: Mapping[str, Any]) -> list[Moved]:
    """As the form carries it along. Whether it can still be moved is for the verb to say."""
    row, due_at = str(data.get("moves", "")), instant_of(str(data.get("moves_to", "")))
    if not _ROW.fullmatch(row) or due_at is None:
        return []
    promise = Promise.objects.filter(incident=incident, kind=PromiseKind.COMMITMENT, pk=row).first()
    why = " ".join(str(data.get("moves_why", "")).replace("\x00", "").split())[:WHY_AT_MOST]
    return [Moved(promise, due_at, why)] if promise else []
