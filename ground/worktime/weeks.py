"""Setting a calendar's hours: the whole week, or one special day, all or nothing."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .blocks import Block, BlocksOverlap, ImpossibleBlocks, in_order, written
from .models import SpecialDay, WeeklyBlock, WorkCalendar


@transaction.atomic
def save_week(calendar: WorkCalendar, *, week: Sequence[Iterable[Block]]) -> WorkCalendar:
    """Replace the seven days of the calendar, Monday first; ValidationError, and nothing changed, when one is wrong."""
    if len(week) != 7:
        raise ValueError("A week has seven days, Monday first.")
    days = [checked(blocks) for blocks in week]
    _lock(calendar)
    calendar.blocks.all().delete()
    WeeklyBlock.objects.bulk_create(
        WeeklyBlock(calendar=calendar, weekday=weekday, opens=opens, closes=closes)
        for weekday, blocks in enumerate(days)
        for opens, closes in blocks
    )
    calendar.forget_hours()
    return calendar


@transaction.atomic
def save_special_day(calendar: WorkCalendar, *, on: date, blocks: Iterable[Block], label: str = "") -> WorkCalendar:
    """Let one date have these blocks, or be closed when there are none, whatever the week and the holidays say."""
    ordered = checked(blocks)
    _lock(calendar)
    calendar.special_days.filter(on=on).delete()
    rows: Sequence[Block | tuple[None, None]] = ordered or [(None, None)]
    SpecialDay.objects.bulk_create(
        SpecialDay(calendar=calendar, on=on, label=label, opens=opens, closes=closes) for opens, closes in rows
    )
    calendar.forget_hours()
    return calendar


@transaction.atomic
def drop_special_day(calendar: WorkCalendar, *, on: date) -> WorkCalendar:
    """Let a date follow the week and the holidays again."""
    calendar.special_days.filter(on=on).delete()
    calendar.forget_hours()
    return calendar


def checked(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks of a day in order; ValidationError with a sentence a person can act on."""
    try:
        return in_order(blocks)
    except ImpossibleBlocks as problem:
        raise ValidationError(sentence(problem), code="blocks") from problem


def sentence(problem: ImpossibleBlocks) -> str:
    if isinstance(problem, BlocksOverlap):
        words = {"one": written(problem.one), "other": written(problem.other)}
        return _("%(one)s and %(other)s overlap. Change one of them.") % words
    return _(
        "A block closes after it opens. Write a night as two blocks: one until 00:00, one from 00:00 on the next day."
    )


def _lock(calendar: WorkCalendar) -> None:
    WorkCalendar.objects.select_for_update().get(pk=calendar.pk)
