"""How a day is named within a sentence about trust. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


def day_in_words(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The day of `at` in `zone`: “9 November”, with the year when it is not the one of `now`."""
    local = at.astimezone(zone)
    if local.year == now.astimezone(zone).year:
        return date_format(local, pgettext("day within a sentence", "j F"))
    return date_format(local, pgettext("day within a sentence", "j F Y"))
