"""Delivery: claim what is due, send it outside any transaction, mark each letter before the next.

1. Put back the letters of dead workers, make the calls listeners wait for, blank what is old.
2. Claim a batch (one letter while the channel is paused); guards are asked in that transaction.
3. Send letter by letter; write what became of it in its own commit.
4. End when nothing is due, time is up, we are told to stop, or the relay is gone; give back what was not begun.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.conf import settings

from . import channels, claiming, marking, stopping, transports
from .blanking import blank_old
from .lapses import take_back
from .models import Letter
from .outcomes import call_waiting_listeners
from .refusals import ChannelRefused, Later, LeaseLost, Lost, Refused

log = structlog.get_logger(__name__)


class Run:
    """One run of delivery: its clock goes on from the `now` it was given."""

    def __init__(self, now: datetime, limit_seconds: float) -> None:
        self._now, self._began, self._limit = now, time.monotonic(), limit_seconds
        self.accepted = 0

    def now(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    def is_over(self) -> bool:
        return stopping.stopping() or time.monotonic() - self._began >= self._limit


def deliver_due(*, now: datetime, limit_seconds: float = 10) -> int:
    """Send what is due for at most `limit_seconds` and the letter then in hand; how many were accepted."""
    run = Run(now, limit_seconds)
    take_back(now)
    call_waiting_listeners(now)
    blank_old(now)
    for channel in transports.WAYS:
        while _deliver_batch(channel, run):
            pass
    return run.accepted


def _deliver_batch(channel: str, run: Run) -> bool:
    """Whether there may be more to do."""
    allowed = 0 if run.is_over() else channels.allowance(channel, run.now())
    claimed_at = time.monotonic()
    batch = claiming.claim(channel, now=run.now(), at_most=allowed) if allowed else []
    begun = 0
    answered = True
    while begun < len(batch) and answered and not run.is_over() and _lease_lasts(claimed_at):
        answered = _deliver(batch[begun], run)
        begun += 1
    claiming.give_back(batch[begun:])
    if allowed == channels.PROBE and begun and answered:
        channels.resume(channel)
    return bool(begun) and answered


def _lease_lasts(claimed_at: float) -> bool:
    """Whether a letter begun now ends within the lease of its claim."""
    return time.monotonic() - claimed_at + settings.MAIL.deadline < settings.MAIL.lease


def _deliver(letter: Letter, run: Run) -> bool:
    """Send and mark one letter; False when the way out is of no use for the rest of this run."""
    try:
        reply = transports.WAYS[letter.channel]().send(letter, partial(claiming.still_held, letter))
    except ChannelRefused as refusal:
        _pause(letter, refusal, run.now())
        return False
    except Later as refusal:
        marking.postponed(letter, str(refusal), run.now())
        return not isinstance(refusal, Lost)
    except Refused as refusal:
        marking.failed(letter, str(refusal), run.now(), reply=str(refusal))
    except LeaseLost:
        log.warning("lease_lost_before_handing_over", letter=letter.pk)
    except marking.DATABASE_AWAY:  # nobody could say whether the lease is ours; nothing was handed over
        marking.insist(partial(claiming.give_back, [letter]))
        return False
    except Exception as error:  # a letter that cannot be sent must not stop the others; it is logged, and on its row
        log.exception("letter_cannot_be_sent", letter=letter.pk)
        marking.postponed(letter, repr(error)[:500], run.now())
    else:
        run.accepted += marking.accepted(letter, reply, run.now())
    return True


def _pause(letter: Letter, refusal: ChannelRefused, now: datetime) -> None:
    channels.pause(letter.channel, str(refusal), now)
    if refusal.suspect:
        marking.postponed(letter, str(refusal), now)
    else:
        claiming.give_back([letter])
