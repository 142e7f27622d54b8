"""How a day is named within a sentence about trust. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ground.languages import written_day

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


def day_in_words(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The day of `at` in `zone`: “9 November”, with the year when it is not the one of `now`."""
    local = at.astimezone(zone)
    return written_day(local, "long" if local.year == now.astimezone(zone).year else "long-year")
