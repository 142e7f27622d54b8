"""The first transaction: the bytes of a mail are safe before anything is read in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F

from .choices import Way
from .identity import identity_of
from .limits import KEPT_OF_TOO_LARGE, LARGEST
from .models import Mail

if TYPE_CHECKING:
    from datetime import datetime

REPLIES = "replies"


def store(
    raw: bytes,
    *,
    way: Way,
    now: datetime,
    envelope_from: str | None = None,
    envelope_to: str = "",
    mailbox: str = REPLIES,
) -> Mail:
    """Keep one mail and return its row; the same mail again returns the row it has, and is counted there.

    When this returns, the mail is committed: only then may the way in let go of it. Call outside a transaction.
    """
    kept = raw if len(raw) <= LARGEST else raw[:KEPT_OF_TOO_LARGE]
    mail = Mail(
        mailbox=mailbox,
        identity=identity_of(kept),
        way=way,
        raw=kept,
        size=len(raw),
        cut=len(kept) < len(raw),
        envelope_from=None if envelope_from is None else _line(envelope_from),
        envelope_to=_line(envelope_to),
        received_at=now,
    )
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        return _known(mail)
    return mail


def _known(mail: Mail) -> Mail:
    """Its row came first, a moment ago or last week; what it did not know of the envelope is added while unread."""
    same = Mail.objects.filter(mailbox=mail.mailbox, identity=mail.identity)
    if same.update(copies=F("copies") + 1) == 0:
        raise RuntimeError("A mail could not be stored, and no row of it is there.")
    if mail.envelope_to:
        same.unread().filter(envelope_to="").update(envelope_to=mail.envelope_to)
    if mail.envelope_from is not None:
        same.unread().filter(envelope_from=None).update(envelope_from=mail.envelope_from)
    return same.without_bytes().get()


def _line(text: str) -> str:
    return "".join(letter for letter in text.strip()[:320] if letter.isprintable())
