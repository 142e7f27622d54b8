"""Reminders for those who watch over them: what fell due, what was sent and how late, what was not, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from board.reminder_words import rung_words
from ground.accounts.models import Person
from ground.outbox.models import Letter
from incidents.models import Incident
from updates.choices import NudgeState
from updates.clock_words import day_and_time
from updates.models import Nudge

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTH = timedelta(days=30)
PROMISED = timedelta(minutes=2)
"""How late a reminder may be at most (the house's promise)."""

VIEWS = {
    "all": (gettext_lazy("All"), Q()),
    "waiting": (gettext_lazy("Due, not written yet"), Q(state=NudgeState.WAITING)),
    "written": (gettext_lazy("Written"), Q(state=NudgeState.WRITTEN)),
    "ended": (gettext_lazy("Not needed"), Q(state__in=[NudgeState.WITHDRAWN, NudgeState.MERGED])),
    "nobody": (gettext_lazy("Nobody to tell"), Q(state=NudgeState.NOBODY)),
}
COMING = "coming"


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
    current: bool


@dataclass(frozen=True)
class ReminderRow:
    """`reference` is empty for those who see only the outline of a case."""

    customer: str
    reference: str
    owner: str
    due: str
    rung: str
    to: str
    planned: str
    written: str
    accepted: str
    state: str
    tone: str
    icon: str
    why: str


def cases_of(person: Person) -> QuerySet[Incident]:
    """The cases whose reminders this person may see; an administrator sees of every case that there was one."""
    return Incident.objects.all() if person.powers.outline else Incident.objects.visible_to(person)


def reminders_of(cases: QuerySet[Incident]) -> QuerySet[Nudge]:
    return Nudge.objects.filter(promise__incident__in=cases.order_by().values("pk"))


def tabs(current: str) -> list[Tab]:
    shown = [(key, str(label)) for key, (label, _rows) in VIEWS.items()]
    return [Tab(key, label, key == current) for key, label in [*shown, (COMING, _("Coming up"))]]


def figures(found: QuerySet[Nudge], now: datetime) -> list[Figure]:
    """Of the last 30 days, in one statement: written, within two minutes, the latest one; and what waits now."""
    late = ExpressionWrapper(F("written_at") - F("fires_at"), output_field=DurationField())
    written = Q(state=NudgeState.WRITTEN, matured_at__gt=now - MONTH)
    sums = found.order_by().aggregate(
        written=Count("pk", filter=written),
        in_time=Count("pk", filter=written & Q(written_at__lte=F("fires_at") + PROMISED)),
        latest=Max(late, filter=written),
        waiting=Count("pk", filter=Q(state=NudgeState.WAITING)),
        nobody=Count("pk", filter=Q(state=NudgeState.NOBODY, matured_at__gt=now - MONTH)),
    )
    slow = sums["written"] - sums["in_time"]
    return [
        Figure(_("Due, not written yet"), str(sums["waiting"]), _("each waits for its reader’s hours")),
        Figure(_("Written"), str(sums["written"]), _("last 30 days")),
        Figure(_("Later than two minutes"), str(slow), _("of %(n)s") % {"n": sums["written"]}, "late" if slow else ""),
        Figure(_("Latest"), seconds(sums["latest"]) if sums["written"] else "–", _("after its moment")),
        Figure(_("Nobody to tell"), str(sums["nobody"]), _("last 30 days"), "late" if sums["nobody"] else ""),
    ]


def chosen(found: QuerySet[Nudge], view: str) -> QuerySet[Nudge]:
    """Those of one view with everything their rows show, the latest first."""
    whole = ("person", "instead_of", "promise__incident__customer", "promise__incident__owner")
    return found.filter(VIEWS[view][1]).select_related(*whole)


def rows(found: Iterable[Nudge], person: Person, now: datetime) -> list[ReminderRow]:
    """One line a reminder; the letters they became are read in one statement."""
    nudges, place = list(found), ZoneInfo(person.zone)
    letters = Letter.objects.filter(pk__in={n.letter_id for n in nudges if n.letter_id}).defer("raw").in_bulk()
    return [_row(nudge, letters.get(nudge.letter_id or 0), person, now, place) for nudge in nudges]


def _row(nudge: Nudge, letter: Letter | None, person: Person, now: datetime, place: ZoneInfo) -> ReminderRow:
    incident = nudge.promise.incident
    state, tone, icon = _state(nudge, letter, now)
    accepted = letter.sent_at if letter else None
    return ReminderRow(
        customer=incident.customer.name,
        reference="" if person.powers.outline else incident.reference,
        owner=incident.owner.name,
        due=day_and_time(nudge.promise.due_at, now, place),
        rung=rung_words(nudge.rung),
        to=_to(nudge),
        planned=day_and_time(nudge.fires_at, now, place),
        written=_late(nudge.written_at, nudge) if nudge.state == NudgeState.WRITTEN else "",
        accepted=_late(accepted, nudge),
        state=state,
        tone=tone,
        icon=icon,
        why=nudge.why or (letter.last_error if letter and accepted is None else ""),
    )


def _to(nudge: Nudge) -> str:
    if nudge.person is None:
        return _("Nobody")
    if nudge.instead_of is None:
        return nudge.person.name
    return _("%(name)s, for %(away)s who is away") % {"name": nudge.person.name, "away": nudge.instead_of.name}


def _state(nudge: Nudge, letter: Letter | None, now: datetime) -> tuple[str, str, str]:
    """The words, the tone and the icon of how it stands."""
    match nudge.state:
        case NudgeState.WAITING if nudge.fires_at > now:
            return _("Waits for their hours"), "", "moon"
        case NudgeState.WAITING:
            return _("Due now"), "soon", "hourglass-split"
        case NudgeState.WRITTEN:
            return _written(letter)
        case NudgeState.NOBODY:
            return _("Nobody to tell"), "late", "exclamation-triangle-fill"
    return nudge.get_state_display(), "", "dash-circle"


def _written(letter: Letter | None) -> tuple[str, str, str]:
    if letter is not None and letter.state == Letter.State.ACCEPTED:
        return _("Sent"), "kept", "check-lg"
    if letter is not None and letter.finished_at is not None:
        return _("Not delivered"), "late", "envelope-x"
    return _("Written, not handed over yet"), "soon", "hourglass-split"


def _late(at: datetime | None, nudge: Nudge) -> str:
    return "" if at is None else seconds(at - nudge.fires_at)


def seconds(late: timedelta) -> str:
    """ "12 s" after the moment, rounded down; never less than none, since two machines wrote the two instants."""
    whole = max(0, int(late.total_seconds()))
    return _("%(n)s s") % {"n": number_format(whole, use_l10n=True, force_grouping=True)}
