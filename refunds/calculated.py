"""A calculation as rows: what it was reckoned from, every line of it, and what people chose and answered on the way.

A calculation is never changed. Whatever changes makes the next version, and the one before can still be read.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ground.money.amounts import Money
from ground.money.fields import MicroField, MoneyMinorField

from .overcharge import Standing
from .questions import Answer, Asked
from .rate_rows import RateVersion

KEY_LENGTH = 90


class Calculation(models.Model):
    """One version of the sheet. `owed_minor` is all that is owed, before what we paid back under the refund itself.

    `digest` is that of everything it was reckoned from: the same input gives the same figures.
    """

    refund = models.ForeignKey("refunds.Refund", on_delete=models.PROTECT, related_name="calculations")
    version = models.PositiveIntegerField()
    refund_on = models.DateField(_("interest until"))
    as_of = models.DateField()
    scope: models.Field[Any, Any] = models.JSONField()
    conventions: models.Field[Any, Any] = models.JSONField()
    rates = models.ForeignKey(RateVersion, on_delete=models.PROTECT, related_name="calculations")
    questions: models.Field[Any, Any] = models.JSONField(default=list)
    parts: models.Field[Any, Any] = models.JSONField(default=list)
    lifted_minor = MoneyMinorField(default=0)
    excess_minor = MoneyMinorField(default=0)
    refund_minor = MoneyMinorField()
    payable_minor = MoneyMinorField()
    owed_minor = MoneyMinorField()
    estimate = models.BooleanField()
    digest = models.CharField(max_length=64)
    why = models.TextField(_("what changed"), blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "version"], name="calculation_once_a_version"),
            models.CheckConstraint(condition=Q(owed_minor__gte=0), name="calculation_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.refund_id}, {self.version}"

    def money(self, minor: int) -> Money:
        return Money(minor, self.refund.currency)

    @property
    def owed(self) -> Money:
        return self.money(self.owed_minor)

    @property
    def open_questions(self) -> list[dict[str, Any]]:
        return [one for one in self.questions if one["open"]]


class LineKind(models.TextChoices):
    LINE = "line", _("Line of an invoice")
    CREDIT = "credit", _("Given back before")
    PAYMENT = "payment", _("Paid back under this refund")


class CalculationLine(models.Model):
    """A line with all its inputs and what it came to; it can be reckoned again by hand from this row alone."""

    calculation = models.ForeignKey(Calculation, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=LineKind.choices, default=LineKind.LINE)
    key = models.CharField(max_length=KEY_LENGTH)
    invoice = models.CharField(_("invoice"), max_length=KEY_LENGTH, blank=True)
    item = models.CharField(_("item"), max_length=100, blank=True)
    invoiced_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    priced_on = models.DateField(null=True)
    quantity: models.Field[Any, Any] = MicroField(null=True)  # type: ignore[misc]
    billed: models.Field[Any, Any] = MicroField(null=True)  # type: ignore[misc]
    agreed: models.Field[Any, Any] = MicroField(null=True)  # type: ignore[misc]
    standing = models.CharField(max_length=12, choices=Standing.choices, blank=True)
    net_minor = MoneyMinorField()
    tax_percent: models.Field[Any, Any] = MicroField(default=0)
    tax_minor = MoneyMinorField(default=0)
    since = models.DateField(null=True)
    days = models.PositiveIntegerField(default=0)
    interest_minor = MoneyMinorField(default=0)
    included = models.BooleanField(default=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["calculation", "position"]
        constraints = [
            models.UniqueConstraint(fields=["calculation", "position"], name="calculation_line_once"),
            models.CheckConstraint(condition=Q(included=True) | ~Q(reason=""), name="line_left_out_says_why"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def refund_minor(self) -> int:
        return self.net_minor + self.tax_minor + self.interest_minor

    @property
    def known_paid_on(self) -> date | None:
        """The day it was paid: as the ledger says, else as a person said when asked."""
        answered = self.since if self.since != self.invoiced_on else None
        return self.paid_on or answered


class LineChoice(models.Model):
    """A person left a line out, or took it in again, and said why. The latest of a line counts."""

    refund = models.ForeignKey("refunds.Refund", on_delete=models.PROTECT, related_name="line_choices")
    key = models.CharField(max_length=KEY_LENGTH)
    included = models.BooleanField()
    why = models.TextField()
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="line_choice_says_why")]

    def __str__(self) -> str:
        return self.key


class QuestionAnswer(models.Model):
    """What a person answered to a question no rule may decide, and why. The latest of a question counts."""

    refund = models.ForeignKey("refunds.Refund", on_delete=models.PROTECT, related_name="question_answers")
    asked = models.CharField(max_length=16, choices=Asked.choices)
    about = models.CharField(max_length=KEY_LENGTH)
    answer = models.CharField(max_length=12, choices=Answer.choices)
    why = models.TextField()
    day = models.DateField(null=True)
    price: models.Field[Any, Any] = MicroField(null=True)  # type: ignore[misc]
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="question_answer_says_why")]

    def __str__(self) -> str:
        return f"{self.asked} {self.about}"
