"""Where trust fell in the last days, for whoever looks after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from customers.models import Customer
from ground.accounts.models import asking
from ground.built_once import BuiltOnce
from trust.models import ALARM_SHOWN, Alarm
from updates.clock_words import day_words

if TYPE_CHECKING:
    from ground.accounts.models import Person

AT_MOST = 8


@dataclass(frozen=True)
class FallenRow:
    customer: str
    slug: str
    words: str


def fallen(person: Person, now: datetime, *, everyone: bool) -> list[FallenRow]:
    """Newest first, one query; nothing for those who read no feelings."""
    if not person.powers.feelings:
        return []
    alarms = FALLEN.ask(person.role, everyone, person=person.pk, at=now, since=now - ALARM_SHOWN)
    return [_row(alarm, person, now) for alarm in alarms]


def _fallen(role: str, everyone: bool, person: int, at: datetime, since: datetime) -> QuerySet[Alarm]:
    customers = Customer.objects.visible_to(asking(role, person, at))
    mine = customers if everyone else customers.filter(Q(account_manager=person) | Q(deputy=person))
    alarms = Alarm.objects.standing_since(since, at).filter(reading__customer__in=mine.order_by().values("pk"))
    return alarms.select_related("reading__customer", "reading__contact")[:AT_MOST]


FALLEN: BuiltOnce[Alarm] = BuiltOnce(_fallen)


def _row(alarm: Alarm, person: Person, now: datetime) -> FallenRow:
    reading = alarm.reading
    values = {
        "name": reading.contact.greeting_name if reading.contact else "",
        "value": reading.value,
        "was": alarm.was,
        "day": day_words(reading.said_at, now, ZoneInfo(person.zone)),
    }
    words = (
        _("%(name)s said %(value)s on %(day)s.")
        if alarm.was is None
        else _("%(name)s said %(value)s on %(day)s. It was %(was)s.")
    )
    return FallenRow(reading.customer.name, reading.customer.slug, words % values)
