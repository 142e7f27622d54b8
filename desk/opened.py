"""When a page was opened, as its form sends it along: what it keeps by itself must not overtake a press on it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import QueryDict

BEGUN = "begun"
LATE = _("Not saved: you saved or sent this in another window since. Open this page again before you go on.")


def opened_at(posted: QueryDict) -> datetime | None:
    """The instant that stands in the form; None where there is none that can be read."""
    try:
        at = datetime.fromisoformat(posted.get(BEGUN, ""))
    except ValueError:
        return None
    return at if at.tzinfo else None
