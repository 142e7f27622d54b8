"""Channels: paused when the relay refuses us, probed with one letter a minute, open again after an answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db.models import F
from django.db.models.functions import Coalesce

from .models import Channel

log = structlog.get_logger(__name__)

PROBE_EVERY = timedelta(minutes=1)
BATCH = 20
PROBE = 1


def allowance(name: str, now: datetime) -> int:
    """How many letters may be claimed: a batch, one probe, or none (always while a person holds it)."""
    paused = Channel.objects.filter(name=name, paused_since__isnull=False)
    if not paused.exists():
        return BATCH
    return paused.filter(probe_at__lte=now, held=False).update(probe_at=now + PROBE_EVERY)


def pause(name: str, reason: str, now: datetime) -> None:
    """The relay refuses us: nothing leaves but one probe a minute. What a person holds stays as they left it."""
    log.error("channel_paused", channel=name)
    Channel.objects.get_or_create(name=name)
    Channel.objects.filter(name=name, held=False).update(
        paused_since=Coalesce(F("paused_since"), now), reason=reason, probe_at=now + PROBE_EVERY
    )


def resume(name: str) -> None:
    """The relay answered a letter again; a channel that a person holds stays closed."""
    if Channel.objects.filter(name=name, paused_since__isnull=False, held=False).update(
        paused_since=None, reason="", probe_at=None
    ):
        log.info("channel_open_again", channel=name)
