"""The banner about people no reminder would reach: for managers about their teams, for administrators about all."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import ngettext

from ground.accounts.models import Person
from ground.accounts.roles import Role
from ground.worktime.now import now
from updates.reachability import gaps_for, lost_reminders

TOLD = {Role.MANAGER, Role.ADMINISTRATOR}


def reach_banner(request: HttpRequest) -> dict[str, Any]:
    """A sentence, or an empty text; asked of the database only when a page shows it."""
    return {"reach_banner": SimpleLazyObject(lambda: _banner(request))}


def _banner(request: HttpRequest) -> str:
    person = getattr(request, "user", None)
    if not isinstance(person, Person) or person.role not in TOLD:
        return ""
    count = len(gaps_for(person, lost_reminders(now())))
    if not count:
        return ""
    words = ngettext(
        "One gap keeps reminders from reaching anybody.", "%(n)s gaps keep reminders from reaching anybody.", count
    )
    return words % {"n": count}
