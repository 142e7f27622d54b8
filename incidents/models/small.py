"""A small mistake on one page: the fields beside its story and the letter."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Incident


class SmallLimit(models.Model):
    """What a small mistake may cost at most, in whole units of the customer's currency; one row for the house."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    units = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_small_limit")]


class SmallMistake(models.Model):
    """What it did to them, what we did about it, and why it happened; `grown_at` once it became a full recovery."""

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="small")
    effect = models.TextField(_("what it did to them"))
    done = models.TextField(_("what we did about it"))
    cause = models.TextField(_("why it happened"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    grown_at = models.DateTimeField(null=True, blank=True)
    grown_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(effect="") & ~Q(done="") & ~Q(cause=""), name="a_small_mistake_says_all_five"
            ),
            models.CheckConstraint(condition=Q(grown_at__isnull=True) | ~Q(grown_why=""), name="grown_says_why"),
        ]
