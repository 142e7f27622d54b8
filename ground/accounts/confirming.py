"""Showing again that it is really you, before money moves: the password, good for a few minutes of one session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from . import limits

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import Person

GOOD_FOR = timedelta(minutes=10)
KEY = "password_shown_at"


class NotConfirmed(Exception):
    """Why the password was not taken, in a sentence."""


def confirmed(request: HttpRequest, now: datetime) -> bool:
    """Whether the password was given in this session within the last ten minutes."""
    written = request.session.get(KEY)
    at = parse_datetime(written) if isinstance(written, str) else None
    return at is not None and timedelta(0) <= now - at < GOOD_FOR


def confirm(request: HttpRequest, person: Person, password: str, *, now: datetime) -> None:
    """Take the password, with tries counted for the account. Not for use inside a transaction (limits.take)."""
    if not password:
        raise NotConfirmed(_("Write your password. Money moves on this yes."))
    if not limits.take(limits.PASSWORD_SHOWN, str(person.pk), now=now):
        raise NotConfirmed(_("Too many tries. Wait ten minutes, then try again."))
    if not person.check_password(password):
        raise NotConfirmed(_("That is not your password."))
    limits.give_back(limits.PASSWORD_SHOWN, str(person.pk))
    request.session[KEY] = now.isoformat()
