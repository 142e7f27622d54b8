"""Work calendars as rows: blocks of the week, holidays by country, special days; the demo's clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from .blocks import MIDNIGHT, Block
from .openings import Hours
from .public_holidays import HolidaysUnknown, check_known, holidays_by_year, is_holiday_in
from .zones import validate_zone

CLOSES_LATER = Q(closes__gt=F("opens")) | Q(closes=MIDNIGHT)


class WorkCalendar(models.Model):
    """Working hours in one zone, without the public holidays of one country and region."""

    name = models.CharField(_later("name"), max_length=100, unique=True)
    zone = models.CharField(_later("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    country = models.CharField(_later("country of the holidays"), max_length=2, blank=True)
    region = models.CharField(_later("region of the holidays"), max_length=20, blank=True)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        try:
            check_known(self.country, self.region)
        except HolidaysUnknown as unknown:
            field = "region" if self.region else "country"
            raise ValidationError({field: _("We know no public holidays for this choice.")}) from unknown

    def hours(self) -> Hours:
        """This calendar for the rules of working time: two queries, none when prefetched, then kept on the instance."""
        kept: Hours | None = self.__dict__.get("_hours")
        if kept is None:
            kept = self.__dict__["_hours"] = self._read_hours()
        return kept

    def forget_hours(self) -> None:
        """Let the next hours() read the rows again."""
        self.__dict__.pop("_hours", None)

    def refresh_from_db(self, *args: object, **kwargs: object) -> None:
        super().refresh_from_db(*args, **kwargs)  # type: ignore[arg-type]
        self.forget_hours()

    def keep_hours(self, blocks: Iterable[WeeklyBlock], days: Iterable[SpecialDay]) -> None:
        """Take the hours from these rows, all of this calendar, that somebody read already."""
        self.__dict__["_hours"] = self._hours_of(blocks, days)

    def _read_hours(self) -> Hours:
        return self._hours_of(self.blocks.all(), self.special_days.all())

    def _hours_of(self, blocks: Iterable[WeeklyBlock], days: Iterable[SpecialDay]) -> Hours:
        week: list[list[Block]] = [[] for _day in range(7)]
        for block in blocks:
            week[block.weekday].append((block.opens, block.closes))
        special: dict[date, list[Block]] = {}
        for day in days:
            special.setdefault(day.on, []).extend(day.blocks())
        return Hours(
            zone=ZoneInfo(self.zone),
            week=tuple(map(tuple, week)),
            special={on: tuple(blocks) for on, blocks in special.items()},
            is_holiday=is_holiday_in(self.country, self.region),
            holidays_in=holidays_by_year(self.country, self.region),
        )


class WeeklyBlock(models.Model):
    """One stretch of opening: Monday is 0; a block that ends at midnight ends at 00:00."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="blocks")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="block_on_a_day_of_the_week"),
            models.CheckConstraint(condition=CLOSES_LATER, name="block_closes_after_it_opens"),
            models.UniqueConstraint(fields=["calendar", "weekday", "opens"], name="block_opens_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


class SpecialDay(models.Model):
    """A date that differs: one row without hours when it is closed, else one row a block."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="special_days")
    on = models.DateField()
    label = models.CharField(max_length=100, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["on", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "on", "opens"], name="special_day_opens_once"),
            models.UniqueConstraint(
                fields=["calendar", "on"], condition=Q(opens__isnull=True), name="special_day_closed_once"
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__isnull=False, closes__isnull=False),
                name="special_day_both_hours_or_none",
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True) | CLOSES_LATER, name="special_day_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.label}".strip()

    def blocks(self) -> list[Block]:
        return [] if self.opens is None or self.closes is None else [(self.opens, self.closes)]


class DemoClock(models.Model):
    """How far the demo's time runs ahead; one row, moved only with DEMO=1."""

    offset = models.DurationField()
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="one_demo_clock"),
        ]
