"""After a closing: the question whether it has stayed right, and the proposal to open it again when it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from customers.models import Contact
from incidents.check_in_days import DAYS
from incidents.choices import State, Verdict

from .answered import Answer
from .case import Incident

if TYPE_CHECKING:
    from datetime import datetime


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def standing(self) -> CheckInQuerySet:
        """Those of the closing in force."""
        return self.filter(void_at__isnull=True, incident__state=State.CLOSED, incident__closed_at=F("closed_at"))

    def to_ask(self, now: datetime) -> CheckInQuerySet:
        """Due, and neither asked nor answered; the longest due first."""
        waiting = self.filter(asked_at__isnull=True, ring_since__isnull=True, answered_at__isnull=True)
        return waiting.filter(void_at__isnull=True, due_at__lte=now).order_by("due_at", "pk")

    def to_ring(self) -> CheckInQuerySet:
        """No letter reaches them: somebody of ours asks aloud."""
        return self.standing().filter(ring_since__isnull=False, answered_at__isnull=True)


class CheckIn(models.Model):
    """One question after one closing (`closed_at`), `day` days later.

    `asked_at`: our letter was written; `asked_trust`: it asked for the number too. `ring_since`: no letter reaches
    them, so it is asked aloud. Void when the incident opened again before there was an answer.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="check_ins")
    closed_at = models.DateTimeField()
    day = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="check_ins")
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_trust = models.BooleanField(default=False)
    letter_id = models.BigIntegerField(null=True, db_index=True)
    ring_since = models.DateTimeField(null=True, blank=True)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=5, choices=Verdict.choices, blank=True)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["closed_at", "day"]
        indexes = [
            # recovery/check_ins.py: what is to be asked now.
            models.Index(
                fields=["due_at"],
                name="check_in_to_ask",
                condition=Q(asked_at=None, ring_since=None, answered_at=None, void_at=None),
            ),
            # recovery/to_see_to.py: what is to be asked aloud.
            models.Index(
                fields=["ring_since"],
                name="check_in_to_ring",
                condition=Q(ring_since__isnull=False, answered_at=None, void_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["incident", "closed_at", "day"], name="one_check_in_a_closing_and_day"),
            models.CheckConstraint(condition=Q(day__in=DAYS), name="check_ins_at_7_30_and_90_days"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=1, value__lte=10), name="check_in_from_1_to_10"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, verdict="", value__isnull=True)
                | Q(answered_at__isnull=False, answer__isnull=False) & ~Q(verdict=""),
                name="an_answered_check_in_has_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(void_at__isnull=True) | Q(answered_at__isnull=True), name="an_answer_is_never_void"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    def waiting(self) -> ReopeningQuerySet:
        """Proposed for the closing in force, and nobody has opened it again or declined; the oldest first."""
        found = self.filter(settled_at__isnull=True, incident__state=State.CLOSED)
        return found.filter(incident__closed_at=F("closed_at")).order_by("proposed_at", "pk")


class Reopening(models.Model):
    """A customer said that what we closed (at `closed_at`) is not right: it is proposed to open it again.

    `answer` is what they said, `value` their number where they gave one, `check_in` the question where there was one.
    Settled when it was opened again, or when a manager declined with a reason. What they say next, while it waits,
    takes the place of what they said.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="reopenings")
    closed_at = models.DateTimeField()
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="+")
    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, null=True, blank=True, related_name="reopenings")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    proposed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_why = models.TextField(blank=True)

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            # Also the list of what waits: Today, the board.
            models.UniqueConstraint(
                fields=["incident"], condition=Q(settled_at__isnull=True), name="one_reopening_proposed_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(declined_why="") | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="a_declined_reopening_is_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=1, value__lte=10), name="reopening_from_1_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.proposed_at}"
