"""In and out of the mailbox: every mail that was stored is in exactly one state, and the sum says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q

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
    """One statement for all the numbers, so that a mail that comes meanwhile is in none of them or in both."""
    states = {state: Count("pk", filter=Q(state=state)) for state in State.values}
    oldest = Min("received_at", filter=Q(state=State.STORED))
    counted = Mail.objects.order_by().aggregate(total=Count("pk"), oldest_unread=oldest, **states)
    by_state = {state: counted[state] for state in State.values}
    return InAndOut(counted["total"], by_state, counted["oldest_unread"], Reach.objects.first())
