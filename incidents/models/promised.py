"""Promises made along the way; one of them is the incident's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Contact
from incidents.choices import CLOCK_KINDS, INTERNAL_KINDS, LIVE_STATES, How, PromiseKind, PromiseState

from .case import Incident

if TYPE_CHECKING:
    from datetime import datetime


class PromiseQuerySet(models.QuerySet["Promise"]):
    def live(self) -> PromiseQuerySet:
        """Still to be kept: open, or broken and not yet followed."""
        return self.filter(state__in=LIVE_STATES, followed_at__isnull=True)

    def clocks(self) -> PromiseQuerySet:
        return self.filter(kind__in=CLOCK_KINDS)

    def told(self) -> PromiseQuerySet:
        """What the customer was promised in words: no internal deadline, nothing inferred, nothing void."""
        return self.exclude(kind__in=INTERNAL_KINDS).exclude(how=How.INFERRED).exclude(state=PromiseState.VOID)

    def rung_due(self, now: datetime) -> PromiseQuerySet:
        return self.filter(rung_due_at__lte=now).order_by("rung_due_at", "pk")


class Promise(models.Model):
    """What we said we would do, by when. Kept exactly at the due instant is kept.

    `made_at` is when it was told (or the house set it); `rung_due_at` is when the ladder looks at it next.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="promises")
    kind = models.CharField(max_length=12, choices=PromiseKind.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    to = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="promises")
    text = models.CharField(_("what we promised"), max_length=300, blank=True)
    due_at = models.DateTimeField()
    due_zone = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=PromiseState.choices, default=PromiseState.OPEN)
    broken_at = models.DateTimeField(null=True, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_why = models.CharField(max_length=300, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    rung_due_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            # The tick (updates/reminders.py) looks for exactly these.
            models.Index(fields=["rung_due_at"], name="promise_rung_due", condition=Q(rung_due_at__isnull=False)),
            models.Index(fields=["incident", "due_at"], name="promise_of_incident"),
            # The latest that ended (board/review_figures.py: kept_figures).
            models.Index(
                fields=["-due_at"],
                name="promise_ended_by_due",
                condition=Q(state__in=[PromiseState.KEPT, PromiseState.KEPT_LATE, PromiseState.BROKEN]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(kind__in=CLOCK_KINDS, state__in=LIVE_STATES, followed_at__isnull=True),
                name="one_clock_an_incident",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PromiseState.BROKEN, PromiseState.KEPT_LATE]) | Q(broken_at__isnull=False),
                name="late_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PromiseState.KEPT, PromiseState.KEPT_LATE, PromiseState.RENEGOTIATED])
                | Q(settled_at__isnull=False),
                name="settled_has_a_moment",
            ),
            models.CheckConstraint(condition=~Q(kind=PromiseKind.COMMITMENT) | ~Q(text=""), name="promise_says_what"),
        ]

    def __str__(self) -> str:
        return self.text or self.get_kind_display()

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES and self.followed_at is None

    @property
    def is_internal(self) -> bool:
        return self.kind in INTERNAL_KINDS
