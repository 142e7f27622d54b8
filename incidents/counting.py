"""Counting incidents no further than a reader needs, so that a page is as quick among many as among few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import IntegerField, Subquery
from django.utils.formats import number_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.db.models import QuerySet

CEILING = 1000


class Count(Subquery):
    """How many rows a queryset has, or CEILING when there are as many or more: a column of another statement."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[:CEILING], output_field=IntegerField())


def count_words(count: int, *, more: bool = False) -> str:
    """“58”, “1,000+”; with `more`, where there may be more than were counted, “58+”."""
    return _("%(n)s+") % {"n": number(count)} if more or count >= CEILING else number(count)


def number(count: int) -> str:
    """“1,000”, as the reader writes it."""
    return number_format(count, use_l10n=True, force_grouping=True)
