"""Work calendars as rows: blocks of the week, holidays by country, special days."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkCalendar(models.Model):
    name = models.CharField(_("name"), max_length=100, unique=True)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    country = models.CharField(_("country of the holidays"), max_length=2, blank=True)
    region = models.CharField(_("region of the holidays"), max_length=10, blank=True)

    def __str__(self) -> str:
        return self.name


class WeeklyBlock(models.Model):
    """One stretch of opening: Monday is 0; a block that ends at midnight ends at 00:00."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="blocks")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="block_on_a_day_of_the_week"),
            models.UniqueConstraint(fields=["calendar", "weekday", "opens"], name="block_opens_once"),
        ]


class SpecialDay(models.Model):
    """A day that differs: closed when it has no hours, else open only in these blocks."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="special_days")
    on = models.DateField()
    label = models.CharField(max_length=100, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "on"], name="special_day_once"),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True, closes__isnull=True)
                | models.Q(opens__isnull=False, closes__isnull=False),
                name="special_day_both_hours_or_none",
            ),
        ]


class DemoClock(models.Model):
    """How far the demo's time runs ahead; one row, moved only with DEMO=1."""

    offset = models.DurationField()
