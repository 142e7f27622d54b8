"""The customer's page: trust as a line, mistakes, promises, people, their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.models import Contact
from desk.promise_rows import PromiseRow, promise_row
from incidents.choices import INTERNAL_KINDS, How, PromiseState, State
from incidents.models import Incident, Promise
from trust.findings import finding
from trust.line import NARROW, WIDE, Mistake, draw
from trust.metrics import SEVEN, Said
from updates.clock_words import day_words
from updates.rows import clock_of, step_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from customers.models import Customer
    from ground.accounts.models import Person
    from trust.models import Reading

NINETY = timedelta(days=90)
PROMISES_SHOWN = 6
FIRST_SHOWN = {PromiseState.OPEN: 0, PromiseState.BROKEN: 1, PromiseState.KEPT_LATE: 2}
PAST = (PromiseState.KEPT, PromiseState.KEPT_LATE, PromiseState.BROKEN)


@dataclass(frozen=True)
class MistakeRow:
    title: str
    url: str
    sub: str
    tone: str
    icon_name: str
    state: str


def page_of(customer: Customer, person: Person, now: datetime, *, near: bool) -> dict[str, Any]:
    """Everything the template shows, in a fixed number of queries however long the story."""
    zone = ZoneInfo(person.zone)
    readings = list(customer.readings.in_order().select_related("contact"))
    incidents = list(Incident.objects.visible_to(person).filter(customer=customer).order_by("-logged_at"))
    promises = list(Promise.objects.filter(incident__in=[i.pk for i in incidents]).select_related("incident"))
    told = [p for p in promises if p.kind not in INTERNAL_KINDS and p.state != PromiseState.VOID]
    people = list(Contact.objects.filter(customer=customer).order_by("left_at", "-speaks", "name"))
    return {
        "figures": _figures(readings, incidents, told),
        "trust": _trust(readings, incidents, now, zone, near=near),
        "mistakes": [_mistake_row(incident, now, person.zone) for incident in incidents],
        "mistakes_meta": _("%(n)d in all") % {"n": len(incidents)} if incidents else "",
        "promises": [_row(p, now, person.zone) for p in _in_order(told)[:PROMISES_SHOWN]],
        "promises_more": max(0, len(told) - PROMISES_SHOWN),
        "promises_meta": _promise_words(told),
        "people": [contact for contact in people if contact.left_at is None],
        "left": [contact for contact in people if contact.left_at is not None],
        "words": _words(readings, now, zone) if person.powers.feelings else None,
    }


def _figures(
    readings: Sequence[Reading], incidents: Sequence[Incident], told: Sequence[Promise]
) -> list[dict[str, Any]]:
    theirs = [reading.value for reading in readings if reading.whose == "theirs"]
    running = sum(incident.state != State.CLOSED for incident in incidents)
    judged = [p for p in told if p.state in PAST and p.how != How.INFERRED]
    kept = sum(p.state == PromiseState.KEPT for p in judged)
    return [
        {"label": _("Trust now"), "value": theirs[-1] if theirs else "–", "sub": _trust_sub(theirs)},
        {
            "label": _("Promises kept"),
            "value": _("%(kept)s of %(all)s") % {"kept": kept, "all": len(judged)} if judged else "–",
            "sub": _late_and_broken(judged) if judged else _("None due yet"),
        },
        {
            "label": _("Mistakes open"),
            "value": running,
            "sub": _("%(n)d in all") % {"n": len(incidents)},
        },
    ]


def _trust_sub(theirs: Sequence[int]) -> str:
    if not theirs:
        return _("They have not said it yet")
    away = SEVEN - theirs[-1]
    if away <= 0:
        return _("A partner: 7 or above")
    return _("%(n)d below the partner line") % {"n": away}


def _late_and_broken(judged: Sequence[Promise]) -> str:
    late = sum(p.state == PromiseState.KEPT_LATE for p in judged)
    broken = sum(p.state == PromiseState.BROKEN for p in judged)
    if not late and not broken:
        return _("None late, none broken")
    return _("%(late)d late, %(broken)d broken") % {"late": late, "broken": broken}


def _trust(
    readings: Sequence[Reading], incidents: Sequence[Incident], now: datetime, zone: tzinfo, *, near: bool
) -> dict[str, Any]:
    said = [Said(r.said_at, r.value, theirs=r.whose == "theirs") for r in readings]
    mistakes = sorted((Mistake(i.found_at, i.title) for i in incidents), key=lambda mistake: mistake.at)
    start = now - NINETY if near else datetime(now.astimezone(zone).year - 2, 1, 1, tzinfo=zone).astimezone(UTC)
    end = now + (now - start) * 0.03
    return {
        "heading": finding(said, now=now, zone=zone),
        "near": near,
        "drawings": [draw(said, mistakes, start=start, end=end, frame=f, zone=zone) for f in (WIDE, NARROW)],
        "table": [
            {"day": day_words(r.said_at, now, zone), "value": r.value, "by": _by(r), "after": r.get_occasion_display()}
            for r in readings
        ],
        "guessed": any(not one.theirs for one in said),
    }


def _by(reading: Reading) -> str:
    return reading.contact.name if reading.contact and reading.whose == "theirs" else _("our estimate")


def _mistake_row(incident: Incident, now: datetime, zone: str) -> MistakeRow:
    kind = [str(incident.get_kind_display()), _noticed(incident)]
    parts = [", ".join(part for part in kind if part)]
    if incident.state != State.CLOSED:
        parts.append(step_words(incident))
    tone, icon_name, state = _state(incident, now, zone)
    url = _address("desk:incident", incident.reference)
    return MistakeRow(incident.title, url, " · ".join(parts), tone, icon_name, state)


def _noticed(incident: Incident) -> str:
    words = {"us": _("noticed by us"), "customer": _("noticed by the customer"), "third_party": _("noticed by others")}
    return words.get(incident.noticed_by, "")


def _state(incident: Incident, now: datetime, zone: str) -> tuple[str, str, str]:
    if incident.next_update_due_at is None:
        day = incident.closed_at.astimezone(ZoneInfo(zone)) if incident.closed_at else now
        return "kept", "check-lg", _("Closed %(month)s") % {"month": date_format(day, "M Y")}
    clock = clock_of(incident, now, zone)
    tone = {"late": "late", "soon": "soon"}.get(clock.tone, "open")
    return tone, "exclamation-triangle-fill" if tone == "late" else "clock", clock.main


def _address(view: str, *args: Any) -> str:
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""


def _in_order(promises: Sequence[Promise]) -> list[Promise]:
    """Open first by their due time, then broken, then late, then the rest, newest first."""
    return sorted(
        promises,
        key=lambda p: (FIRST_SHOWN.get(PromiseState(p.state), 3), p.due_at.timestamp() * (1 if p.is_live else -1)),
    )


def _row(promise: Promise, now: datetime, zone: str) -> PromiseRow:
    return promise_row(promise, now, zone, of=promise.incident.reference)


def _promise_words(told: Sequence[Promise]) -> str:
    counts = {
        _("kept"): PromiseState.KEPT,
        _("late"): PromiseState.KEPT_LATE,
        _("broken"): PromiseState.BROKEN,
        _("open"): PromiseState.OPEN,
    }
    numbers = ((sum(p.state == state for p in told), word) for word, state in counts.items())
    return ", ".join(f"{number} {word}" for number, word in numbers if number)


def _words(readings: Sequence[Reading], now: datetime, zone: tzinfo) -> dict[str, str] | None:
    """The newest words they gave with a number."""
    reading = next((r for r in reversed(readings) if r.why and r.whose == "theirs" and r.contact), None)
    if reading is None or reading.contact is None:
        return None
    who = f"{reading.contact.greeting_name}, {day_words(reading.said_at, now, zone)}"
    return {"text": reading.why.strip('“”"'), "who": who}
