"""Delivery: claim what is due, send it outside any transaction, mark each letter before the next."""

from __future__ import annotations

from datetime import datetime


def deliver_due(*, now: datetime, limit_seconds: float = 10) -> int:
    """Send what is due for at most `limit_seconds`; how many letters were accepted."""
    del now, limit_seconds
    return 0
