"""The address that brings a reply to its incident: reply+<token>@…; it routes, it does not identify.

The token is 128 bits of HMAC-SHA256(LINK_KEY, link), written so that mail servers may change its case. Its digest
stands on the link, so letters sent with an older key still find their way. Closing a private page cuts off no reply.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode
from typing import TYPE_CHECKING

from django.conf import settings

from .links import digest_of
from .models import Link

if TYPE_CHECKING:
    from collections.abc import Iterable

BITS = 128
MOST_LOOKED_UP = 20


def reply_token(link: Link) -> str:
    key = settings.LINK_KEYS[0].encode()
    made = hmac.new(key, f"reply {link.pk}".encode(), hashlib.sha256).digest()[: BITS // 8]
    return b32encode(made).decode().rstrip("=").lower()


def reply_address(link: Link) -> str:
    """Where a reply to this contact's letters goes, or nothing while the house has no such address."""
    base = settings.MAIL_IN.reply_address
    if not base:
        return ""
    token = reply_token(link)
    if link.reply_digest != digest_of(token):
        link.reply_digest = digest_of(token)
        link.save(update_fields=["reply_digest"])
    local, _at, domain = base.partition("@")
    return f"{local}+{token}@{domain}"


def tokens_in(addresses: Iterable[str]) -> list[str]:
    """The tokens after the plus sign of our reply address, in order."""
    local, _at, domain = settings.MAIL_IN.reply_address.partition("@")
    if not local:
        return []
    found = []
    for address in addresses:
        before, _at, after = address.lower().rpartition("@")
        base, plus, token = before.partition("+")
        if plus and after == domain and base == local and 16 <= len(token) <= 40 and token.isalnum():
            found.append(token)
    return found[:MOST_LOOKED_UP]


def links_behind(addresses: Iterable[str]) -> list[Link]:
    digests = [digest_of(token) for token in tokens_in(addresses)]
    if not digests:
        return []
    people = ("incident__customer", "contact")
    return list(Link.objects.select_related(*people).filter(reply_digest__in=digests).order_by("pk"))
