"""The figures above the board: how many wait and are open, what was kept, what was closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery, aggregates
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ground.accounts.models import Person, asking
from ground.accounts.roles import Reach
from ground.built_once import BuiltOnce
from ground.languages import percent, within_sentence
from incidents.choices import Ending, How, PromiseKind, PromiseState, State
from incidents.counting import CEILING, count_words, number
from incidents.models import Incident, Promise, PromiseQuerySet
from updates.clock_words import gap_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from board.week import Week

MONTH = timedelta(days=30)
COUNTED_ENDINGS = (Ending.MET, Ending.SMALL, Ending.WITHOUT_WORD, Ending.OVERRIDE)
TOO_FEW = 5
COUNTED = (PromiseKind.NEXT_UPDATE, PromiseKind.COMMITMENT)
ENDED = (PromiseState.KEPT, PromiseState.KEPT_LATE, PromiseState.BROKEN)


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    sub: str = ""
    tone: str = ""


def figures(counts: Mapping[str, Any], week: Week, person: Person, now: datetime) -> list[Figure]:
    """Overdue, open, updates on time, promises kept: each with its n, in three statements."""
    late = gap_words(counts["longest"], now, ZoneInfo(person.zone)) if counts["late"] else ""
    return [
        Figure(
            _("Overdue updates"),
            count_words(counts["late"]),
            _("longest %(span)s") % {"span": late} if late else _("nobody waits"),
            "late" if counts["late"] else "",
        ),
        Figure(_("Open recoveries"), count_words(counts["all"]), week.words),
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
