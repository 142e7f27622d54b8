"""When a page was opened, as its form sends it along: what it keeps by itself must not overtake a press on it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import QueryDict

BEGUN = "begun"


def begun(posted: QueryDict) -> datetime | None:
    """The instant that stands in the form; None where there is none that can be read."""
    try:
        at = datetime.fromisoformat(posted.get(BEGUN, ""))
    except ValueError:
        return None
    return at if at.tzinfo else None
