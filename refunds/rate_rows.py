"""Rate tables as rows: a version is whole and never changed, so that a calculation can name the one it used."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ground.money.fields import MicroField

from .dated import Dated
from .rates import RateTable as Rates


class RateTable(models.Model):
    """A named table of rates in per cent a year, with the words that say where they come from."""

    name = models.CharField(_("name"), max_length=120)
    source = models.TextField(_("where the rates come from"))
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    example = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="rate_table_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="rate_table_has_a_name"),
            models.CheckConstraint(condition=~Q(source=""), name="rate_table_has_a_source"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def history_subject(self) -> tuple[str, int]:
        return ("rate_table", self.pk)


class RateVersion(models.Model):
    """A whole table as it stood: the next change makes the next version. Nobody made what was shipped."""

    table = models.ForeignKey(RateTable, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    why = models.TextField(_("why"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["table", "number"]
        constraints = [models.UniqueConstraint(fields=["table", "number"], name="rate_version_once")]

    def __str__(self) -> str:
        return f"{self.table_id}, {self.number}"

    def as_table(self) -> Rates:
        """The pure form, one query."""
        return Rates(self.table.name, Dated.of(self.rates.values_list("valid_from", "percent")))


class Rate(models.Model):
    """A rate from its day on, that day included."""

    version = models.ForeignKey(RateVersion, on_delete=models.PROTECT, related_name="rates")
    valid_from = models.DateField(_("valid from"))
    percent = MicroField(_("per cent a year"))

    class Meta:
        ordering = ["valid_from"]
        constraints = [models.UniqueConstraint(fields=["version", "valid_from"], name="rate_once_a_day")]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}: {self.percent}"
