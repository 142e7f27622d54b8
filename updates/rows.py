"""One running incident as a line of a list: its clock in words, its step, whom it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from incidents.choices import Size, State
from incidents.steps import LAST, rule

from .by_call import Call, call_of
from .clock import amber_from
from .clock_words import CHECKING, FIRST_NOTICE, NEXT_UPDATE, PLAIN, SETTLING, ClockWords, ago_words, clock_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.models import Incident


@dataclass(frozen=True)
class Row:
    """`asked`: how long somebody there waits for an answer of ours, where the list was annotated `unanswered_since`.

    `call`: the update that is due must be spoken, where it was annotated `by_call`.
    """

    incident: Incident
    clock: ClockWords
    step: str
    overdue: bool
    asked: str = ""
    call: Call | None = None


def rows_of(incidents: Iterable[Incident], now: datetime, zone: str) -> list[Row]:
    """Lines in the order given; needs `customer` selected and asks no query of its own."""
    return [row_of(incident, now, zone) for incident in incidents]


def row_of(incident: Incident, now: datetime, zone: str) -> Row:
    clock, asked = clock_of(incident, now, zone), asked_words(incident, now, zone)
    call = call_of(incident, now, zone)
    return Row(incident, clock, step_words(incident), incident.is_overdue(now), asked, call)


def asked_words(incident: Incident, now: datetime, zone: str) -> str:
    """“They asked 1 h ago, unanswered”."""
    since = vars(incident).get("unanswered_since")
    if since is None:
        return ""
    return _("They asked %(ago)s, unanswered") % {"ago": ago_words(since, now, ZoneInfo(zone))}


def clock_of(incident: Incident, now: datetime, zone: str, *, about: bool = False) -> ClockWords:
    """The incident's clock for a reader in `zone`; with `about` it says what is due."""
    due, started = incident.next_update_due_at, incident.clock_started_at
    if due is None or started is None:
        raise ValueError(f"{incident.reference} has no clock")
    return clock_words(
        due,
        now,
        started,
        ZoneInfo(zone),
        soon=now >= amber_from(started, due),
        about=what_is_due(incident) if about else PLAIN,
    )


def what_is_due(incident: Incident) -> str:
    if incident.state == State.CHECKING:
        return CHECKING
    if incident.size == Size.SMALL and incident.first_told_at:
        return SETTLING
    return NEXT_UPDATE if incident.first_told_at else FIRST_NOTICE


def step_words(incident: Incident) -> str:
    """“Step 6 of 8, Frame the problem”."""
    if incident.state == State.CHECKING:
        return _("Being checked")
    if incident.size == Size.SMALL:
        return _("A small mistake")
    if incident.step_now is None:
        return _("All %(total)s steps are finished") % {"total": LAST}
    words = {"number": incident.step_now, "total": LAST, "name": rule(incident.step_now).name}
    return _("Step %(number)s of %(total)s, %(name)s") % words
