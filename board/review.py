"""The review board: open recoveries by their clock, what the figures say, which filter holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery, Value, aggregates
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from ground.accounts.models import House, Person, asking
from ground.accounts.roles import Reach
from ground.built_once import BuiltOnce
from ground.languages import percent, within_sentence
from incidents.choices import Ending, How, Kind, Noticed, PromiseKind, PromiseState, State
from incidents.counting import CEILING, Count, count_words, number
from incidents.models import Incident, IncidentQuerySet, Promise, PromiseQuerySet
from incidents.steps import STEPS
from trust.models import Reading
from updates.clock_words import gap_words
from updates.rows import Row, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
COUNTED_ENDINGS = (Ending.MET, Ending.SMALL, Ending.WITHOUT_WORD, Ending.OVERRIDE)
TOO_FEW = 5
COUNTED = (PromiseKind.NEXT_UPDATE, PromiseKind.COMMITMENT)
ENDED = (PromiseState.KEPT, PromiseState.KEPT_LATE, PromiseState.BROKEN)
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


def figures(counts: Mapping[str, Any], person: Person, now: datetime) -> list[Figure]:
    """Overdue, open, updates on time, promises kept: each with its n, in four statements."""
    late = gap_words(counts["longest"], now, ZoneInfo(person.zone)) if counts["late"] else ""
    return [
        Figure(
            _("Overdue updates"),
            count_words(counts["late"]),
            _("longest %(span)s") % {"span": late} if late else _("nobody waits"),
            "late" if counts["late"] else "",
        ),
        Figure(_("Open recoveries"), count_words(counts["all"]), change_words(person, now)),
        *kept_figures(person, now),
        closed_figure(person, now),
    ]


def closed_figure(person: Person, now: datetime) -> Figure:
    """What was closed in 30 days, each class on its own: trust that is back is never added to what a manager closed."""
    counts = dict(CLOSED.ask(person.role, person=person.pk, at=now, since=now - MONTH))
    said = [{"n": counts[e], "ending": within_sentence(str(e.label))} for e in COUNTED_ENDINGS if counts.get(e)]
    words = [pgettext("closed", "%(n)s %(ending)s") % one for one in said]
    return Figure(_("Closed, last 30 days"), str(sum(counts.values())), ", ".join(words) or _("none"))


def _closed(role: str, person: int, at: datetime, since: datetime) -> QuerySet[Incident, tuple[str, int]]:
    visible = Incident.objects.visible_to(asking(role, person, at))
    lately = visible.filter(state=State.CLOSED, closed_at__gt=since, ending__in=COUNTED_ENDINGS)
    return lately.order_by().values_list("ending").annotate(n=aggregates.Count("pk"))


CLOSED: BuiltOnce[tuple[str, int]] = BuiltOnce(_closed)


def kept_figures(person: Person, now: datetime) -> list[Figure]:
    """Kept in time of all that fell due in 30 days, or of the last CEILING of them: one statement.

    Renegotiated, released, void and inferred are outside.
    """
    counts = {(kind, state): n for kind, state, n in KEPT.ask(person.role, person=person.pk, at=now, since=now - MONTH)}
    capped = sum(counts.values()) >= CEILING
    return [
        _rate(_("Updates on time"), _three(counts, PromiseKind.NEXT_UPDATE), capped=capped),
        _of_all(_("Promises kept"), _three(counts, PromiseKind.COMMITMENT), capped=capped),
    ]


def _kept(role: str, person: int, at: datetime, since: datetime) -> QuerySet[Promise, tuple[str, str, int]]:
    due = Promise.objects.filter(kind__in=COUNTED, due_at__gt=since, due_at__lte=at, state__in=ENDED)
    last = seen_by(asking(role, person, at), due.exclude(how=How.INFERRED)).order_by("-due_at").values("pk")
    counted = Promise.objects.filter(pk__in=last[:CEILING]).order_by().values_list("kind", "state")
    return counted.annotate(n=aggregates.Count("pk"))


KEPT: BuiltOnce[tuple[str, str, int]] = BuiltOnce(_kept)


def seen_by(person: Person, promises: PromiseQuerySet) -> PromiseQuerySet:
    """Those of incidents this person may see: found from the few of an account manager, else looked up one by one,
    for of very many only the latest are wanted."""
    visible = Incident.objects.visible_to(person).order_by().values("pk")
    if person.powers.reach == Reach.OWN:
        return promises.filter(incident__in=visible)
    seen = Subquery(visible.filter(pk=OuterRef("incident"))[:1])
    return promises.annotate(seen=seen).filter(seen__isnull=False)


def _three(counts: Mapping[tuple[str, str], int], kind: str) -> tuple[int, int, int]:
    kept, late, broken = (counts.get((kind, state), 0) for state in ENDED)
    return kept, late, broken


def _rate(label: str, counted: tuple[int, int, int], *, capped: bool) -> Figure:
    total = sum(counted)
    if total < TOO_FEW:
        return Figure(label, "–", _("too few to say: %(n)s in 30 days") % {"n": total})
    words = _("of the last %(n)s") if capped else _("of %(n)s in the last 30 days")
    return Figure(label, percent(100 * counted[0] // total), words % {"n": number(total)})


def _of_all(label: str, counted: tuple[int, int, int], *, capped: bool) -> Figure:
    kept, late, broken = counted
    words = (
        _("%(late)s late, %(broken)s broken, lately") if capped else _("%(late)s late, %(broken)s broken, last 30 days")
    )
    words %= {"late": late, "broken": broken}
    return Figure(label, _("%(kept)s of %(total)s") % {"kept": number(kept), "total": number(sum(counted))}, words)


def change_words(person: Person, now: datetime) -> str:
    """More or fewer than a week ago: one statement."""
    [week] = CHANGE.ask(person.role, person=person.pk, at=now, since=now - WEEK)
    return _change(**week)


def _week(role: str, person: int, at: datetime, since: datetime) -> Any:
    visible = Incident.objects.visible_to(asking(role, person, at))
    week = {
        "came": Count(visible.filter(logged_at__gt=since)),
        "went": Count(visible.filter(state=State.CLOSED, closed_at__gt=since)),
    }
    return House.objects.annotate(**week).values(*week)


CHANGE: BuiltOnce[dict[str, int]] = BuiltOnce(_week)


def _change(came: int, went: int) -> str:
    if CEILING in (came, went):
        return _("%(came)s came, %(went)s went in a week") % {"came": count_words(came), "went": count_words(went)}
    change = came - went
    if change == 0:
        return _("as many as last week")
    more = ngettext("%(n)s more than last week", "%(n)s more than last week", change)
    fewer = ngettext("%(n)s fewer than last week", "%(n)s fewer than last week", -change)
    return (more if change > 0 else fewer) % {"n": abs(change)}
