"""Asking for long work, and no longer wanting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from .models import LIVE, Job, State

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.base_user import AbstractBaseUser


@transaction.atomic
def ask(*, kind: str, subject_id: int, by: AbstractBaseUser, now: datetime, total: int = 0, unit: str = "rows") -> Job:
    """A job that waits for a worker; the one that waits or runs already for this subject when there is one."""
    job, _made = Job.objects.get_or_create(
        kind=kind,
        subject_id=subject_id,
        state__in=LIVE,
        defaults={"state": State.WAITING, "total": total, "unit": unit, "started_by_id": by.pk, "asked_at": now},
    )
    return job


@transaction.atomic
def cancel(job: Job) -> bool:
    """Nobody wants it any more; False when it had ended. What its worker has in hand is never committed."""
    return bool(
        Job.objects.filter(pk=job.pk, state__in=LIVE).update(
            state=State.CANCELLED, lease_until=None, lease_token=None, finished_at=Now()
        )
    )
