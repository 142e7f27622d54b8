"""Rungs of the ladder, people out of reach and clocks that differ, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from ground.accounts.models import Person
from incidents.models import Incident, Promise
from updates.clock_words import day_and_time, moment_words
from updates.ladder import ABOVE, DAILY, DUE, HALF, JUST_PAST, NINE_TENTHS
from updates.models import ClockFault, Nudge
from updates.reachability import Gap, Why

if TYPE_CHECKING:
    from collections.abc import Iterable

RUNGS = {
    HALF: gettext_noop("Half of the time was gone"),
    NINE_TENTHS: gettext_noop("Nine tenths of the time were gone"),
    DUE: gettext_noop("It was due"),
    f"{ABOVE}_1": gettext_noop("It was overdue: the manager"),
}
GAPS = {
    Why.INACTIVE: gettext_noop("%(name)s may not sign in any more and still has cases, customers or a team."),
    Why.NO_ADDRESS: gettext_noop("%(name)s has no mail address."),
    Why.NO_MANAGER: gettext_noop("Nobody manages %(name)s, or any team above it. When it is late, no manager is told."),
    Why.NO_ADMINISTRATOR: gettext_noop("Nobody is an administrator who can be reached. The ladder has no top."),
    Why.NOBODY_STANDS_IN: gettext_noop("%(name)s is away and nobody stands in. Reminders wait in their mail."),
    Why.ALONE: gettext_noop("%(name)s has cases of their own and no manager above. Only the administrators are told."),
}


@dataclass(frozen=True)
class GapLine:
    text: str
    url: str
    act: str


@dataclass(frozen=True)
class ComingRow:
    at: str
    customer: str
    reference: str
    owner: str
    due: str
    rung: str


@dataclass(frozen=True)
class FaultRow:
    customer: str
    reference: str
    owner: str
    shown: str
    promised: str
    found: str


def rung_words(rung: str) -> str:
    """ "Half of the time was gone"; for the higher rungs how high, for the daily ones which day."""
    if rung in RUNGS:
        return _(RUNGS[rung])
    name, _mark, number = rung.rpartition("_")
    words = {
        ABOVE: _("Still overdue a gap later: rung %(n)s above the owner"),
        DAILY: _("Day %(n)s after that: everybody told so far"),
    }
    return words.get(name, rung) % {"n": number} if name in words else rung


def gap_lines(gaps: Iterable[Gap], person: Person) -> list[GapLine]:
    """What is missing, and for an administrator the page where it is put right."""
    return [_gap_line(gap, administers=person.powers.administers) for gap in gaps]


def _gap_line(gap: Gap, *, administers: bool) -> GapLine:
    text = _(GAPS[gap.why]) % {"name": gap.name}
    if not administers:
        return GapLine(text, "", "")
    if gap.team is not None:
        return GapLine(text, reverse("board:team", args=[gap.team]), _("Name a manager"))
    if gap.person is not None:
        return GapLine(text, reverse("board:person", args=[gap.person]), pgettext("act", "Open"))
    return GapLine(text, reverse("board:people"), pgettext("act", "Open"))


def coming_up(cases: QuerySet[Incident], now: datetime) -> QuerySet[Promise]:
    """Promises the ladder looks at next, the soonest first."""
    live = Promise.objects.live().filter(rung_due_at__gt=now, incident__in=cases.order_by().values("pk"))
    half = Nudge.objects.filter(promise=OuterRef("pk"), rung=HALF)
    found: QuerySet[Promise] = live.annotate(half_gone=Exists(half)).order_by("rung_due_at", "pk")
    return found.select_related("incident__customer", "incident__owner")


def coming_rows(promises: Iterable[Promise], person: Person, now: datetime) -> list[ComingRow]:
    place = ZoneInfo(person.zone)
    return [
        ComingRow(
            at=day_and_time(promise.rung_due_at or now, now, place),
            customer=promise.incident.customer.name,
            reference="" if person.powers.outline else promise.incident.reference,
            owner=promise.incident.owner.name,
            due=day_and_time(promise.due_at, now, place),
            rung=_next_rung(promise),
        )
        for promise in promises
    ]


def _next_rung(promise: Promise) -> str:
    """What the ladder will find at its next look, told from where that instant lies."""
    at = promise.rung_due_at or promise.due_at
    if at < promise.due_at:
        known = getattr(promise, "half_gone", False)
        return _("Nine tenths of the time are gone") if known else _("Half of the time is gone")
    if at <= promise.due_at + JUST_PAST:
        return _("It is due, then overdue")
    return _("It is still overdue")


def open_faults(cases: QuerySet[Incident]) -> QuerySet[ClockFault]:
    """Clocks that differ from their promise, as last night found them."""
    found = ClockFault.objects.filter(gone_at=None, incident__in=cases.order_by().values("pk"))
    return found.select_related("incident__customer", "incident__owner")


def fault_rows(faults: Iterable[ClockFault], person: Person, now: datetime) -> list[FaultRow]:
    place = ZoneInfo(person.zone)

    def when(at: datetime | None, since: datetime | None = None) -> str:
        moment = day_and_time(at, now, place) if at else _("none")
        words = {"moment": moment, "since": moment_words(since, now, place) if since else ""}
        return _("%(moment)s (since %(since)s)") % words if since else moment

    return [
        FaultRow(
            customer=fault.incident.customer.name,
            reference="" if person.powers.outline else fault.incident.reference,
            owner=fault.incident.owner.name,
            shown=when(fault.shown_due_at, fault.shown_started_at),
            promised=when(fault.promised_due_at, fault.promised_made_at),
            found=when(fault.found_at),
        )
        for fault in faults
    ]
