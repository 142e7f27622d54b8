"""How allauth signs people in here: limits in the database, mail through the outbox, nobody signs up by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy

from ground.worktime.now import now

from . import letters, limits, people
from .links import link_with
from .models import Person
from .networks import network_of

TOO_MANY = "too_many_login_attempts"
MISMATCH = "email_password_mismatch"


class UnknownLetter(LookupError):
    """allauth asked for a letter that is not in our catalogue."""


class HouseAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        MISMATCH: gettext_lazy("That email and password do not match."),
        TOO_MANY: gettext_lazy("Too many tries. Wait ten minutes, or choose a new password by mail."),
        "enter_current_password": gettext_lazy("That is not your password now."),
        "invalid_password_reset": gettext_lazy("This link opens nothing now."),
    }

    # -- Signing in ----------------------------------------------------------------------------------------------------
    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """Every try is counted before the password is looked at and given back when it was right.

        Somebody who may not sign in is answered like somebody we do not know.
        """
        email = str(credentials.get("email", "")).lower()
        counted = _sign_in_limits(email, self.get_client_ip(request))
        instant = now()
        if not all(limits.take(limit, key, now=instant) for limit, key in counted):
            raise self.validation_error(TOO_MANY)
        person = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        if not isinstance(person, Person):
            return None
        for limit, key in counted:
            limits.give_back(limit, key)
        limits.forget_old(now=instant)
        return person

    def get_client_ip(self, request: HttpRequest) -> str:
        return network_of(request, proxies=settings.TRUSTED_PROXIES)

    def get_login_stages(self) -> list[str]:
        return []

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of our own pages: no host at all, so that no Host header can make one allowed."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_ajax(self, request: HttpRequest) -> bool:
        return False

    # -- Passwords and letters -----------------------------------------------------------------------------------------
    def set_password(self, user: Person, password: str) -> None:
        people.choose_password(user, password=password, now=now())
        for limit in (limits.SIGN_IN_ACCOUNT, limits.PASSWORD_CHANGE):
            limits.clear(limit, user.email)
        limits.clear(limits.SIGN_IN_HERE, f"{user.email} {self.get_client_ip(self.request)}")

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        return link_with(Person(pk=int(uid, 36)), token)

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """To the address on file, never to the one that was typed."""
        letters.password_reset(user, token=context["key"], now=now())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise UnknownLetter(template_prefix)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *a: Any, **k: Any
    ) -> None:
        """One sentence of all that allauth would say: the page that follows says the rest."""
        if message_template == "account/messages/password_changed.txt" and request.user.is_authenticated:
            messages.add_message(request, level, gettext("Your password is changed. Other browsers are signed out."))


def _sign_in_limits(email: str, network: str) -> list[tuple[limits.Limit, str]]:
    """The widest first, so that a refused network leaves no rows for the addresses it makes up."""
    return [
        (limits.SIGN_IN_NETWORK, network),
        (limits.SIGN_IN_HERE, f"{email} {network}"),
        (limits.SIGN_IN_ACCOUNT, email),
    ]
