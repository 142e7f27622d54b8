"""Holding a channel: a person pauses it, and only a person opens it again; letters wait and none is lost."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .models import Channel

LONGEST_REASON = 300


class HoldRefused(Exception):
    """Why the channel cannot be paused or opened so, in a sentence a person can act on."""


@transaction.atomic
def hold(name: str, *, by: AbstractBaseUser, now: datetime, why: str) -> Channel:
    """Nothing leaves by this channel, not even a probe. A letter in a worker's hand at this moment still goes."""
    why = why.strip()[:LONGEST_REASON]
    if not why:
        raise HoldRefused(_("Say in a sentence why the mail stops."))
    channel = _lock(name)
    if channel.held:
        raise HoldRefused(_("Somebody paused it already."))
    channel.paused_since = channel.paused_since or now
    channel.reason, channel.probe_at, channel.held = why, now, True
    channel.save()
    record(("channel", channel.pk), by=by, what="channel.held", now=now, text=why)
    return channel


@transaction.atomic
def let_go(name: str, *, by: AbstractBaseUser, now: datetime, why: str) -> Channel:
    """Open again: what waits leaves within seconds, or the relay's refusal pauses it anew."""
    why = why.strip()[:LONGEST_REASON]
    if not why:
        raise HoldRefused(_("Say in a sentence why it may go on."))
    channel = _lock(name)
    if channel.paused_since is None:
        raise HoldRefused(_("The mail is not paused."))
    channel.paused_since, channel.reason, channel.probe_at, channel.held = None, "", None, False
    channel.save()
    record(("channel", channel.pk), by=by, what="channel.opened", now=now, text=why)
    return channel


def _lock(name: str) -> Channel:
    Channel.objects.get_or_create(name=name)
    return Channel.objects.select_for_update().get(name=name)
