"""What those who look after the house must know on every page: what is not well, and whom no reminder would reach."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import ngettext

from ground.accounts.models import Person
from ground.accounts.roles import Role
from ground.worktime.now import now
from trustrepair.health import vitals
from updates.reachability import gaps_for, lost_reminders

TOLD = {Role.MANAGER, Role.ADMINISTRATOR}


@dataclass(frozen=True)
class Banner:
    """Sentences about what is not well, and one about gaps in reminders (empty when there are none)."""

    health: tuple[str, ...] = ()
    reach: str = ""


def house_banner(request: HttpRequest) -> dict[str, Any]:
    """Asked of the database only when a page shows it: one statement, more when something is wrong."""
    return {"house_banner": SimpleLazyObject(lambda: banner_for(getattr(request, "user", None), now()))}


def banner_for(person: object, at: datetime) -> Banner:
    if not isinstance(person, Person) or person.role not in TOLD:
        return Banner()
    found = vitals(at)
    return Banner(tuple(found.complaints()), _about_gaps(person, at) if found.perhaps_lost else "")


def _about_gaps(person: Person, at: datetime) -> str:
    """For managers about their teams, for administrators about all."""
    count = len(gaps_for(person, lost_reminders(at)))
    if not count:
        return ""
    words = ngettext(
        "One gap keeps reminders from reaching anybody.", "%(n)s gaps keep reminders from reaching anybody.", count
    )
    return words % {"n": count}
