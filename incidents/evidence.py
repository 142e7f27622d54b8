"""Writing evidence: added, changed (the old words stay), taken out with a reason; two people at once lose nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .choices import State, StepState
from .models import Evidence, StepDraft, ToldEvidence
from .promises import lock

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person

    from .models import Incident

Row = TypeVar("Row", bound=Evidence)
WHOSE = {
    "preparation": 1, "account": 2, "fact": 2, "unknown": 2, "feeling": 3, "summary": 4,
    "dispute": 5, "frame": 6, "apology": 7, "remedy": 8, "prevention": 8,
}  # fmt: skip
"""The step each kind of evidence belongs to."""


class EvidenceRefused(Exception):
    """Why this cannot be written so, in a sentence."""


class ChangedMeanwhile(EvidenceRefused):
    """Somebody else saved first; `theirs` is the version that stands now."""

    def __init__(self, theirs: Evidence) -> None:
        self.theirs = theirs
        name = theirs.by.name if theirs.by else _("Somebody")
        super().__init__(_("%(name)s changed this while you wrote. Yours is below; nothing is lost.") % {"name": name})


@transaction.atomic
def add(kind: type[Row], incident: Incident, *, by: Person, now: datetime, **fields: Any) -> Row:
    """A new row of evidence. For a kind with one row a case: ChangedMeanwhile when somebody wrote it first."""
    incident = _running(incident)
    stands = _stands(kind, incident, fields)
    if stands is not None:
        raise ChangedMeanwhile(stands)
    row: Row = _new(kind, incident=incident, by=by, at=now, **fields)
    row.save(force_insert=True)
    _record(row, "evidence.added", by, now)
    return row


@transaction.atomic
def change(row: Row, *, by: Person, now: datetime, why: str = "", **fields: Any) -> Row:
    """A new version that replaces `row`; the old words stay. A finished step asks for a reason.

    ChangedMeanwhile when `row` is no longer the version that stands. Saving the same words again changes nothing.
    """
    incident = _running(row.incident)
    newer = _versions(type(row)).filter(replaces=row).first()
    if newer is not None:
        raise ChangedMeanwhile(_latest(newer))
    if _versions(type(row)).filter(pk=row.pk, removed_at__isnull=False).exists():
        raise EvidenceRefused(_("Somebody took this out while you wrote. Add it again if it still stands."))
    if all(getattr(row, name) == value for name, value in fields.items()):
        return row
    if not why.strip() and _is_finished(incident, row):
        raise EvidenceRefused(_("This step is finished. Say why you change it; the old words stay."))
    same = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in _OWN}
    version: Row = _new(type(row), **same, by=by, at=now, replaces=row, changed_why=why.strip()[:300])
    for name, value in fields.items():
        setattr(version, name, value)
    if isinstance(row, ToldEvidence) and isinstance(version, ToldEvidence) and not row.says_the_same(version):
        _begin_anew(version, fields)
    version.save(force_insert=True)
    _record(version, "evidence.changed", by, now, before=row.pk)
    return version


@transaction.atomic
def write(
    kind: type[Row], incident: Incident, *, seen: int | None, by: Person, now: datetime, why: str = "", **fields: Any
) -> Row:
    """Add the row of a kind with one row a case, or change version `seen`, the one that whoever writes had before them.

    ChangedMeanwhile when another version stands by now.
    """
    if seen is None:
        return add(kind, incident, by=by, now=now, **fields)
    row: Row = _versions(kind).select_related("incident").get(incident=incident, pk=seen)
    return change(row, by=by, now=now, why=why, **fields)


def latest(row: Row) -> Row:
    """The version of this row that stands now."""
    newest: Row = _latest(row)  # type: ignore[assignment]
    return newest


@transaction.atomic
def take_out(row: Row, *, why: str, by: Person, now: datetime) -> Row:
    """It does not stand any more; the words and the reason stay on record."""
    _running(row.incident)
    if not why.strip():
        raise EvidenceRefused(_("Say why you take it out."))
    newer = _versions(type(row)).filter(replaces=row).first()
    if newer is not None:
        raise ChangedMeanwhile(_latest(newer))
    row.refresh_from_db(fields=["removed_at"])
    if row.removed_at is None:
        row.removed_at, row.removed_by, row.removed_why = now, by, why.strip()[:300]
        row.save(update_fields=["removed_at", "removed_by", "removed_why"])
        _record(row, "evidence.taken_out", by, now)
    return row


@transaction.atomic
def keep_draft(
    incident: Incident, *, number: int, fields: str, by: Person, now: datetime, begun: datetime | None = None
) -> bool:
    """Keep what is typed on a step page, as it was posted; it is nobody's evidence and in no history.

    `begun`: when the page was opened that keeps it by itself, without a press. False, and nothing is kept, when a
    button was pressed since: it overtook what was typed before it.
    """
    what = {"fields": fields, "saved_at": now} | ({} if begun else {"pressed_at": now})
    mine = StepDraft.objects.select_for_update()
    draft, made = mine.get_or_create(incident=incident, number=number, author=by, defaults=what)
    if not made and begun and draft.pressed_at and draft.pressed_at > begun:
        return False
    if not made:
        StepDraft.objects.filter(pk=draft.pk).update(**what)
    return True


def drop_draft(incident: Incident, *, number: int, by: Person, now: datetime) -> None:
    """What was typed is saved: the draft is empty."""
    ended = StepDraft(incident=incident, number=number, author=by, fields="", saved_at=now, pressed_at=now)
    StepDraft.objects.bulk_create(
        [ended],
        update_conflicts=True,
        unique_fields=["incident", "number", "author"],
        update_fields=["fields", "saved_at", "pressed_at"],
    )


_OWN = {"id", "by_id", "at", "replaces_id", "changed_why", "removed_at", "removed_by_id", "removed_why"}
_ANEW: dict[str, Any] = {
    "told_by": "", "told_id": None, "told_to": None, "told_at": None, "reaction": "", "reacted_at": None,
}  # fmt: skip
_ONE = {"preparation": (), "summary": (), "frame": (), "apology": (), "account": ("side", "contact")}


def _stands(kind: type[Evidence], incident: Incident, fields: dict[str, Any]) -> Evidence | None:
    """The row that stands already, of a kind that has one row a case (or a teller)."""
    name = kind._meta.model_name or ""
    if name not in _ONE:
        return None
    same = {field: fields.get(field) for field in _ONE[name]}
    stands: Evidence | None = _versions(kind).filter(incident=incident, replaced_by__isnull=True, **same).first()
    return stands


def _begin_anew(version: ToldEvidence, fields: dict[str, Any]) -> None:
    """New words were told to nobody yet, and nobody took them in any way."""
    for name, value in _ANEW.items():
        if hasattr(version, name) and name not in fields:
            setattr(version, name, value)


def _versions(kind: Any) -> Any:
    return kind.objects.all()


def _new(kind: Any, **fields: Any) -> Any:
    return kind(**fields)


def _latest(row: Evidence) -> Evidence:
    newer = _versions(type(row)).filter(replaces=row).first()
    return _latest(newer) if newer else row


def _is_finished(incident: Incident, row: Evidence) -> bool:
    number = WHOSE[row._meta.model_name or ""]
    return incident.steps.filter(number=number).exclude(state=StepState.TODO).exists()


def _running(incident: Incident) -> Incident:
    incident = lock(incident)
    if incident.state == State.CLOSED:
        raise EvidenceRefused(_("This is closed. Open it again before you write here."))
    return incident


def _record(row: Evidence, what: str, by: Person, now: datetime, *, before: int | None = None) -> None:
    kind = row._meta.model_name or ""
    facts: dict[str, str | int | None] = {"kind": kind, "row": row.pk, "before": before, "step": WHOSE[kind]}
    record(("incident", row.incident_id), by=by, what=what, now=now, facts=facts)
