"""Asked twice and no word: when silence may stand for an answer. Pure rules on working days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ground.worktime.hours import nth_working_day_same_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ground.worktime.hours import Hours

APART, AFTER = 5, 5
"""Working days between the two askings, and after the second."""


def second_asking(askings: Sequence[datetime], *, hours: Hours) -> datetime | None:
    """The first asking that came at least five working days after the first of all; None when there is none.

    `askings` are aware instants in order; working days are those of `hours`, counted at the same time of day.
    Source: PRODUCT.md, step 4 ("asked twice at least 5 working days apart").
    """
    if not askings:
        return None
    enough = ask_again_from(askings[0], hours=hours)
    return next((asked for asked in askings[1:] if asked >= enough), None)


def ask_again_from(first: datetime, *, hours: Hours) -> datetime:
    """From this instant (UTC) a second asking counts: five working days after `first`, same time of day."""
    return nth_working_day_same_time(hours, first, APART)


def silent_from(askings: Sequence[datetime], *, hours: Hours) -> datetime | None:
    """From this instant (UTC, inclusive) silence stands for an answer; None until a second asking counts.

    Source: PRODUCT.md, step 4 ("and 5 more working days of silence").
    """
    second = second_asking(askings, hours=hours)
    return nth_working_day_same_time(hours, second, AFTER) if second else None


def is_silent(askings: Sequence[datetime], *, hours: Hours, now: datetime) -> bool:
    """Whether `askings` that nobody answered have become silence by `now` (exactly at the instant they have)."""
    since = silent_from(askings, hours=hours)
    return since is not None and since <= now
