"""What the trust line shows, in one sentence: the heading of the drawing. Pure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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
            "day": _day(latest.at, now, zone),
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
    values = {"from": before.value, "to": after.value, "day": _day(after.at, now, zone), "now": latest.value}
    if latest is after or latest.value == after.value:
        return _("Trust fell from %(from)s to %(to)s on %(day)s") % values
    if latest.value >= before.value:
        return _("Trust fell from %(from)s to %(to)s on %(day)s and is back at %(now)s") % values
    return _("Trust fell from %(from)s to %(to)s on %(day)s and is %(now)s today") % values


def _moved(theirs: Sequence[Said], now: datetime, zone: tzinfo) -> str:
    latest = theirs[-1]
    since = next((r for r in reversed(theirs) if r.value != latest.value), None)
    if since is None:
        return _("Trust has been %(now)s since %(day)s") % {"now": latest.value, "day": _day(theirs[0].at, now, zone)}
    values = {"from": since.value, "now": latest.value, "day": _day(since.at, now, zone)}
    if latest.value > since.value:
        return _("Trust rose from %(from)s on %(day)s to %(now)s") % values
    return _("Trust slipped from %(from)s on %(day)s to %(now)s") % values


def _day(at: datetime, now: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    if local.year == now.astimezone(zone).year:
        return date_format(local, pgettext("day within a sentence", "j F"))
    return date_format(local, pgettext("day within a sentence", "j F Y"))
