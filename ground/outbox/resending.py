"""Sending a failed or parked letter again, because a person says so."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from . import outcomes
from .models import RESENDABLE, Letter, State


class NotResendable(Exception):
    """The letter cannot go again; says why."""


@transaction.atomic
def resend(letter_id: int, *, by: AbstractBaseUser, now: datetime) -> Letter:
    """The same bytes under the same Message-ID wait again, with all their tries before them."""
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    if letter.state not in RESENDABLE:
        raise NotResendable(_("Only a letter that was not delivered can be sent again."))
    if letter.blanked:
        raise NotResendable(_("The links in this letter are gone. Write a new one."))
    letter.state, letter.due_at, letter.wanted_at = State.WAITING, now, now
    letter.attempts = letter.deaths = 0
    letter.tried_since = letter.finished_at = letter.blank_at = None
    letter.worried_at = letter.undelivered_at = letter.worry_at = None
    letter.call_at = outcomes.next_call(letter.listener, now, None)
    letter.save()
    record(("letter", letter.pk), by=by, what="letter.sent_again", now=now)
    return letter
