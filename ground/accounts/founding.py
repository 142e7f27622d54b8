"""The first hour of a house: its name, its working hours and the administrator who invites everybody else."""

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record
from ground.worktime.models import WeeklyBlock, WorkCalendar

from .models import House, Person, Role

OPENS, CLOSES = time(9), time(17)


class HouseRefused(Exception):
    """The house cannot be founded; the sentence says why."""


@transaction.atomic
def found_house(
    *, name: str, zone: str, sender: str, administrator: str, email: str, password: str, now: datetime
) -> House:
    """One house with hours of Monday to Friday, 9 to 17, and its first administrator, who may sign in at once."""
    if House.objects.exists():
        raise HouseRefused(_("This house has a name and an administrator already."))
    calendar = WorkCalendar.objects.create(name=_("Working hours"), zone=zone)
    WeeklyBlock.objects.bulk_create(
        WeeklyBlock(calendar=calendar, weekday=day, opens=OPENS, closes=CLOSES) for day in range(5)
    )
    house = House.objects.create(name=name, zone=zone, sender=sender, calendar=calendar)
    person = Person.objects.create_user(email, password, name=administrator, role=Role.ADMINISTRATOR, zone=zone)
    record(("house", house.pk), by=None, what="house.founded", now=now, text=name)
    record(("person", person.pk), by=None, what="person.founded_the_house", now=now, text=administrator)
    return house
