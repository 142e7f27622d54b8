"""The review board: open recoveries by their clock, which filter holds, what each view counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery, Value, aggregates
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ground.accounts.models import Person, asking
from ground.built_once import BuiltOnce
from incidents.choices import Kind, Noticed, State
from incidents.counting import CEILING, count_words
from incidents.models import Incident, IncidentQuerySet
from incidents.steps import STEPS
from trust.models import Reading
from updates.rows import Row, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LOW_TRUST = 5

VIEWS = {
    "all": gettext_lazy("All open"),
    "overdue": gettext_lazy("Overdue"),
    "theirs": gettext_lazy("Found by the customer"),
    "checking": gettext_lazy("Being checked"),
    "low": gettext_lazy("Trust below 5"),
}


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: str
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
    """Every running recovery this person may see, with the customer's trust now."""
    return with_trust(Incident.objects.visible_to(person).running())


def with_trust(incidents: IncidentQuerySet) -> IncidentQuerySet:
    return incidents.annotate(trust_now=Subquery(_readings().values("value")[:1]))


def with_trust_before(incidents: IncidentQuerySet) -> IncidentQuerySet:
    """For the rows that are shown: trust before the mistake."""
    before = _readings().filter(said_at__lt=OuterRef("found_at"))
    return incidents.annotate(trust_was=Subquery(before.values("value")[:1]))


def _readings() -> QuerySet[Reading]:
    """Those of the incident's customer, the latest first."""
    return Reading.objects.filter(customer=OuterRef("customer")).order_by("-said_at", "-pk")


def counts_of(person: Person, now: datetime) -> dict[str, Any]:
    """Every view, and how many wait too long since when, among the first CEILING by the clock: one statement.

    Where more are running, a view has at least so many; those who wait longest are among the first.
    """
    found = COUNTS.ask(person.role, person=person.pk, at=now)
    return found[0] if found else {**dict.fromkeys(VIEWS, 0), "late": 0, "longest": None}


def _counts(role: str, person: int, at: datetime) -> Any:
    overdue = Q(state=State.OPEN, next_update_due_at__lt=at)
    counts = {view: aggregates.Count("pk", filter=view_filter(view, at) or None) for view in VIEWS}
    late = {"late": aggregates.Count("pk", filter=overdue), "longest": Min("next_update_due_at", filter=overdue)}
    first = Incident.objects.visible_to(asking(role, person, at)).running().by_clock().values("pk")[:CEILING]
    return (
        _in_one_row(with_trust(Incident.objects.filter(pk__in=first))).annotate(**counts, **late).values(*counts, *late)
    )


COUNTS: BuiltOnce[dict[str, Any]] = BuiltOnce(_counts)


def _in_one_row(rows: IncidentQuerySet) -> Any:
    """What is annotated next counts all of them together; without a row there is none."""
    return rows.order_by().annotate(all_of_them=Value(1)).values("all_of_them")


def tabs(counts: Mapping[str, int], current: str) -> list[Tab]:
    more = counts["all"] >= CEILING
    return [
        Tab(view, str(label), count_words(counts[view], more=more), view == current) for view, label in VIEWS.items()
    ]


def found_among(found: Callable[[], IncidentQuerySet], wanted: Filters, counts: Mapping[str, int]) -> tuple[int, bool]:
    """How many the filters leave, and whether there may be more; asked only where no view has counted it already.

    Among very many, a view was counted within the first CEILING by the clock: the first of the view are all of them.
    """
    more, in_view = wanted.view != "all" and counts["all"] >= CEILING, counts[wanted.view]
    if wanted.owner or wanted.kind or wanted.step or (more and not in_view):
        return found().order_by()[:CEILING].count(), False
    return in_view, more


def owners_of(person: Person, now: datetime) -> list[Person]:
    """Those who own one of the first CEILING by the clock that this person may see."""
    return OWNERS.ask(person.role, person=person.pk, at=now)


def _owners(role: str, person: int, at: datetime) -> QuerySet[Person]:
    running = Incident.objects.visible_to(asking(role, person, at)).running()
    found: QuerySet[Person] = Person.objects.filter(pk__in=running.by_clock().values("owner")[:CEILING])
    return found


OWNERS: BuiltOnce[Person] = BuiltOnce(_owners)


def rows(incidents: Iterable[Incident], now: datetime, zone: str) -> list[Row]:
    return rows_of(incidents, now, zone)


def lead(overdue: int) -> str:
    if not overdue:
        return _("Nobody waits longer than we promised.")
    words = {"n": capfirst(str(apnumber(overdue))) if overdue < CEILING else count_words(overdue)}
    return (
        ngettext(
            "One customer is waiting longer than we promised.",
            "%(n)s customers are waiting longer than we promised.",
            overdue,
        )
        % words
    )
