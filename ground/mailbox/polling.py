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
from .imap import MailboxAway, opened
from .models import Reach
from .storing import store

if TYPE_CHECKING:
    from datetime import datetime

    from .imap import Box

log = structlog.get_logger(__name__)

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
        raw = box.fetch(uid)
        if raw is not None and raw.strip():
            store(raw, way=Way.IMAP, now=now)
            fetched += 1
        Reach.objects.filter(mailbox=name).update(uid=uid, validity=box.validity)
    return fetched


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
