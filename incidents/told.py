"""Evidence that the customer was told: marked with the letter or conversation, and unmarked when it did not happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ground.history.recording import record

from .choices import Told
from .models import Apology, Asking, Frame, Summary
from .promises import lock

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person

    from .models import Incident, ToldEvidence

KINDS: tuple[type[Summary | Frame | Apology], ...] = (Summary, Frame, Apology)


def mark_told(
    row: ToldEvidence, *, how: str, how_id: int, to: Contact | None, at: datetime, by: Person, now: datetime
) -> None:
    """These words reached them; the first telling stays the one that is named. In the caller's transaction."""
    if row.told_at is None:
        row.told_by, row.told_id, row.told_to, row.told_at = how, how_id, to, at
        row.save(update_fields=["told_by", "told_id", "told_to", "told_at"])
        _record(row, "evidence.told", by, now)


def untell(incident: Incident, *, update_id: int, by: Person | None, now: datetime) -> int:
    """That letter did not happen: what it told was told by the next asking that stands, or by nothing. How many rows.

    Call when its questions are void already. In the caller's transaction.
    """
    incident = lock(incident)
    rows = [row for kind in KINDS for row in _told_by(kind, incident, update_id)]
    for row in rows:
        other = _other_telling(row)
        row.told_by, row.told_id = (other.told_by, other.told_id) if other else ("", None)
        row.told_to, row.told_at = (other.contact, other.asked_at) if other else (None, None)
        row.save(update_fields=["told_by", "told_id", "told_to", "told_at"])
        _record(row, "evidence.not_told", by, now)
    return len(rows)


def askings_of(row: ToldEvidence) -> list[Asking]:
    """The questions about these very words that stand, oldest first."""
    if isinstance(row, Apology):
        return []
    about = Asking.objects.filter(incident=row.incident_id, question=row.question, about_id__in=_same_words(row))
    return list(about.filter(void_at__isnull=True).select_related("contact", "by").order_by("asked_at", "pk"))


def _same_words(row: ToldEvidence) -> list[int]:
    """This version and those just before it that say the same to them."""
    found, before = [row.pk], row.replaces
    while before is not None and row.says_the_same(before):
        found.append(before.pk)
        before = before.replaces
    return found


def _told_by(kind: type[Summary | Frame | Apology], incident: Incident, update_id: int) -> list[ToldEvidence]:
    found: Any = kind.objects.filter(incident=incident, told_by=Told.UPDATE, told_id=update_id)
    return list(found)


def _other_telling(row: ToldEvidence) -> Asking | None:
    return next(iter(askings_of(row)), None)


def _record(row: ToldEvidence, what: str, by: Person | None, now: datetime) -> None:
    facts: dict[str, str | int | None] = {
        "kind": row._meta.model_name,
        "row": row.pk,
        "told_by": row.told_by,
        "told_id": row.told_id,
    }
    record(("incident", row.incident_id), by=by, what=what, now=now, facts=facts)
