"""Pulses: when periodic work last ran and when the broker last woke it, by the database's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper
from django.db.models.functions import Now

from .models import Pulse


@dataclass(frozen=True)
class Ages:
    """How long ago it ran and was woken; None for never. Negative when the database's clock was set back."""

    ran: timedelta | None
    woken: timedelta | None


NEVER = Ages(None, None)


def beat(name: str, *, woken: bool) -> None:
    """Note that this work begins; `woken` when the broker brought the wake-up."""
    moments = {"ran_at": Now()} | ({"woken_at": Now()} if woken else {})
    if not Pulse.objects.filter(name=name).update(**moments):
        Pulse.objects.get_or_create(name=name, defaults=moments)


def ages() -> dict[str, Ages]:
    """Every pulse by name."""
    clock = ExpressionWrapper(Now(), output_field=DateTimeField())
    return {
        pulse.name: Ages(pulse.clock - pulse.ran_at, pulse.clock - pulse.woken_at if pulse.woken_at else None)
        for pulse in Pulse.objects.annotate(clock=clock)
    }
