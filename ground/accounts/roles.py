"""What each role may do, in one table; pure rules without rows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ACCOUNT_MANAGER = "account_manager", _("Account manager")
    MANAGER = "manager", _("Manager")
    FINANCE = "finance", _("Finance")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
    COLLEAGUE = "colleague", _("Colleague")


class Reach(models.TextChoices):
    """Whose customers a role is concerned with; the rooms above turn it into rows in `visible_to`."""

    NOBODY = "nobody", _("only what they reported themselves")
    OWN = "own", _("their own customers and those they stand in for")
    TEAMS = "teams", _("their team and the teams below")
    ALL = "all", _("every team")


@dataclass(frozen=True)
class Powers:
    """What one role may see and do. Everybody who may write may report a mistake and reads their own reports.

    `outline`: of an incident only customer, owner and due time. `decides`: says yes or no to what others ask, never
    to their own request (that rule belongs to the decision). `watches`: sees whether reminders reach somebody.
    `settings`: reads the settings of the house, which administrators change.
    """

    reach: Reach
    writes: bool = True
    outline: bool = False
    money: bool = False
    feelings: bool = False
    decides: bool = False
    administers: bool = False
    watches: bool = False
    settings: bool = False


_TABLE: dict[Role, Powers] = {
    Role.ACCOUNT_MANAGER: Powers(Reach.OWN, money=True, feelings=True),
    Role.MANAGER: Powers(Reach.TEAMS, money=True, feelings=True, decides=True, watches=True, settings=True),
    Role.FINANCE: Powers(Reach.ALL, money=True, decides=True),
    Role.AUDITOR: Powers(Reach.ALL, writes=False, money=True, feelings=True, watches=True),
    Role.ADMINISTRATOR: Powers(Reach.ALL, outline=True, administers=True, watches=True, settings=True),
    Role.COLLEAGUE: Powers(Reach.NOBODY),
}


def powers_of(role: str) -> Powers:
    """The powers of a role; an unknown role raises ValueError."""
    return _TABLE[Role(role)]
