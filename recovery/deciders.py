"""Whether anybody may answer a question at all. A house with one manager has nobody for what that manager asks.

Nobody decides their own, and an administrator is no manager: who is missing is said, and how to add one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ground.accounts.models import Person, Role
from updates import staff_letters

from .decision_kinds import MONEY

if TYPE_CHECKING:
    from datetime import datetime

    from ground.decisions.models import Decision
    from incidents.models import Incident


def may_anybody_decide(incident: Incident, what: str, *, asked_by: Person) -> bool:
    """A manager of the customer's team or of one above it, and for money somebody from finance; but not who asks."""
    line = incident.customer.team.chain()
    if any(person.role == Role.MANAGER and person.pk != asked_by.pk for person in line):
        return True
    finance = Person.objects.reachable().filter(role=Role.FINANCE).exclude(pk=asked_by.pk)
    return what in MONEY and finance.exists()


def nobody_decides(incident: Incident, what: str, *, asked_by: Person) -> str:
    """Who is missing, and who can add them; nothing while somebody may decide."""
    if may_anybody_decide(incident, what, asked_by=asked_by):
        return ""
    names = ", ".join(Person.objects.administrators().order_by("name").values_list("name", flat=True))
    words = {"team": incident.customer.team.name, "name": asked_by.name, "names": names or _("An administrator")}
    missing = _("Nobody can decide this yet: besides %(name)s, no manager answers for the team %(team)s.") % words
    remedy = _("%(names)s can make somebody a manager, under People and Teams.") % words
    return f"{missing} {remedy}"


def tell_who_can_add_one(decision: Decision, incident: Incident, *, now: datetime) -> None:
    """The administrators hear that a question waits for nobody: the customer and who asks, not what it is about."""
    asker = decision.asked_by
    if may_anybody_decide(incident, decision.what, asked_by=asker):
        return
    for administrator in Person.objects.administrators():
        message = staff_letters.nobody_decides(administrator, incident.customer, asker)
        key = f"nobody-decides:{decision.pk}:{administrator.pk}"
        staff_letters.post(administrator, message, key=key, about=f"decision:{decision.pk}", now=now)
