"""The end of a recovery, and its beginning again.

Three ends: *met* is anybody's who looks after the incident, when the gate lets it; *override* and *without their word*
are asked by one person and said yes to by another, or pressed at once by a manager of the team who does not own it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import Role, teams_of
from ground.outbox.writing import withdraw
from incidents.choices import Ending, State
from incidents.closing_picture import picture_of
from incidents.endings import EndingRefused, demand_the_gate, extend_check, reopen_incident, why_not_open
from incidents.promises import lock
from updates.choices import UpdateKind
from updates.clock import checking_due
from updates.rhythm import first_notice_due, update_due
from updates.sending import undo_update

from .deciding import ask_about
from .growing import grow_if_small
from .last_letter import OVERRIDE, WITHOUT_WORD, LastLetter, demand_a_letter, tell_and_close

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact
    from ground.accounts.models import Person
    from ground.decisions.models import Decision
    from incidents.closing_gate import Picture
    from incidents.models import Incident


@transaction.atomic
def close_met(incident: Incident, *, letter: LastLetter, by: Person, now: datetime, reason: str = "") -> Incident:
    """They trust us again. `reason` answers the other contacts who stand below the line, where there are any."""
    demand_a_letter(incident, letter, now=now)
    return tell_and_close(incident, ending=Ending.MET, reason=reason, letter=letter, author=by, by=by, now=now)


@transaction.atomic
def ask_override(incident: Incident, *, reason: str, letter: LastLetter, by: Person, now: datetime) -> Decision:
    """Ask a manager to close it below the line. The clock runs on until somebody says yes."""
    said = _picture(_open(incident, now), now).latest
    words = _("Close “%(title)s” at trust %(value)s") if said else _("Close “%(title)s” without a number of theirs")
    return _ask(incident, OVERRIDE, words % {"title": incident.title, "value": said}, reason, letter, by, now)


@transaction.atomic
def ask_without_word(incident: Incident, *, reason: str, letter: LastLetter, by: Person, now: datetime) -> Decision:
    """Ask a manager to close it without their word: everything is done, and two questions stayed unanswered."""
    demand_the_gate(_picture(_open(incident, now), now), ending=Ending.WITHOUT_WORD, reason=reason)
    demand_a_letter(incident, letter, now=now)
    words = _("Close “%(title)s” without their word") % {"title": incident.title}
    return _ask(incident, WITHOUT_WORD, words, reason, letter, by, now)


@transaction.atomic
def close_by_a_manager(
    incident: Incident,
    *,
    reason: str,
    by: Person,
    now: datetime,
    heading: str = "",
    body: str = "",
    contacts: Sequence[Contact] = (),
    nobody_because: str = "",
) -> Incident:
    """A manager's override with a written reason; the resolved letter, where there is one, keeps the last promise."""
    incident = lock(incident)
    _demand_another_manager(incident, by)
    letter = LastLetter(heading, body, contacts, nobody_because)
    return tell_and_close(incident, ending=Ending.OVERRIDE, reason=reason, letter=letter, author=by, by=by, now=now)


@transaction.atomic
def close_without_word(incident: Incident, *, reason: str, letter: LastLetter, by: Person, now: datetime) -> Incident:
    """A manager closes it without their word, at once."""
    incident = lock(incident)
    _demand_another_manager(incident, by)
    demand_a_letter(incident, letter, now=now)
    ending = Ending.WITHOUT_WORD
    return tell_and_close(incident, ending=ending, reason=reason, letter=letter, author=by, by=by, now=now)


@transaction.atomic
def reopen(incident: Incident, *, reason: str, by: Person, now: datetime) -> Incident:
    """Open again: the first update is due by the clock of its severity. What was to be asked after closing is void."""
    last = incident.updates.told().filter(kind=UpdateKind.RESOLVED).last()
    if last is not None and last.can_undo(now):
        return undo_update(last, by=by, now=now).incident
    for check_in in incident.check_ins.filter(answered_at__isnull=True, asked_at__isnull=False):
        withdraw(about=f"check_in:{check_in.pk}", reason=_("It was opened again"), now=now)
    due = update_due(incident, now) if incident.first_told_at else _first_due(incident, now)
    reopen_incident(incident, reason=reason, due_at=due, due_zone=_zone(incident), by=by, now=now)
    grow_if_small(incident, why=reason, by=by, now=now)
    return type(incident).objects.get(pk=incident.pk)


@transaction.atomic
def give_the_check_more_time(incident: Incident, *, by: Person, now: datetime) -> Incident:
    """Four more working hours, once, by a manager."""
    due = checking_due(now, incident.customer.our_hours())
    return extend_check(incident, due_at=due, due_zone=_zone(incident), by=by, now=now)


def may_close_at_once(incident: Incident, person: Person) -> bool:
    """A manager of the customer's team, or of one above it, who does not own the incident."""
    is_another = person.role == Role.MANAGER and person.is_active and person.pk != incident.owner_id
    return is_another and teams_of(person).filter(pk=incident.customer.team_id).exists()


def _demand_another_manager(incident: Incident, by: Person) -> None:
    if by.role == Role.MANAGER and by.pk == incident.owner_id:
        raise EndingRefused(_("You own this. Ask another manager to close it."))
    if not may_close_at_once(incident, by):
        raise EndingRefused(_("A manager of this customer’s team has to say yes to this."))


def _ask(
    incident: Incident, what: str, summary: str, reason: str, letter: LastLetter, by: Person, now: datetime
) -> Decision:
    if not reason.strip():
        raise EndingRefused(_("Write down why. It stays on record."))
    details = letter.as_details()
    return ask_about(incident, what=what, summary=summary, reason=reason, details=details, by=by, now=now)


def _open(incident: Incident, now: datetime) -> Incident:
    incident = lock(incident)
    if incident.state != State.OPEN:
        raise EndingRefused(why_not_open(incident, now))
    return incident


def _picture(incident: Incident, now: datetime) -> Picture:
    return picture_of(incident, hours=incident.customer.our_hours(), now=now)


def _first_due(incident: Incident, now: datetime) -> datetime:
    return first_notice_due(incident.customer, incident.severity, now)


def _zone(incident: Incident) -> str:
    return incident.speaker.local_zone if incident.speaker else incident.customer.zone
