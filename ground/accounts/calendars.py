"""Work calendars as administrators keep them: each change with its reason in the calendar's history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ground.history.recording import record
from ground.worktime import weeks
from ground.worktime.blocks import Block, written
from ground.worktime.models import WeeklyBlock, WorkCalendar

from .models import House, Person
from .refusals import PeopleRefused, only_administrators

FURTHEST = timedelta(days=3653)
MOST_BLOCKS = 6


@transaction.atomic
def open_calendar(
    *, name: str, zone: str, country: str, region: str, by: Person, now: datetime, why: str
) -> WorkCalendar:
    """A calendar that begins with the week of the house's own."""
    only_administrators(by)
    why = reason(why)
    calendar = WorkCalendar(name=name, zone=zone, country=country, region=region)
    _save(calendar)
    usual = House.objects.select_related("calendar").get().calendar.blocks.all()
    WeeklyBlock.objects.bulk_create(
        WeeklyBlock(calendar=calendar, weekday=block.weekday, opens=block.opens, closes=block.closes) for block in usual
    )
    facts = {"name": name, "zone": zone, "country": country, "region": region}
    _record(calendar, "calendar.opened", by, now, why, facts)
    return calendar


@transaction.atomic
def change_place(
    calendar: WorkCalendar, *, name: str, zone: str, country: str, region: str, by: Person, now: datetime, why: str
) -> WorkCalendar:
    """Its name, zone, and whose public holidays it keeps."""
    only_administrators(by)
    why = reason(why)
    calendar = _lock(calendar)
    wanted = {"name": name, "zone": zone, "country": country, "region": region}
    facts = {field: value for field, value in wanted.items() if getattr(calendar, field) != value}
    for field, value in facts.items():
        setattr(calendar, field, value)
    if facts:
        _save(calendar)
        _record(calendar, "calendar.changed", by, now, why, facts)
    return calendar


@transaction.atomic
def change_week(
    calendar: WorkCalendar, *, week: Sequence[Iterable[Block]], by: Person, now: datetime, why: str
) -> WorkCalendar:
    """Seven days of blocks, Monday first; at least one of them opens, or no clock could ever run."""
    only_administrators(by)
    why = reason(why)
    days = [_checked(blocks) for blocks in week]
    if not any(days):
        raise PeopleRefused(_("Somebody must be at work at some hour of the week, or no clock can run."))
    calendar = _lock(calendar)
    before = _days_of(calendar)
    if before != days:
        weeks.save_week(calendar, week=days)
        facts = {f"day_{number}": _blocks(day) for number, day in enumerate(days) if day != before[number]}
        _record(calendar, "calendar.week_changed", by, now, why, facts)
    return calendar


@transaction.atomic
def set_special_day(
    calendar: WorkCalendar, *, on: date, blocks: Iterable[Block], label: str, by: Person, now: datetime, why: str
) -> WorkCalendar:
    """One date with other hours than its week and holidays say; closed when there are no blocks."""
    only_administrators(by)
    why = reason(why)
    ordered = _checked(blocks)
    calendar = _lock(calendar)
    today = now.astimezone(ZoneInfo(calendar.zone)).date()
    if on < today:
        raise PeopleRefused(_("That day has passed. The clock has already counted it."))
    if on - today > FURTHEST:
        raise PeopleRefused(_("That is more than ten years away. Check the year."))
    weeks.save_special_day(calendar, on=on, blocks=ordered, label=label)
    facts: dict[str, str] = {"on": on.isoformat(), "hours": _blocks(ordered)}
    _record(calendar, "calendar.special_day_set", by, now, why, facts)
    return calendar


@transaction.atomic
def drop_special_day(calendar: WorkCalendar, *, on: date, by: Person, now: datetime, why: str) -> WorkCalendar:
    """Let a date follow the week and the holidays again; nothing happens when it does."""
    only_administrators(by)
    why = reason(why)
    calendar = _lock(calendar)
    if calendar.special_days.filter(on=on).exists():
        weeks.drop_special_day(calendar, on=on)
        _record(calendar, "calendar.special_day_dropped", by, now, why, {"on": on.isoformat()})
    return calendar


def reason(why: str) -> str:
    if not why.strip():
        raise PeopleRefused(_("Say in a sentence why you change this."))
    return why.strip()


def _lock(calendar: WorkCalendar) -> WorkCalendar:
    return WorkCalendar.objects.select_for_update().get(pk=calendar.pk)


def _checked(blocks: Iterable[Block]) -> tuple[Block, ...]:
    try:
        found = weeks.checked(blocks)
    except ValidationError as problem:
        raise PeopleRefused(" ".join(problem.messages)) from problem
    if len(found) > MOST_BLOCKS:
        raise PeopleRefused(_("A day has at most %(most)s blocks.") % {"most": MOST_BLOCKS})
    return found


def _days_of(calendar: WorkCalendar) -> list[tuple[Block, ...]]:
    days: list[list[Block]] = [[] for _day in range(7)]
    for block in calendar.blocks.all():
        days[block.weekday].append((block.opens, block.closes))
    return [tuple(sorted(day)) for day in days]


def _blocks(blocks: Iterable[Block]) -> str:
    """ "08:00–12:00 12:30–17:00"; empty when closed."""
    return " ".join(written(block) for block in blocks)


def _save(calendar: WorkCalendar) -> None:
    try:
        calendar.full_clean(validate_unique=False, validate_constraints=False)
        with transaction.atomic():
            calendar.save()
    except ValidationError as problem:
        raise PeopleRefused(" ".join(problem.messages)) from problem
    except IntegrityError:
        raise PeopleRefused(_("There is a calendar of this name already.")) from None
    calendar.forget_hours()


def _record(
    calendar: WorkCalendar, what: str, by: Person, now: datetime, why: str, facts: dict[str, str] | None = None
) -> None:
    record(("calendar", calendar.pk), by=by, what=what, now=now, text=why, facts={**(facts or {})})
