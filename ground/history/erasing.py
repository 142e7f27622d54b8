"""Erasing the words of an entry; that they were there, by whom and when, stays, and so does the chain."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from .models import Entry, Text
from .recording import record

ERASED = "history.text_erased"


class NothingToErase(Exception):
    """The entry has no words, or not any more."""


class ReasonMissing(Exception):
    """Words are only erased for a reason that is written down."""


@transaction.atomic
def erase(entry: Entry, *, by: AbstractBaseUser | None, why: str, now: datetime) -> Entry:
    """Forget text and salt for ever, and tell so in the same chain; returns the entry that tells it."""
    if not why.strip():
        raise ReasonMissing(_("Say why these words are erased."))
    whole = Text.objects.filter(entry=entry, text__isnull=False)
    if not whole.update(text=None, salt=None, erased_at=now, erased_by=by, erased_why=why):
        raise NothingToErase(_("This entry has no words that could be erased."))
    return record(
        (entry.kind, entry.subject_id), by=by, what=ERASED, now=now, text=why, facts={"sequence": entry.sequence}
    )
