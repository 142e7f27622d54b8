"""What takes too long for a page and waits for a worker: a sheet to be reckoned, a statement to be set."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .calculated import Calculation
from .rate_rows import RateVersion


class Reckoning(models.Model):
    """What a sheet of many lines is to be reckoned from; `made` is the version that came of it."""

    refund = models.ForeignKey("refunds.Refund", on_delete=models.PROTECT, related_name="reckonings")
    scope: models.Field[Any, Any] = models.JSONField()
    conventions: models.Field[Any, Any] = models.JSONField()
    rates = models.ForeignKey(RateVersion, on_delete=models.PROTECT, related_name="+")
    refund_on = models.DateField(_("interest until"))
    why = models.TextField(_("what changed"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    made = models.OneToOneField(Calculation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["refund"], condition=models.Q(made__isnull=True), name="one_sheet_is_reckoned_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.refund_id}, {self.refund_on}"


class Paper(models.Model):
    """The letter and statement of one calculation for one reader, set ahead because it is long.

    `told` is everything it says besides the lines, `digest` the hash of that: what says something else is another one.
    """

    calculation = models.ForeignKey(Calculation, on_delete=models.CASCADE, related_name="papers")
    language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    told: models.Field[Any, Any] = models.JSONField()
    pdf: models.Field[Any, Any] = models.BinaryField(null=True)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["calculation", "language", "digest"], name="one_paper_a_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.calculation_id}, {self.language}"
