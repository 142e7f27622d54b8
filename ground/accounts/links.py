"""The link in a mail with which somebody chooses a password: works once, and for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from ground.worktime.now import now

from .models import Person

RESET_LASTS = timedelta(hours=4)
INVITATION_LASTS = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class LinkTokens(PasswordResetTokenGenerator):
    """Dead with the first password chosen, with the next sign-in, with disabling, and when its time is over.

    Somebody who has no password yet holds an invitation and has days; a forgotten password has hours.
    """

    def _make_hash_value(self, user: Person, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.session_version}"

    def _now(self) -> datetime:
        return now().replace(tzinfo=None)

    def check_token(self, user: Person | None, token: str | None) -> bool:
        if user is None or not user.is_active or not super().check_token(user, token):
            return False
        written = base36_to_int(str(token).partition("-")[0])
        age = timedelta(seconds=self._num_seconds(self._now()) - written)
        return age <= lasts(user)


def lasts(user: Person) -> timedelta:
    return RESET_LASTS if user.has_usable_password() else INVITATION_LASTS


def token_for(person: Person) -> str:
    return LinkTokens().make_token(person)


def link_with(person: Person, token: str) -> str:
    """Always below SITE_URL: a foreign Host header changes nothing."""
    place = {"uidb36": int_to_base36(person.pk), "key": token}
    return f"{settings.SITE_URL}{reverse('account_reset_password_from_key', kwargs=place)}"
