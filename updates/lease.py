"""One tick at a time: a lease by the database's clock, that a dead worker loses by itself."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper, Q
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from .models import TickLease

LENGTH = timedelta(seconds=60)


def _end() -> ExpressionWrapper[CombinedExpression]:
    return ExpressionWrapper(Now() + LENGTH, output_field=DateTimeField())


def take(name: str) -> str | None:
    """A token when nobody holds `name`, else None."""
    TickLease.objects.get_or_create(name=name)
    token = secrets.token_hex(16)
    free = TickLease.objects.filter(name=name).filter(Q(until__isnull=True) | Q(until__lt=Now()))
    return token if free.update(token=token, until=_end()) else None


def held(name: str, token: str) -> bool:
    """Whether `token` still holds the lease; it is made longer by asking."""
    mine = TickLease.objects.filter(name=name, token=token, until__gte=Now())
    return bool(mine.update(until=_end()))


def release(name: str, token: str) -> None:
    TickLease.objects.filter(name=name, token=token).update(until=None)
