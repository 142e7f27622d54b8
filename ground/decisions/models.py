"""A decision: what one person asks and another answers, about a subject that is only a kind and an id."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ground.money.amounts import Money
from ground.money.fields import MoneyMinorField

if TYPE_CHECKING:
    from collections.abc import Iterable


class State(models.TextChoices):
    ASKED = "asked", _("Waiting")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    SENT_BACK = "sent_back", _("Sent back with a question")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ANSWERED = (State.APPROVED, State.REFUSED, State.SENT_BACK)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def about(self, kind: str, subject_id: int) -> DecisionQuerySet:
        """All that was ever asked about one subject, oldest first."""
        return self.filter(subject_kind=kind, subject_id=subject_id).oldest_first()

    def within(self, kind: str, ids: Iterable[int]) -> DecisionQuerySet:
        """What belongs to these; `ids` may be a query."""
        return self.filter(within_kind=kind, within_id__in=ids)

    def waiting(self) -> DecisionQuerySet:
        return self.filter(state=State.ASKED)

    def oldest_first(self) -> DecisionQuerySet:
        return self.order_by("asked_at", "pk")


class Decision(models.Model):
    """What is asked, by whom, bound to a sum and a version; decided by somebody else, or sent back with a question.

    `within` is the larger thing the subject belongs to (itself, when nothing larger is named): who may see it follows
    from there, in the rooms above. `details` are small values a yes needs to know. `words` are the note of whoever
    decided, or the question back.
    """

    what = models.SlugField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    within_kind = models.CharField(max_length=40)
    within_id = models.BigIntegerField()
    summary = models.CharField(_("what is asked"), max_length=200)
    reason = models.TextField(_("why"), blank=True)
    details = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    amount_minor: models.Field[int | None, int | None] = MoneyMinorField(null=True, blank=True)  # type: ignore[assignment, misc]
    currency = models.CharField(max_length=3, blank=True)
    version = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(_("note or question"), blank=True)

    objects: ClassVar[DecisionQuerySet] = DecisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            # The list of what waits, oldest first.
            models.Index(fields=["asked_at"], name="decision_waiting", condition=Q(state=State.ASKED)),
            models.Index(fields=["within_kind", "within_id"], name="decision_within"),
            models.Index(fields=["subject_kind", "subject_id"], name="decision_about"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["what", "subject_kind", "subject_id"],
                condition=Q(state=State.ASKED),
                name="one_decision_asked_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="nobody_decides_their_own"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ANSWERED, decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=ANSWERED) & Q(decided_by__isnull=True, decided_at__isnull=True)),
                name="decided_has_a_person_and_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True, currency="")
                | (Q(amount_minor__isnull=False, amount_minor__gt=0) & ~Q(currency="")),
                name="a_sum_has_its_currency",
            ),
            models.CheckConstraint(condition=~Q(state=State.SENT_BACK) | ~Q(words=""), name="sent_back_asks_something"),
            models.CheckConstraint(condition=~Q(summary=""), name="decision_says_what_is_asked"),
        ]

    def __str__(self) -> str:
        return self.summary

    @property
    def amount(self) -> Money | None:
        return None if self.amount_minor is None else Money(self.amount_minor, self.currency)

    @property
    def subject(self) -> tuple[str, int]:
        return (self.subject_kind, self.subject_id)

    @property
    def history_subject(self) -> tuple[str, int]:
        return ("decision", self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.state == State.ASKED
