"""A file of everything: asked for by an administrator, made by a worker, had by whoever asked, gone after a week."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from ground.accounts.models import Person
from ground.files.models import Export
from ground.history.recording import record
from ground.jobs import asking
from ground.jobs.models import Job

from .writing import write_everything

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from ground.history.hashing import Facts
    from ground.jobs.working import Work

KIND = "recovery.everything"
KEPT_FOR = timedelta(days=7)
PIECE = 1024 * 1024


class ExportRefused(Exception):
    """Why there is no such file, in a sentence."""


def folder() -> Path:
    return Path(settings.FILES_DIR) / "exports"


def path_of(key: UUID) -> Path:
    return folder() / key.hex


@transaction.atomic
def ask_everything(*, by: Person, now: datetime) -> Export:
    """A file of everything to be made; the one they wait for already when there is one. ExportRefused for others."""
    if not (by.is_active and by.powers.administers):
        raise ExportRefused(_("Only an administrator asks for everything."))
    Person.objects.select_for_update().get(pk=by.pk)
    waiting = Job.objects.filter(kind=KIND).live().values("subject_id")
    export = Export.objects.of(by).filter(pk__in=waiting).first()
    if export is None:
        export = Export.objects.create(asked_by=by, asked_at=now)
        asking.ask(kind=KIND, subject_id=export.pk, by=by, now=now)
        record(("export", export.pk), by=by, what="export.asked", now=now)
    return export


def make(work: Work) -> Mapping[str, Any]:
    """The handler: the whole file under a name of this attempt, then its own. A worker that takes over begins anew."""
    export = Export.objects.select_related("asked_by").get(pk=work.job.subject_id)
    if export.made_at is not None:  # the worker before died with the file made
        return {"rows": sum(export.counts.values())}
    part = folder() / f"{export.key.hex}.{work.job.lease_token}"
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with override(export.asked_by.language), open(part, "xb", opener=_private) as out:
            counts = write_everything(out, now=work.now(), at=lambda done, total: _advance(work, done, total))
            out.flush()
            os.fsync(out.fileno())
        size, digest = part.stat().st_size, _digest(part)
        with transaction.atomic():
            work.advance(sum(counts.values()))
            part.replace(path_of(export.key))
            _made(export, counts, size, digest, work.now())
    finally:
        part.unlink(missing_ok=True)
    return {"rows": sum(counts.values())}


@transaction.atomic
def stop(export: Export, *, by: Person, now: datetime) -> bool:
    """Nobody wants it any more; False when it had ended."""
    job = Job.objects.about(KIND, export.pk).live().first()
    stopped = job is not None and asking.cancel(job)
    if stopped:
        record(("export", export.pk), by=by, what="export.stopped", now=now)
    return stopped


@transaction.atomic
def hand_out(export: Export, *, by: Person, now: datetime) -> Path:
    """Where its bytes are, for whoever asked; the history says that they had it. ExportRefused when it is gone."""
    held = Export.objects.select_for_update().get(pk=export.pk)
    if held.asked_by_id != by.pk:
        raise ExportRefused(_("Only whoever asked for this file may have it."))
    if not held.size or held.ends_at is None or held.ends_at <= now or not path_of(held.key).exists():
        raise ExportRefused(_("This file is gone. Ask for a new one."))
    record(("export", held.pk), by=by, what="export.downloaded", now=now, facts={"sha256": held.sha256})
    return path_of(held.key)


def forget_exports(now: datetime) -> int:
    """Delete the bytes of what has passed its end, and what dead workers left; how many files that were."""
    Export.objects.filter(size__gt=0, ends_at__lte=now).update(size=0)
    begun = Export.objects.filter(pk__in=Job.objects.filter(kind=KIND).live().values("subject_id"))
    kept = {one.key.hex for one in Export.objects.filter(size__gt=0)}
    under_way = tuple(one.key.hex for one in begun)
    gone = [path for path in folder().glob("*") if path.name not in kept and not path.name.startswith(under_way)]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _advance(work: Work, done: int, total: int) -> None:
    with transaction.atomic():
        work.advance(done, total=total)


def _made(export: Export, counts: Mapping[str, int], size: int, digest: str, now: datetime) -> None:
    export.counts, export.size, export.sha256 = dict(counts), size, digest
    export.made_at, export.ends_at = now, now + KEPT_FOR
    export.save()
    facts: Facts = {"rows": sum(counts.values()), "sha256": digest}
    record(("export", export.pk), by=export.asked_by, what="export.made", now=now, facts=facts)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
