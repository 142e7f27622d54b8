"""What the house is called, where it is, and the address its letters come from."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ground.history.recording import record
from ground.worktime.models import WorkCalendar

from .calendars import reason
from .models import House, Person
from .refusals import only_administrators


@transaction.atomic
def change_house(
    *, name: str, zone: str, language: str, sender: str, calendar: WorkCalendar, by: Person, now: datetime, why: str
) -> House:
    """What stays the same leaves no trace. Letters already written keep the name and address they were written with."""
    only_administrators(by)
    why = reason(why)
    house = House.objects.select_for_update().get()
    wanted: dict[str, str | int | None] = {
        "name": name,
        "zone": zone,
        "language": language,
        "sender": sender,
        "calendar_id": calendar.pk,
    }
    facts = {field: value for field, value in wanted.items() if getattr(house, field) != value}
    for field, value in facts.items():
        setattr(house, field, value)
    if facts:
        house.save(update_fields=list(facts))
        record(("house", house.pk), by=by, what="house.changed", now=now, text=why, facts=facts)
    return house
