"""What the trust line shows, in one sentence: the heading of the drawing. Pure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .days import day_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from .metrics import Said

A_FALL = 2
"""One point down is a day's mood; two are a fall."""


def finding(readings: Sequence[Said], *, now: datetime, zone: tzinfo) -> str:
    """The newest fall and what became of it; else how it moved; else where it stands.

    Their own words count; our estimates only while they have said nothing, and then the sentence says so.
    """
    theirs = [reading for reading in readings if reading.theirs]
    if not theirs:
        return _by_estimate(readings)
    latest = theirs[-1]
    if len(theirs) == 1:
        return _("Trust was %(value)s on %(day)s, the first time we asked") % {
            "value": latest.value,
            "day": day_in_words(latest.at, now, zone),
        }
    falls = [(a, b) for a, b in pairwise(theirs) if a.value - b.value >= A_FALL]
    if falls:
        return _fell(*falls[-1], latest, now, zone)
    return _moved(theirs, now, zone)


def _by_estimate(readings: Sequence[Said]) -> str:
    if not readings:
        return _("You have not asked them yet")
    return _("We think trust is %(value)s. They have not said it") % {"value": readings[-1].value}


def _fell(before: Said, after: Said, latest: Said, now: datetime, zone: tzinfo) -> str:
    values = {"from": before.value, "to": after.value, "day": day_in_words(after.at, now, zone), "now": latest.value}
    if latest is after or latest.value == after.value:
        return _("Trust fell from %(from)s to %(to)s on %(day)s") % values
    if latest.value >= before.value:
        return _("Trust fell from %(from)s to %(to)s on %(day)s and is back at %(now)s") % values
    return _("Trust fell from %(from)s to %(to)s on %(day)s and is %(now)s today") % values


def _moved(theirs: Sequence[Said], now: datetime, zone: tzinfo) -> str:
    latest = theirs[-1]
    since = next((r for r in reversed(theirs) if r.value != latest.value), None)
    if since is None:
        day = day_in_words(theirs[0].at, now, zone)
        return _("Trust has been %(now)s since %(day)s") % {"now": latest.value, "day": day}
    values = {"from": since.value, "now": latest.value, "day": day_in_words(since.at, now, zone)}
    if latest.value > since.value:
        return _("Trust rose from %(from)s on %(day)s to %(now)s") % values
    return _("Trust slipped from %(from)s on %(day)s to %(now)s") % values


def finding_since(readings: Sequence[Said], start: datetime, *, days: int, now: datetime, zone: tzinfo) -> str:
    """The same for the last days alone: `days` before `now` is `start`, which the word before it still reaches."""
    theirs = [reading for reading in readings if reading.theirs]
    if len(theirs) < 2:
        return finding(readings, now=now, zone=zone)
    within = [reading for reading in theirs if reading.at >= start]
    if not within:
        day = day_in_words(theirs[-1].at, now, zone)
        return _("Nobody has said a number for %(days)s days. The last was %(value)s, on %(day)s") % {
            "days": days,
            "value": theirs[-1].value,
            "day": day,
        }
    falls = [(a, b) for a, b in pairwise(theirs) if b.at >= start and a.value - b.value >= A_FALL]
    if falls:
        return _falls_since(falls, within[-1], days)
    first = theirs[len(theirs) - len(within) - 1] if len(within) < len(theirs) else within[0]
    return _moved_since(first.value, within[-1].value, days)


def _falls_since(falls: Sequence[tuple[Said, Said]], latest: Said, days: int) -> str:
    before, after = falls[0][0].value, falls[-1][1].value
    lowest = min(fallen.value for _before, fallen in falls)
    values = {"days": days, "from": before, "to": after, "low": lowest, "now": latest.value, "n": len(falls)}
    if len(falls) > 1:
        times = ngettext("%(n)s time", "%(n)s times", len(falls)) % values
        sentence = _("In %(days)s days trust fell %(times)s, to %(low)s at the lowest, and is %(now)s today")
        return sentence % (values | {"times": times})
    if latest.value >= before:
        return _("In %(days)s days trust fell once, from %(from)s to %(to)s, and is back at %(now)s") % values
    if latest.value > after:
        return _("In %(days)s days trust fell once, from %(from)s to %(to)s, and has begun to climb") % values
    if latest.value < after:
        return _("In %(days)s days trust fell once, from %(from)s to %(to)s, and is %(now)s today") % values
    return _("In %(days)s days trust fell once, from %(from)s to %(to)s") % values


def _moved_since(first: int, latest: int, days: int) -> str:
    values = {"days": days, "from": first, "now": latest}
    if latest == first:
        return _("In %(days)s days trust stayed at %(now)s") % values
    if latest > first:
        return _("In %(days)s days trust rose from %(from)s to %(now)s") % values
    return _("In %(days)s days trust slipped from %(from)s to %(now)s") % values
