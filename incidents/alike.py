"""Mistakes of the same kind and in the same words, lately: perhaps one cause behind all of them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Incident, IncidentQuerySet

LATELY = timedelta(days=60)
SHORTEST_WORD, AT_LEAST = 4, 2
WORD = re.compile(r"[^\W\d_]+")
AT_MOST = 500


def same_words(one: str, other: str) -> bool:
    """Whether two titles share half of the words of the shorter one, at least two; short words and figures are left
    out. Works in every language that parts its words."""
    first, second = _words(one), _words(other)
    return len(first & second) >= max(AT_LEAST, (min(len(first), len(second)) + 1) // 2)


def alike(incident: Incident, among: IncidentQuerySet, *, now: datetime) -> int:
    """How many like this one were logged in the last 60 days, this one counted; of the latest few hundred."""
    lately = among.filter(kind=incident.kind, logged_at__gt=now - LATELY).exclude(pk=incident.pk)
    titles = lately.order_by("-logged_at").values_list("title", flat=True)[:AT_MOST]
    return 1 + sum(same_words(incident.title, title) for title in titles)


def _words(text: str) -> set[str]:
    return {word for word in WORD.findall(text.casefold()) if len(word) >= SHORTEST_WORD}
