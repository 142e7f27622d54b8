"""A reading that alarms: their word fell by 3 or more, or below 7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .metrics import is_alarming
from .models import Alarm, Reading, Whose

if TYPE_CHECKING:
    from datetime import datetime


def raise_alarm(reading: Reading, *, now: datetime) -> Alarm | None:
    """The alarm of this reading, made once; None when it does not alarm. In the caller's transaction.

    Only their own word alarms, and only their newest: a number of last year tells nothing about today.
    """
    if reading.whose != Whose.THEIRS or _is_overtaken(reading):
        return None
    was = word_before(reading)
    if not is_alarming(was, reading.value):
        return None
    return Alarm.objects.get_or_create(reading=reading, defaults={"was": was, "raised_at": now})[0]


def word_before(reading: Reading) -> int | None:
    """What the same contact said last before this; for somebody who says it first, what anybody there said last."""
    earlier = Reading.objects.theirs().filter(customer=reading.customer_id, said_at__lte=reading.said_at)
    earlier = earlier.exclude(pk=reading.pk).order_by("-said_at", "-pk")
    own = earlier.filter(contact=reading.contact_id).values_list("value", flat=True).first()
    return own if own is not None else earlier.values_list("value", flat=True).first()


def _is_overtaken(reading: Reading) -> bool:
    later = Reading.objects.theirs().filter(contact=reading.contact_id, said_at__gt=reading.said_at)
    return later.exists()
