"""The end of a check: a manager ends it at once, anybody else asks for a manager's yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import Role
from incidents.choices import Ending, State
from incidents.endings import EndingRefused, check_is_over, end_check
from incidents.promises import lock

from .deciding import ask_about
from .decision_kinds import END_CHECK

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from ground.decisions.models import Decision
    from incidents.models import Incident

NEEDS_A_YES = (Ending.NOT_A_MISTAKE, Ending.NO_EFFECT)


@transaction.atomic
def end_or_ask(
    incident: Incident, *, ending: str, reason: str, by: Person, now: datetime, duplicate_of: Incident | None = None
) -> Decision | None:
    """None when the check is ended; else the decision that now waits. The clock of the check runs on meanwhile."""
    incident = lock(incident)
    if ending in NEEDS_A_YES and by.role != Role.MANAGER:
        return _ask(incident, ending=ending, reason=reason, by=by, now=now)
    end_check(incident, ending=ending, reason=reason, by=by, now=now, duplicate_of=duplicate_of)
    check_is_over(incident, by=by, now=now)
    return None


def _ask(incident: Incident, *, ending: str, reason: str, by: Person, now: datetime) -> Decision:
    if incident.state != State.CHECKING:
        raise EndingRefused(_("This is no longer being checked."))
    if not reason.strip():
        raise EndingRefused(_("Write down why. It stays on record."))
    summary = _("End the check: %(ending)s") % {"ending": Ending(ending).label}
    return ask_about(
        incident, what=END_CHECK, summary=summary, reason=reason, details={"ending": ending}, by=by, now=now
    )
