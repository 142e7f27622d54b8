"""Opening and changing teams; the line of managers never runs in a circle."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ground.history.recording import record
from ground.worktime.models import WorkCalendar

from . import chains
from .models import Absence, Person, Role, Team
from .refusals import PeopleRefused, only_administrators


@transaction.atomic
def open_team(
    *,
    name: str,
    calendar: WorkCalendar,
    by: Person | None,
    now: datetime,
    parent: Team | None = None,
    manager: Person | None = None,
) -> Team:
    only_administrators(by)
    _refuse_manager(manager)
    team = Team(name=name, parent=parent, manager=manager, calendar=calendar)
    _save(team)
    record(("team", team.pk), by=by, what="team.opened", now=now, text=name, facts=_facts(team))
    return team


@transaction.atomic
def change_team(
    team: Team,
    *,
    name: str,
    calendar: WorkCalendar,
    parent: Team | None,
    manager: Person | None,
    by: Person,
    now: datetime,
) -> Team:
    """Locks every team, so that two moves at once cannot close a circle together."""
    only_administrators(by)
    teams = {row.pk: row for row in Team.objects.select_for_update().order_by("pk")}
    team, before = teams[team.pk], _facts(teams[team.pk])
    _refuse_circle(team, parent, {pk: row.parent_id for pk, row in teams.items()})
    if manager is not None and manager.pk != team.manager_id:
        _refuse_manager(manager)
    text = "" if team.name == name else f"{team.name} → {name}"
    team.name, team.parent, team.manager, team.calendar = name, parent, manager, calendar
    facts = {key: value for key, value in _facts(team).items() if value != before[key]}
    if facts or text:
        _save(team)
        record(("team", team.pk), by=by, what="team.changed", now=now, text=text, facts=facts)
    return team


def hand_over(person: Person, to: Person, by: Person, now: datetime) -> None:
    """The teams this person manages and the absences they stand in for go to `to`."""
    for team in Team.objects.select_for_update().filter(manager=person).order_by("pk"):
        _refuse_manager(to)
        team.manager = to
        team.save(update_fields=["manager"])
        record(("team", team.pk), by=by, what="team.changed", now=now, facts={"manager": to.pk})
    for absence in Absence.objects.filter(deputy=person, ends_at__gt=now):
        absence.deputy = None if absence.person_id == to.pk else to
        absence.save(update_fields=["deputy"])
        facts: dict[str, str | int | None] = {"absence": absence.pk, "deputy": absence.deputy_id}
        record(("person", absence.person_id), by=by, what="person.deputy_changed", now=now, facts=facts)


def _facts(team: Team) -> dict[str, str | int | None]:
    return {"parent": team.parent_id, "manager": team.manager_id, "calendar": team.calendar_id}


def _save(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError:
        raise PeopleRefused(_("There is a team of this name already.")) from None


def _refuse_manager(manager: Person | None) -> None:
    if manager is None or (manager.is_active and manager.role == Role.MANAGER):
        return
    raise PeopleRefused(_("%(name)s is not a manager. Give them that role first.") % {"name": manager.name})


def _refuse_circle(team: Team, parent: Team | None, parents: dict[int, int | None]) -> None:
    if parent is not None and chains.would_circle(team.pk, parent.pk, parents):
        what = {"team": team.name, "parent": parent.name}
        raise PeopleRefused(
            _("%(parent)s is below %(team)s. A team cannot stand below itself. Choose another one.") % what
            if parent != team
            else _("%(team)s cannot stand below itself. Choose another one.") % what
        )
