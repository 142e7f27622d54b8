"""How often somebody may try: counted in the database, so that it holds over every process and without Redis."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from .models import Tries


@dataclass(frozen=True)
class Limit:
    """`tries` within a stretch of time that opens with the first of them."""

    name: str
    tries: int
    within: timedelta


# A wrong password. The narrow limit names account and network together: a stranger cannot lock somebody out of their
# own office with six guesses. The wide ones stop many networks on one account and one network on many accounts.
SIGN_IN_HERE = Limit("sign-in, account and network", 6, timedelta(minutes=10))
SIGN_IN_ACCOUNT = Limit("sign-in, account", 30, timedelta(minutes=10))
SIGN_IN_NETWORK = Limit("sign-in, network", 60, timedelta(minutes=10))
# A link to choose a new password: to one address the rest is dropped in silence, to one network it is said.
RESET_ADDRESS = Limit("reset, address", 3, timedelta(hours=1))
RESET_NETWORK = Limit("reset, network", 30, timedelta(hours=1))
LINK_NETWORK = Limit("link, network", 60, timedelta(hours=1))
PASSWORD_CHANGE = Limit("password change, account", 6, timedelta(minutes=10))
PASSWORD_SHOWN = Limit("password shown, account", 6, timedelta(minutes=10))

LONGEST = timedelta(days=1)


def take(limit: Limit, key: str, *, now: datetime) -> bool:
    """Count one try and say whether it was still allowed.

    Exact over processes: the count rises by an UPDATE that only finds the row while something is left. Committed at
    once (hence no use inside a transaction), so that a try counts whatever happens after it.
    """
    with transaction.atomic(durable=True):
        Tries.objects.get_or_create(limit=limit.name, digest=_digest(key), defaults={"opened_at": now})
        rows = _rows(limit, key)
        over = Q(opened_at__lte=now - limit.within) | Q(opened_at__gt=now)
        rows.filter(over).update(opened_at=now, used=0)
        return rows.filter(used__lt=limit.tries).update(used=F("used") + 1) == 1


def give_back(limit: Limit, key: str) -> None:
    """A try that turned out to be right does not count. Earlier wrong ones stay counted."""
    _rows(limit, key).filter(used__gt=0).update(used=F("used") - 1)


def clear(limit: Limit, key: str) -> None:
    """Forget every try: somebody has shown by their mail that the account is theirs."""
    _rows(limit, key).delete()


def forget_old(*, now: datetime) -> int:
    """Delete what no limit can look at any more."""
    return Tries.objects.filter(opened_at__lt=now - LONGEST).delete()[0]


def _rows(limit: Limit, key: str) -> QuerySet[Tries]:
    return Tries.objects.filter(limit=limit.name, digest=_digest(key))


def _digest(key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).hexdigest()
