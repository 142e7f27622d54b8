"""The review board: open recoveries by their clock, what the figures say, which filter holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ground.accounts.models import Person
from incidents.choices import Kind, Noticed, PromiseKind, PromiseState, State
from incidents.models import Incident, IncidentQuerySet, Promise
from incidents.steps import STEPS
from trust.models import Reading
from updates.clock_words import gap_words
from updates.rows import Row, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
TOO_FEW = 5
LOW_TRUST = 5

VIEWS = {
    "all": gettext_lazy("All open"),
    "overdue": gettext_lazy("Overdue"),
    "theirs": gettext_lazy("Found by the customer"),
    "checking": gettext_lazy("Being checked"),
    "low": gettext_lazy("Trust below 5"),
}


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    sub: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True)
class Filters:
    """What was asked for; unknown values fall back to everything."""

    view: str
    owner: int | None
    kind: str
    step: int | None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        owner, step = query.get("owner", ""), query.get("step", "")
        return cls(
            view=query.get("view", "all") if query.get("view", "all") in VIEWS else "all",
            owner=int(owner) if owner.isascii() and owner.isdigit() and len(owner) < 12 else None,
            kind=query.get("kind", "") if query.get("kind", "") in Kind.values else "",
            step=int(step) if step in {str(s.number) for s in STEPS} else None,
        )

    def any(self) -> bool:
        return bool(self.owner or self.kind or self.step or self.view != "all")

    def narrow(self, incidents: IncidentQuerySet, now: datetime) -> IncidentQuerySet:
        if self.owner:
            incidents = incidents.filter(owner=self.owner)
        if self.kind:
            incidents = incidents.filter(kind=self.kind)
        if self.step:
            incidents = incidents.filter(step_now=self.step, state=State.OPEN)
        return incidents.filter(view_filter(self.view, now))


def view_filter(view: str, now: datetime) -> Q:
    return {
        "overdue": Q(next_update_due_at__lt=now),
        "theirs": Q(noticed_by=Noticed.CUSTOMER),
        "checking": Q(state=State.CHECKING),
        "low": Q(trust_now__lt=LOW_TRUST),
    }.get(view, Q())


def board_of(person: Person) -> IncidentQuerySet:
    """Every running recovery this person may see, with the customer's trust now and before the mistake."""
    readings = Reading.objects.filter(customer=OuterRef("customer")).order_by("-said_at", "-pk")
    before = readings.filter(said_at__lt=OuterRef("found_at"))
    running = Incident.objects.visible_to(person).running()
    return running.annotate(
        trust_now=Subquery(readings.values("value")[:1]), trust_was=Subquery(before.values("value")[:1])
    )


def tabs(incidents: IncidentQuerySet, current: str, now: datetime) -> list[Tab]:
    """The views with their counts, in one query."""
    counts = incidents.aggregate(**{view: Count("pk", filter=view_filter(view, now) or None) for view in VIEWS})
    return [Tab(view, str(label), counts[view], view == current) for view, label in VIEWS.items()]


def rows(incidents: Iterable[Incident], now: datetime, zone: str) -> list[Row]:
    return rows_of(incidents, now, zone)


def lead(overdue: int) -> str:
    if not overdue:
        return _("Nobody waits longer than we promised.")
    words = {"n": capfirst(str(apnumber(overdue)))}
    return (
        ngettext(
            "One customer is waiting longer than we promised.",
            "%(n)s customers are waiting longer than we promised.",
            overdue,
        )
        % words
    )


def figures(person: Person, now: datetime) -> list[Figure]:
    """Overdue, open, updates on time, promises kept: each with its n, in two queries."""
    visible = Incident.objects.visible_to(person)
    running = ~Q(state=State.CLOSED)
    sums = visible.aggregate(
        open=Count("pk", filter=running),
        overdue=Count("pk", filter=Q(state=State.OPEN, next_update_due_at__lt=now)),
        longest=Min("next_update_due_at", filter=Q(state=State.OPEN)),
        came=Count("pk", filter=Q(logged_at__gt=now - WEEK)),
        went=Count("pk", filter=Q(closed_at__gt=now - WEEK)),
    )
    kept = kept_figures(visible, now)
    late = gap_words(sums["longest"], now, ZoneInfo(person.zone)) if sums["overdue"] else ""
    return [
        Figure(
            _("Overdue updates"),
            str(sums["overdue"]),
            _("longest %(span)s") % {"span": late} if late else _("nobody waits"),
            "late" if sums["overdue"] else "",
        ),
        Figure(_("Open recoveries"), str(sums["open"]), _change(sums["came"] - sums["went"])),
        *kept,
    ]


def kept_figures(visible: IncidentQuerySet, now: datetime) -> list[Figure]:
    """Kept on time of all that fell due in 30 days; renegotiated, released, void and inferred are outside."""
    due = Promise.objects.filter(
        incident__in=visible.order_by().values("pk"), due_at__gt=now - MONTH, due_at__lte=now
    ).exclude(how="inferred")
    counts = due.aggregate(
        **{
            f"{kind}_{state}": Count("pk", filter=Q(kind=kind, state=state))
            for kind in (PromiseKind.NEXT_UPDATE, PromiseKind.COMMITMENT)
            for state in (PromiseState.KEPT, PromiseState.KEPT_LATE, PromiseState.BROKEN)
        }
    )
    return [
        _rate(_("Updates on time"), _three(counts, PromiseKind.NEXT_UPDATE)),
        _of_all(_("Promises kept"), _three(counts, PromiseKind.COMMITMENT)),
    ]


def _three(counts: dict[str, int], kind: str) -> tuple[int, int, int]:
    kept, late, broken = (
        counts[f"{kind}_{s}"] for s in (PromiseState.KEPT, PromiseState.KEPT_LATE, PromiseState.BROKEN)
    )
    return kept, late, broken


def _rate(label: str, counted: tuple[int, int, int]) -> Figure:
    total = sum(counted)
    if total < TOO_FEW:
        return Figure(label, "–", _("too few to say: %(n)s in 30 days") % {"n": total})
    return Figure(label, f"{100 * counted[0] // total}%", _("of %(n)s in the last 30 days") % {"n": total})


def _of_all(label: str, counted: tuple[int, int, int]) -> Figure:
    kept, late, broken = counted
    words = _("%(late)s late, %(broken)s broken, last 30 days") % {"late": late, "broken": broken}
    return Figure(label, _("%(kept)s of %(total)s") % {"kept": kept, "total": sum(counted)}, words)


def _change(change: int) -> str:
    if change == 0:
        return _("as many as last week")
    more = ngettext("%(n)s more than last week", "%(n)s more than last week", change)
    fewer = ngettext("%(n)s fewer than last week", "%(n)s fewer than last week", -change)
    return (more if change > 0 else fewer) % {"n": abs(change)}
