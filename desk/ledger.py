"""The ledger of promises, of one incident or of one customer: every promise, and how they were kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.promise_rows import PromiseRow, promise_row
from ground.languages import percent
from incidents.choices import INTERNAL_KINDS, LIVE_STATES, How, PromiseState
from incidents.keeping import KeptRate, Outcome, kept_rate
from updates.clock_words import day_words, moment_words

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from ground.accounts.models import Person
    from incidents.keeping import Kept
    from incidents.models import Promise, PromiseQuerySet

PAGE = 40
LIVE = Q(state__in=LIVE_STATES, followed_at__isnull=True)
GROUPS: dict[str, tuple[Any, Q]] = {
    "open": (gettext_lazy("Open"), LIVE),
    "late": (gettext_lazy("Kept late"), Q(state=PromiseState.KEPT_LATE)),
    "broken": (gettext_lazy("Broken"), Q(state=PromiseState.BROKEN) & ~LIVE),
    "kept": (gettext_lazy("Kept"), Q(state=PromiseState.KEPT)),
    "moved": (gettext_lazy("Moved in time"), Q(state=PromiseState.RENEGOTIATED)),
    "released": (gettext_lazy("Released"), Q(state=PromiseState.RELEASED)),
    "void": (gettext_lazy("Void"), Q(state=PromiseState.VOID)),
}
"""In the order of the list. What is overdue and still to be kept is open."""
HOWS = (How.WRITTEN, How.SPOKEN, How.INFERRED)


@dataclass(frozen=True)
class LedgerRow:
    """A promise and all that is known of it, in two lines."""

    row: PromiseRow
    facts: str
    why: str


@dataclass(frozen=True)
class Tab:
    label: str
    query: str
    count: int
    here: bool


def ledger(promises: PromiseQuerySet, query: QueryDict, person: Person, now: datetime, *, of: bool) -> dict[str, Any]:
    """What the page shows: three statements, however many promises. `of` names the mistake on each row."""
    promises = promises.exclude(kind__in=INTERNAL_KINDS)
    group, how = query.get("state", ""), query.get("how", "")
    counted = list(promises.order_by().values_list("kind", "how", "state", *_in_group()).annotate(n=Count("pk")))
    shown = promises.filter(GROUPS[group][1]) if group in GROUPS else promises
    shown = shown.filter(how=how) if how in HOWS else shown
    page = Paginator(in_order(shown), PAGE).get_page(query.get("page"))
    rate = kept_rate(Outcome(kind, given, state, n) for kind, given, state, _group, n in counted)
    return {
        "page": page,
        "rows": [_ledger_row(promise, now, person.zone, of=of) for promise in page.object_list],
        "tabs": _tabs(counted, group, how),
        "hows": _hows(counted, group, how),
        "figures": _figures(rate.said),
        "finding": finding(rate.said),
        "inferred": _inferred(rate.inferred),
        "filtered": group in GROUPS or how in HOWS,
    }


def _in_group() -> list[Any]:
    whens = [When(condition, then=Value(number)) for number, (_label, condition) in enumerate(GROUPS.values())]
    return [Case(*whens, default=Value(len(GROUPS)), output_field=IntegerField())]


def counts_of(promises: PromiseQuerySet) -> KeptRate:
    """What has become of these promises, counted by the database."""
    rows = promises.order_by().values_list("kind", "how", "state").annotate(n=Count("pk"))
    return kept_rate(Outcome(*row) for row in rows)


def in_order(promises: PromiseQuerySet) -> PromiseQuerySet:
    """Open ones by their due time, then late, broken, kept and the rest, newest first."""
    open_due = Case(When(LIVE, then="due_at"))
    beside = ("incident", "to", "made_by", "settled_by", "replaces", "replaced_by")
    found = promises.select_related(*beside).annotate(in_group=_in_group()[0], open_due=open_due)
    return found.order_by("in_group", "open_due", "-due_at", "-pk")


def _tabs(counted: list[Any], group: str, how: str) -> list[Tab]:
    rest = f"&how={how}" if how in HOWS else ""
    matching = [row for row in counted if how not in HOWS or row[1] == how]
    tabs = [Tab(_("All"), f"?{rest.lstrip('&')}", sum(row[4] for row in matching), group not in GROUPS)]
    for number, (code, (label, _condition)) in enumerate(GROUPS.items()):
        count = sum(row[4] for row in matching if row[3] == number)
        if count or code == group:
            tabs.append(Tab(str(label), f"?state={code}{rest}", count, code == group))
    return tabs


def _hows(counted: list[Any], group: str, how: str) -> list[Tab]:
    number = list(GROUPS).index(group) if group in GROUPS else None
    matching = [row for row in counted if number is None or row[3] == number]
    rest = f"&state={group}" if number is not None else ""
    tabs = [Tab(_("However given"), f"?{rest.lstrip('&')}", sum(row[4] for row in matching), how not in HOWS)]
    for one in HOWS:
        count = sum(row[4] for row in matching if row[1] == one)
        tabs.append(Tab(capfirst(str(one.label)), f"?how={one}{rest}", count, how == one))
    return [tab for tab in tabs if tab.count or tab.here]


def finding(kept: Kept) -> str:
    """The heading: what the numbers say, or that they are too few."""
    if kept.rate is None:
        few = ngettext("Too few to say: %(n)d promise so far.", "Too few to say: %(n)d promises so far.", kept.judged)
        return few % {"n": kept.judged} if kept.judged else _("None has come due yet.")
    return _("%(kept)d of %(all)d kept on time.") % {"kept": kept.on_time, "all": kept.judged}


def _figures(kept: Kept) -> list[dict[str, Any]]:
    rate = percent(round(100 * kept.rate)) if kept.rate is not None else "–"
    of = _("%(kept)d of %(all)d") % {"kept": kept.on_time, "all": kept.judged}
    return [
        {
            "label": _("Kept on time"),
            "value": rate,
            "sub": of if kept.judged else _("None due yet"),
        },
        {"label": _("Kept late"), "value": kept.late, "sub": _("In the rate, not on time")},
        {"label": _("Broken"), "value": kept.broken, "sub": _("In the rate, not on time")},
        {"label": _("Open"), "value": kept.open, "sub": _("Not in the rate yet")},
        {"label": _("Moved in time"), "value": kept.renegotiated, "sub": _("Outside the rate")},
        {"label": _("Released"), "value": kept.released, "sub": _void(kept)},
    ]


def _void(kept: Kept) -> str:
    return _("Outside, as are %(n)d void") % {"n": kept.void} if kept.void else _("Outside the rate")


def _inferred(kept: Kept) -> str:
    """Inferred ones in a row of their own."""
    if not kept.judged and not kept.open:
        return ""
    words = {"kept": kept.on_time, "late": kept.late, "broken": kept.broken, "open": kept.open}
    line = _("Inferred, counted apart: %(kept)d kept, %(late)d late, %(broken)d broken, %(open)d open.")
    return line % words


def _ledger_row(promise: Promise, now: datetime, zone: str, *, of: bool) -> LedgerRow:
    incident = promise.incident
    url = reverse("desk:promise", args=[incident.reference, promise.pk])
    row = promise_row(promise, now, zone, of=incident.reference if of else "", url=url)
    return LedgerRow(row, capfirst(" · ".join(_facts(promise, now, ZoneInfo(zone)))), promise.settled_why)


def _facts(promise: Promise, now: datetime, zone: ZoneInfo) -> list[str]:
    later = getattr(promise, "replaced_by", None)
    facts = [_("To %(name)s") % {"name": promise.to.name}] if promise.to else []
    facts.append(_("made %(day)s") % {"day": day_words(promise.made_at, now, zone)})
    facts.append(_("due %(when)s") % {"when": moment_words(promise.due_at, now, zone)})
    if promise.replaces:
        facts.append(_("moved from %(when)s") % {"when": moment_words(promise.replaces.due_at, now, zone)})
    if later is not None:
        facts.append(_("moved to %(when)s") % {"when": moment_words(later.due_at, now, zone)})
    if promise.settled_by:
        facts.append(_("noted by %(name)s") % {"name": promise.settled_by.name})
    return facts
