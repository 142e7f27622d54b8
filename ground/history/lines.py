"""A story as plain lines: what a long one is read as, without a row of the database for each name and each text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .models import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

COLUMNS = ("at", "what", "facts", "by__name", "words__text")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is told: `by_name` is empty for the house itself, `text` where there are no words or none left.

    `facts` are small ids and values: `{"update": 12}`.
    """

    at: datetime
    what: str
    facts: Mapping[str, Any]
    by_name: str
    text: str


def rows_about(kind: str, subject_id: int) -> QuerySet[Entry, tuple[Any, ...]]:
    """The newest first, each as `COLUMNS`."""
    return Entry.objects.filter(kind=kind, subject_id=subject_id).order_by("-sequence").values_list(*COLUMNS)


def line_of(row: tuple[Any, ...]) -> Line:
    at, what, facts, by_name, text = row
    return Line(at, what, facts, by_name or "", text or "")
