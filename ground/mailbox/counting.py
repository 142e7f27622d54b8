"""In and out of the mailbox: every mail that was stored is in exactly one state, and the sum says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min

from .choices import State
from .models import Mail, Reach

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class InAndOut:
    """How many came in, and how many stand in each state; `oldest_unread` is when the longest waiting was stored."""

    total: int
    by_state: dict[str, int]
    oldest_unread: datetime | None
    reach: Reach | None

    @property
    def adds_up(self) -> bool:
        return self.total == sum(self.by_state.values())


def in_and_out() -> InAndOut:
    counted = dict(Mail.objects.order_by().values_list("state").annotate(n=Count("pk")))
    oldest = Mail.objects.unread().order_by().aggregate(oldest=Min("received_at"))["oldest"]
    by_state = {state: counted.get(state, 0) for state in State.values}
    return InAndOut(Mail.objects.count(), by_state, oldest, Reach.objects.first())
