"""Mail providers by name: each is an SMTP relay with a convention for who logs in. Pure; nothing of Django in here.

Letters go to them as to any relay, in the bytes we stored. See docs/decisions/outbox.md for why not by their web APIs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from urllib.parse import SplitResult

PLACE = re.compile(r"[a-z0-9-]{2,30}")


@dataclass(frozen=True)
class Provider:
    """`host` may hold the place `{place}`. `user`: the name everybody logs in with; `key_twice`: the key is both name
    and password; else name and password are given. `spf` is what its servers are called in an SPF record.
    `keeps_id`: our Message-ID arrives as we wrote it.
    """

    name: str
    host: str
    ends: str
    spf: str
    example: str
    user: str = ""
    key_twice: bool = False
    keeps_id: bool = True
    place: str = ""
    """The place that is meant where none is named; empty where one must be."""

    @property
    def by_key(self) -> bool:
        return bool(self.user) or self.key_twice


PROVIDERS = {
    "postmark": Provider(
        name="Postmark",
        host="smtp.postmarkapp.com",
        ends=".postmarkapp.com",
        spf="spf.mtasv.net",
        example="postmark://server-token@",
        key_twice=True,
        keeps_id=False,
    ),
    "sendgrid": Provider(
        name="SendGrid",
        host="smtp.sendgrid.net",
        ends=".sendgrid.net",
        spf="sendgrid.net",
        example="sendgrid://api-key@",
        user="apikey",
    ),
    "mailgun": Provider(
        name="Mailgun",
        host="smtp{place}.mailgun.org",
        ends=".mailgun.org",
        spf="mailgun.org",
        example="mailgun://postmaster%40mg.example.com:password@eu",
        place="us",
    ),
    "ses": Provider(
        name="Amazon SES",
        host="email-smtp.{place}.amazonaws.com",
        ends=".amazonaws.com",
        spf="amazonses.com",
        example="ses://smtp-user:smtp-password@eu-west-1",
        keeps_id=False,
    ),
}
PORT = 587
MAILGUN_PLACES = {"us": "", "eu": ".eu"}


class ProviderUnclear(ValueError):
    """What is missing or too much in the address, in a sentence that repeats nothing of it."""


def expanded(url: SplitResult) -> dict[str, object]:
    """Django's EMAIL_* settings of `postmark://token@` and its like; always with STARTTLS."""
    provider = PROVIDERS[url.scheme]
    name, password = unquote(url.username or ""), unquote(url.password or "")
    if not name or (provider.by_key and password) or (not provider.by_key and not password):
        needed = "one key and no password" if provider.by_key else "a user and a password"
        raise ProviderUnclear(f"needs {needed} before the “@”. Example: {provider.example}")
    if url.port or url.path.strip("/") or url.query or url.fragment:
        raise ProviderUnclear(f"has more in it than {provider.name} needs. Example: {provider.example}")
    return {
        "EMAIL_HOST": _host(url.scheme, provider, (url.hostname or provider.place)),
        "EMAIL_PORT": PORT,
        "EMAIL_HOST_USER": provider.user or name,
        "EMAIL_HOST_PASSWORD": name if provider.by_key else password,
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
    }


def _host(scheme: str, provider: Provider, place: str) -> str:
    if "{place}" not in provider.host:
        if place:
            raise ProviderUnclear(f"names a host; {provider.name} has one of its own. Example: {provider.example}")
        return provider.host
    if scheme == "mailgun" and place not in MAILGUN_PLACES:
        raise ProviderUnclear(f"must end in “us” or “eu”. Example: {provider.example}")
    if not PLACE.fullmatch(place):
        raise ProviderUnclear(f"must end in a region. Example: {provider.example}")
    return provider.host.replace("{place}", MAILGUN_PLACES.get(place, place) if scheme == "mailgun" else place)


def provider_of(host: str) -> Provider | None:
    """Whose relay this is, by its name, however the address was given."""
    return next((one for one in PROVIDERS.values() if f".{host}".endswith(one.ends)), None)
