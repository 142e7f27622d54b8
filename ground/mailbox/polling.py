"""Looking into the mailbox: what is new there is stored, then the place we have reached is moved on.

Killed in between, the next look finds the same mail again, and storing knows it. Nothing in the mailbox is deleted or
marked, so a second house or a person may read the same one. When the server numbers its mails anew (UIDVALIDITY), all
of them are looked at again; those we have are known.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from .choices import Way
from .imap import BROKEN, MailboxAway, opened
from .models import Reach
from .storing import store

if TYPE_CHECKING:
    from datetime import datetime

    from .imap import Box

log = structlog.get_logger(__name__)

ASK_AGAIN = 5
NOT_GIVEN = (
    b"Subject: A mail in the mailbox cannot be fetched\nX-Uid: %d of %d\n\nThe mail server does not give it to us.\n"
)
"""What stands in the tray for a mail that the server did not give us in five looks, so that others are not held up."""
ONE_AT_A_TIME = timedelta(minutes=5)
"""A look that has not ended by then is taken for dead; two at once would only do the same work twice."""


def poll(*, now: datetime, limit_seconds: float = 25.0) -> int:
    """Store what is new; how many mails were fetched. Nothing happens where no mailbox is set."""
    mailbox = settings.MAIL_IN.mailbox
    if mailbox is None or not _take_turn(mailbox.name, now):
        return 0
    fetched = 0
    try:
        with opened(mailbox) as box:
            fetched = _fetch_new(box, mailbox.name, now, time.monotonic() + limit_seconds)
        _end_turn(mailbox.name, "", now)
    except MailboxAway as away:
        log.warning("mailbox_away", why=str(away))
        _end_turn(mailbox.name, str(away), now)
    return fetched


def _fetch_new(box: Box, name: str, now: datetime, ends_at: float) -> int:
    reach = Reach.objects.get(mailbox=name)
    last = reach.uid if reach.validity == box.validity else 0
    fetched = 0
    for uid in box.newer_than(last):
        if time.monotonic() >= ends_at:
            break
        raw = _fetch(box, name, uid, reach)
        if raw is not None and raw.strip():
            store(raw, way=Way.IMAP, now=now)
            fetched += 1
        Reach.objects.filter(mailbox=name).update(uid=uid, validity=box.validity)
    return fetched


def _fetch(box: Box, name: str, uid: int, reach: Reach) -> bytes | None:
    """One mail. The server may be away for all of them; one it does not give us time and again is told of instead."""
    if reach.stuck_uid == uid and reach.stuck_times >= ASK_AGAIN:
        log.error("mail_not_given", mailbox=name, uid=uid)
        return NOT_GIVEN % (uid, box.validity)
    try:
        return box.fetch(uid)
    except (MailboxAway, *BROKEN):
        times = reach.stuck_times + 1 if reach.stuck_uid == uid else 1
        Reach.objects.filter(mailbox=name).update(stuck_uid=uid, stuck_times=times)
        raise


@transaction.atomic
def _take_turn(name: str, now: datetime) -> bool:
    Reach.objects.get_or_create(mailbox=name)
    free = Q(busy_since__isnull=True) | Q(busy_since__lt=now - ONE_AT_A_TIME)
    return Reach.objects.filter(free, mailbox=name).update(busy_since=now) == 1


def _end_turn(name: str, trouble: str, now: datetime) -> None:
    """When we last got through, and since when we have not."""
    mine = Reach.objects.filter(mailbox=name)
    if trouble:
        mine.filter(away_since__isnull=True).update(away_since=now)
        mine.update(busy_since=None, trouble=trouble[:300])
    else:
        mine.update(busy_since=None, away_since=None, trouble="", looked_at=now)
