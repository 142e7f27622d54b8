"""Contact rhythm: whether a customer who usually answers has gone quiet. Pure; spans are elapsed days of 24 hours.

Source: our own rule (PRODUCT.md, customer page). Who answers in two days on average is quiet after twice that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

DAY = timedelta(days=1)
ENOUGH_ANSWERS = 5
TIMES_THE_USUAL = 2


class Quiet(StrEnum):
    TOO_LITTLE = "too_little"
    NOT_QUIET = "not_quiet"
    QUIET = "quiet"


@dataclass(frozen=True)
class Rhythm:
    """`usual`: days they usually take to answer (the median, at least 1), None under five answers.

    `waiting`: whole days since we first told them something they have not answered, None when nothing is unanswered.
    `heard_at`: when they were last heard from. `answers`: how many the usual is made of.
    """

    state: Quiet
    usual: int | None
    waiting: int | None
    heard_at: datetime | None
    answers: int


def rhythm(ours: Sequence[datetime], theirs: Sequence[datetime], now: datetime) -> Rhythm:
    """How they answer: `ours` are the moments we told them something, `theirs` those we heard from them, in any order.

    An answer is their first word after ours, counted from the first of ours they had not answered; a word of theirs at
    the very moment of ours answers it. What lies after `now` does not count. Quiet: nothing was heard for more than
    twice the usual since that first one; exactly twice is not quiet yet. Instants are aware; no errors.
    """
    known_ours, known_theirs = sorted(at for at in ours if at <= now), sorted(at for at in theirs if at <= now)
    spans, open_since = _answers(known_ours, known_theirs)
    usual = max(1, round(median(span / DAY for span in spans))) if len(spans) >= ENOUGH_ANSWERS else None
    waited = now - open_since if open_since else None
    return Rhythm(
        state=_state(usual, waited),
        usual=usual,
        waiting=waited // DAY if waited is not None else None,
        heard_at=known_theirs[-1] if known_theirs else None,
        answers=len(spans),
    )


def _answers(ours: Sequence[datetime], theirs: Sequence[datetime]) -> tuple[list[timedelta], datetime | None]:
    """How long each answer took, and since when something is unanswered."""
    moments = sorted([*((at, 0) for at in ours), *((at, 1) for at in theirs)])
    spans: list[timedelta] = []
    open_since: datetime | None = None
    for at, from_them in moments:
        if not from_them:
            open_since = open_since or at
        elif open_since is not None:
            spans.append(at - open_since)
            open_since = None
    return spans, open_since


def _state(usual: int | None, waited: timedelta | None) -> Quiet:
    if usual is None:
        return Quiet.TOO_LITTLE
    return Quiet.QUIET if waited is not None and waited > TIMES_THE_USUAL * usual * DAY else Quiet.NOT_QUIET
