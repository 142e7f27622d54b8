"""A piece of long work: what it is about, how far it is, who has it in hand and until when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WORDS_LENGTH = 500


class State(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


LIVE = (State.WAITING, State.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def about(self, kind: str, subject_id: int) -> JobQuerySet:
        """Every job of this kind for one subject, the latest first."""
        return self.filter(kind=kind, subject_id=subject_id).order_by("-pk")

    def live(self) -> JobQuerySet:
        return self.filter(state__in=LIVE)


class Job(models.Model):
    """Long work on one subject. All moments but `asked_at` are those of the database's clock.

    Its handler works in steps that each end in a committed place to go on from; a job given back between two steps
    waits again, one whose worker died runs out of its lease. `worked_seconds` counts only the steps.
    """

    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    unit = models.CharField(max_length=40, blank=True)
    worked_seconds = models.FloatField(default=0)
    began_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=WORDS_LENGTH, blank=True)
    result = models.JSONField(default=dict)

    objects: ClassVar[JobQuerySet] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        # taking.take() looks for what waits and for what ran out of its lease.
        indexes = [models.Index(fields=["asked_at"], name="job_in_hand", condition=Q(state__in=["waiting", "running"]))]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_live_job_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False, lease_token__isnull=False)
                | ~Q(state="running") & Q(lease_until__isnull=True, lease_token__isnull=True),
                name="a_running_job_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
                name="a_finished_job_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def rate(self) -> int:
        """Units a second while it was worked on; 0 while that cannot be said."""
        return int(self.done / self.worked_seconds) if self.worked_seconds > 0 else 0

    @property
    def seconds_left(self) -> int | None:
        """At that speed; None while there is none or nothing is known about the end."""
        if not self.rate or not self.total:
            return None
        return max(self.total - self.done, 0) // self.rate
