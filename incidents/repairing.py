"""What puts it right and what keeps it from happening again: who does it, by when, and that it is done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ground.accounts.models import Person, Team
from ground.built_once import BuiltOnce
from ground.history.recording import record

from .choices import State
from .evidence import WHOSE, EvidenceRefused
from .models import Prevention, Remedy
from .promises import lock

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import PersonQuerySet

    from .models import Incident

Task = TypeVar("Task", bound=Remedy | Prevention)
TEAMS_UP = 5


def who_may_do_it(incident: Incident) -> PersonQuerySet:
    """Whom a remedy or prevention may go to: those who look after this customer and their managers, five teams up."""
    customer = incident.customer
    held = {incident.owner_id, incident.deputy_id, customer.account_manager_id, customer.deputy_id} - {None}
    line = Q(pk=customer.team_id)
    for teams in range(1, TEAMS_UP):
        line |= Q(**{"__".join(["below"] * teams): customer.team_id})
    above = Team.objects.filter(line, manager__isnull=False).order_by().values("manager")
    people: PersonQuerySet = Person.objects.reachable()
    return people.filter(Q(pk__in=held) | Q(pk__in=above))


@transaction.atomic
def mark_done(task: Task, *, words: str, by: Person, now: datetime) -> Task:
    """It is done, and how we know. A prevention may be done after the case is closed."""
    incident = lock(task.incident)
    task.refresh_from_db()
    if incident.state == State.CLOSED and isinstance(task, Remedy):
        raise EvidenceRefused(_("This is closed. Open it again before you write here."))
    if task.removed_at is not None or type(task).objects.filter(replaces=task).exists():
        raise EvidenceRefused(_("Somebody changed this while you looked. Look again before you mark it."))
    if task.done_at is None:
        task.done_at, task.done_words = now, words.strip()[:300]
        task.save(update_fields=["done_at", "done_words"])
        kind = task._meta.model_name or ""
        facts: dict[str, str | int | None] = {"kind": kind, "row": task.pk, "step": WHOSE[kind]}
        record(incident.history_subject, by=by, what="evidence.done", now=now, text=task.done_words, facts=facts)
    return task


def due_for(person: Person, *, until: date) -> list[Remedy | Prevention]:
    """What this person has to do by this day, the soonest first, without remedies of closed cases. Two statements."""
    found = [task for due in (REMEDIES, PREVENTIONS) for task in due.ask(person=person.pk, until=until)]
    return sorted(found, key=lambda task: (task.due_on, task.pk))


def _remedies(person: int, until: date) -> Any:
    due = Remedy.objects.filter(owner=person, done_at__isnull=True, due_on__lte=until)
    return due.exclude(incident__state=State.CLOSED).current().select_related("incident__customer")


def _preventions(person: int, until: date) -> Any:
    due = Prevention.objects.filter(owner=person, done_at__isnull=True, due_on__lte=until)
    return due.current().select_related("incident__customer")


REMEDIES: BuiltOnce[Remedy] = BuiltOnce(_remedies)
PREVENTIONS: BuiltOnce[Prevention] = BuiltOnce(_preventions)
