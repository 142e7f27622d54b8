"""Today: who needs me, in what order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk.answers import AnswerRow, answers_waiting
from desk.promise_rows import PromiseRow, promise_row
from desk.trust_fell import FallenRow, fallen
from ground.accounts.models import Role, asking
from ground.built_once import BuiltOnce
from ground.languages import written_day
from incidents.answering import unanswered_since
from incidents.campaigns import drafted
from incidents.choices import PromiseKind, State
from incidents.models import Incident, IncidentQuerySet, Promise
from incidents.repairing import due_for
from incidents.steps import rule
from recovery.to_see_to import ToSeeTo, to_see_to
from updates.by_call import by_call
from updates.clock_words import moment_words, time_words
from updates.rows import Row, rows_of

if TYPE_CHECKING:
    from customers.models import Handover
    from ground.accounts.models import Person

AT_MOST = 25
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class StepRow:
    incident: Incident
    act: str
    waiting: str


@dataclass(frozen=True)
class TaskRow:
    """A remedy or prevention of mine: `late` when its day has passed."""

    incident: Incident
    text: str
    when: str
    late: bool


@dataclass(frozen=True)
class Today:
    greeting: str
    lead: str
    rows: list[Row]
    more: int
    steps: list[StepRow]
    promises: list[PromiseRow]
    tasks: list[TaskRow]
    asked: list[Handover]
    fallen: list[FallenRow]
    answers: list[AnswerRow]
    closed: list[ToSeeTo]


def today(person: Person, now: datetime, *, everyone: bool = False) -> Today:
    """Nine questions to the database, however many rows: what runs, what falls due, what they said, what fell."""
    incidents = RUNNING.ask(person.role, everyone, person=person.pk, at=now)
    rows = rows_of(incidents[:AT_MOST], now, person.zone)
    return Today(
        greeting=greeting(person, now),
        lead=lead(rows, now, person.zone),
        rows=rows,
        more=max(0, len(incidents) - AT_MOST),
        steps=steps_waiting(incidents),
        promises=promises_due(person, now, everyone=everyone),
        tasks=tasks_due(person, now),
        asked=list(person.handovers.waiting().select_related("customer", "from_person")),
        fallen=fallen(person, now, everyone=everyone),
        answers=answers_waiting(person, now, everyone=everyone),
        closed=to_see_to(person, now, everyone=everyone) if person.powers.feelings else [],
    )


def _running(role: str, everyone: bool, person: int, at: datetime) -> QuerySet[Incident]:
    running = _looked_after(asking(role, person, at), everyone=everyone)
    told = running.annotate(unanswered_since=unanswered_since(), drafted=drafted(), **by_call())
    return told.select_related("customer", "owner").by_clock()[: AT_MOST + 1]


def _looked_after(somebody: Person, *, everyone: bool) -> IncidentQuerySet:
    mine = Incident.objects.visible_to(somebody) if everyone else Incident.objects.mine(somebody)
    return mine.running()


RUNNING: BuiltOnce[Incident] = BuiltOnce(_running)


def greeting(person: Person, now: datetime) -> str:
    name, hour = person.name.split()[0], now.astimezone(ZoneInfo(person.zone)).hour
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    return (_("Good afternoon, %(name)s") if hour < 18 else _("Good evening, %(name)s")) % {"name": name}


def lead(rows: list[Row], now: datetime, zone: str) -> str:
    """Name the overdue, then the next due; more than two overdue are counted."""
    told = [row for row in rows if row.incident.state == State.OPEN]
    late, next_up = [row for row in told if row.overdue], next((row for row in told if not row.overdue), None)
    if not told:
        return _("Everyone has heard from us.")
    if len(late) > 2:
        return _("%(count)s customers should have heard from us.") % {"count": capfirst(str(apnumber(len(late))))}
    sentences = [_late_sentence(row, now, zone) for row in late]
    if next_up is not None:
        sentences.append(_next_sentence(next_up, now, zone, after=bool(late)))
    return " ".join(sentences)


def _late_sentence(row: Row, now: datetime, zone: str) -> str:
    due = row.incident.next_update_due_at
    assert due is not None
    words = {"name": row.incident.customer.name, "when": _when(due, now, zone)}
    if _is_today(due, now, zone):
        return _("%(name)s should have heard from us at %(when)s.") % words
    return _("%(name)s should have heard from us %(when)s.") % words


def _next_sentence(row: Row, now: datetime, zone: str, *, after: bool) -> str:
    assert row.incident.next_update_due_at is not None
    words = {"name": row.incident.customer.name, "time": _when(row.incident.next_update_due_at, now, zone)}
    if after:
        return _("After that, %(name)s is waiting for news by %(time)s.") % words
    return _("%(name)s is waiting for news by %(time)s.") % words


def _when(at: datetime, now: datetime, zone: str) -> str:
    """Within a sentence: “13:00” when it is today, else “yesterday at 15:40”."""
    return time_words(at, ZoneInfo(zone)) if _is_today(at, now, zone) else moment_words(at, now, ZoneInfo(zone))


def _is_today(at: datetime, now: datetime, zone: str) -> bool:
    place = ZoneInfo(zone)
    return at.astimezone(place).date() == now.astimezone(place).date()


def steps_waiting(incidents: list[Incident]) -> list[StepRow]:
    """The step each open recovery of mine stands at, the longest open first."""
    opened = [i for i in incidents if i.state == State.OPEN and i.step_now is not None]
    return [
        StepRow(i, str(rule(i.step_now).act), str(rule(i.step_now).name))  # type: ignore[arg-type]
        for i in sorted(opened, key=lambda i: i.logged_at)[:6]
    ]


def promises_due(person: Person, now: datetime, *, everyone: bool) -> list[PromiseRow]:
    """Promises besides the next updates, due within seven days or already late."""
    due = PROMISED.ask(person.role, everyone, person=person.pk, at=now, until=now + WEEK)
    return [promise_row(p, now, person.zone, of=p.incident.customer.name, url=_page_of(p)) for p in due]


def _promised(role: str, everyone: bool, person: int, at: datetime, until: datetime) -> QuerySet[Promise]:
    shown = _looked_after(asking(role, person, at), everyone=everyone).by_clock().values("pk")[: AT_MOST + 1]
    live = Promise.objects.filter(incident__in=shown, kind=PromiseKind.COMMITMENT, due_at__lte=until).live()
    return live.select_related("incident__customer").order_by("due_at")[:8]


PROMISED: BuiltOnce[Promise] = BuiltOnce(_promised)


def _page_of(promise: Promise) -> str:
    return reverse("desk:promise", args=[promise.incident.reference, promise.pk])


def tasks_due(person: Person, now: datetime) -> list[TaskRow]:
    """What this person has to do within seven days, for a customer or against a cause, whoever's case it is."""
    today = now.astimezone(ZoneInfo(person.zone)).date()
    return [
        TaskRow(task.incident, task.text, _due_words(task.due_on, today), late=task.due_on < today)
        for task in due_for(person, until=today + WEEK)[:8]
    ]


def _due_words(due_on: date, today: date) -> str:
    if due_on == today:
        return _("Due today")
    day = {"day": written_day(due_on, "weekday")}
    return (_("Was due %(day)s") if due_on < today else _("Due %(day)s")) % day


def may_see_everyone(person: Person) -> bool:
    return person.role in (Role.MANAGER, Role.FINANCE, Role.AUDITOR)
