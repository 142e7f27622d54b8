"""The second transaction: a stored mail is parsed, placed and marked; one that breaks its reader goes to the tray.

A try is counted before it is made, in a commit of its own: a mail that kills its worker is not tried for ever.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from .choices import Kind, State
from .models import Mail
from .parsing import Envelope, Parsed, parse
from .placing import Fate, place

if TYPE_CHECKING:
    from datetime import datetime

log = structlog.get_logger(__name__)

TRIES = 3
AT_MOST = 200
READ = (
    *("state", "kind", "why", "read_at", "message_id", "sender", "sender_name", "signed", "subject", "sent_at"),
    *("text", "rest", "back_on", "attached"),
)
DATABASE_AWAY = (OperationalError, InterfaceError)


def read_waiting(*, now: datetime, limit_seconds: float = 20.0) -> int:
    """Read what is stored and not read yet, the oldest first; how many were. One bad mail never holds up others."""
    ends_at, read = time.monotonic() + limit_seconds, 0
    for pk in list(Mail.objects.unread().order_by("received_at", "pk").values_list("pk", flat=True)[:AT_MOST]):
        if time.monotonic() >= ends_at:
            break
        read += read_one(pk, now=now)
    return read


def read_one(pk: int, *, now: datetime) -> bool:
    """Whether this mail left the state "stored" just now; False when somebody else has read it, or it must wait."""
    unread = Mail.objects.unread().filter(pk=pk)
    if unread.update(tries=F("tries") + 1) == 0:
        return False
    try:
        return _read(pk, now)
    except DATABASE_AWAY:
        unread.filter(tries__gt=0).update(tries=F("tries") - 1)
        raise
    except Exception:  # whatever a mail does to us, the next one is read; this one waits for a person
        log.exception("mail_unreadable", mail=pk)
        return _give_to_a_person(pk, now)


@transaction.atomic(durable=True)
def _read(pk: int, now: datetime) -> bool:
    mail = Mail.objects.unread().select_for_update(skip_locked=True).filter(pk=pk).first()
    if mail is None:
        return False
    if mail.tries > TRIES:
        return _mark(mail, Fate(State.TRAY, "unreadable"), now)
    parsed = parse(bytes(mail.raw), envelope_of(mail), authority=settings.MAIL_IN.authority)
    _note(mail, parsed)
    return _mark(mail, place(mail, parsed, now), now)


def envelope_of(mail: Mail) -> Envelope:
    return Envelope(mail.received_at, mail.envelope_from, mail.envelope_to)


def _note(mail: Mail, parsed: Parsed) -> None:
    """What was read, into the row; the placer may still change it."""
    mail.kind, mail.message_id = parsed.judged.kind, parsed.message_id
    first = parsed.senders[0] if parsed.senders else parsed.sender
    mail.sender, mail.sender_name, mail.signed = first.email, first.name, parsed.signed
    mail.subject, mail.sent_at = parsed.subject, parsed.sent_at
    mail.text, mail.rest, mail.back_on = parsed.text, parsed.rest, parsed.judged.back_on
    mail.attached = [
        {"name": one.name, "type": one.media_type, "size": len(one.data), "file": 0} for one in parsed.attachments
    ]


def _mark(mail: Mail, fate: Fate, now: datetime) -> bool:
    mail.state, mail.why, mail.read_at = fate.state, fate.why, now
    mail.kind = mail.kind or Kind.UNREADABLE
    mail.save(update_fields=READ)
    return True


@transaction.atomic(durable=True)
def _give_to_a_person(pk: int, now: datetime) -> bool:
    """Its bytes are there, and nothing of what was begun: only that it waits in the tray."""
    changes = {"state": State.TRAY, "why": "unreadable", "kind": Kind.UNREADABLE, "read_at": now}
    return Mail.objects.unread().filter(pk=pk, tries__gte=TRIES).update(**changes) == 1
