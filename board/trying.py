"""Try it: what the rules of working time make of a moment and a span, with the days they counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from board.settings_words import blocks_words
from ground.languages import written_day
from ground.worktime.hours import Hours, WorktimeError, is_working_day, working_time_between
from ground.worktime.models import WorkCalendar
from ground.worktime.public_holidays import named_holidays
from ground.worktime.zone_days import DAY, instant_of, local_day
from updates.choices import SpanUnit
from updates.clock import Span
from updates.clock_words import day_and_time, span_words

MOST_DAYS = 14
MIDNIGHT = timedelta(0)
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Tried:
    """When it is due (UTC, and in words), what the days between gave; `refused` says why there is no answer."""

    due_at: datetime | None
    due: str
    days: tuple[str, ...]
    refused: str = ""


@dataclass(frozen=True)
class OddDay:
    """A date that does not follow the week: a public holiday, or a day somebody set."""

    on: date
    hours: str
    label: str
    special: bool


def try_it(calendar: WorkCalendar, start: datetime, span: Span, now: datetime) -> Tried:
    hours = calendar.hours()
    try:
        due = span.after(start, hours)
        days = _days(hours, start, due, span, _names(calendar, start, due))
    except WorktimeError:
        return Tried(None, "", (), _("Nobody is at work in this calendar within ten years."))
    return Tried(due, day_and_time(due, now, hours.zone), tuple(days))


def odd_days(calendar: WorkCalendar, now: datetime) -> list[OddDay]:
    """The public holidays and special days of the coming year, in order; a special day stands over a holiday."""
    hours = calendar.hours()
    today = local_day(hours.zone, now)
    labels = dict(calendar.special_days.values_list("on", "label"))
    names = _names(calendar, now, now + A_YEAR)
    holidays = {day: name for day, name in names.items() if today <= day <= today + A_YEAR and day not in hours.special}
    special = [day for day in hours.special if day >= today]
    return [
        OddDay(day, blocks_words(hours.blocks_on(day)), labels.get(day) or holidays.get(day, ""), day in hours.special)
        for day in sorted({*holidays, *special})
    ]


def _names(calendar: WorkCalendar, start: datetime, end: datetime) -> Mapping[date, str]:
    zone = ZoneInfo(calendar.zone)
    years = range(local_day(zone, start).year, local_day(zone, end).year + 1)
    return {
        day: name for year in years for day, name in named_holidays(calendar.country, calendar.region, year).items()
    }


def _days(hours: Hours, start: datetime, due: datetime, span: Span, names: Mapping[date, str]) -> list[str]:
    """A line a day: how much working time it gave, or which working day it was; nothing for elapsed hours."""
    if span.unit == SpanUnit.HOURS:
        return []
    first, last = local_day(hours.zone, start), local_day(hours.zone, due)
    if (last - first).days >= MOST_DAYS:
        return []
    dates = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if span.unit == SpanUnit.WORKING_HOURS:
        return [_line(day, _worked(hours, day, start, due), names) for day in dates]
    counted, lines = 0, []
    for day in dates[1:]:
        counted += is_working_day(hours, day)
        words = _("working day %(n)s") % {"n": counted} if is_working_day(hours, day) else ""
        lines.append(_line(day, words, names))
    return lines


def _worked(hours: Hours, day: date, start: datetime, due: datetime) -> str:
    dawn, dusk = instant_of(hours.zone, day, MIDNIGHT), instant_of(hours.zone, day, DAY)
    begins, ends = max(start, dawn), min(due, dusk)
    worked = working_time_between(hours, begins, ends) if begins < ends else MIDNIGHT
    return span_words(worked) if worked else ""


def _line(day: date, words: str, names: Mapping[date, str]) -> str:
    """ "Wed 25 Nov: 2 h", "Thu 26 Nov: none, Thanksgiving Day"."""
    said = words or ", ".join([_("none"), *([names[day]] if day in names else [])])
    return f"{written_day(day, 'weekday')}: {said}"
