"""The customer's page: trust as a line, mistakes, promises, people, their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from customers.models import Contact
from desk.closed_page import Overridden, override_of
from desk.customer_elements import latest_elements, never_again, sayings_of
from desk.customer_moments import heard_figure, moments_of, rhythm_of, rhythm_words
from desk.customer_trust import figure, in_their_words, line, said_of, what_it_cost
from desk.ledger import counts_of, in_order
from desk.promise_rows import PromiseRow, promise_row
from ground.history.models import Entry
from ground.languages import written_day
from incidents.choices import INTERNAL_KINDS, Ending, PromiseState, State
from incidents.models import Incident, Promise
from incidents.together import read_together
from trust.metrics import theirs
from trust.models import Reading
from updates.clock_words import gap_words
from updates.rows import clock_of, step_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from customers.models import Customer
    from desk.customer_moments import Moment
    from ground.accounts.models import Person
    from incidents.keeping import Kept, KeptRate

PROMISES_SHOWN = 6


@dataclass(frozen=True)
class MistakeRow:
    title: str
    url: str
    sub: str
    tone: str
    icon_name: str
    state: str


def page_of(customer: Customer, person: Person, now: datetime, *, near: bool) -> dict[str, Any]:
    """Everything the template shows, in a fixed number of queries however long the story.

    Trust, their words, and how they see us are for those who may read feelings.
    """
    zone, feelings = ZoneInfo(person.zone), person.powers.feelings
    readings, people = _readings_and_people(customer, feelings=feelings)
    incidents = list(Incident.objects.visible_to(person).filter(customer=customer).order_by("-logged_at"))
    told = Promise.objects.filter(incident__in=[i.pk for i in incidents]).exclude(
        Q(kind__in=INTERNAL_KINDS) | Q(state=PromiseState.VOID)
    )
    kept = counts_of(told)
    moments, said = moments_of(customer), said_of(readings)
    rhythm = rhythm_of(moments, [one.at for one in theirs(said)], now)
    return {
        "figures": [
            *([figure(said)] if feelings else []),
            _promises_figure(kept.said),
            heard_figure(rhythm, now, person.zone),
            _mistakes_figure(incidents),
        ],
        "trust": line(readings, incidents, moments, now, zone, near=near) if feelings else None,
        "rhythm": rhythm_words(rhythm, now, person.zone),
        "mistakes": [_mistake_row(i, now, person.zone, what_it_cost(i, said, now)) for i in incidents],
        "overridden": _overridden(incidents, person, now),
        "mistakes_meta": _("%(n)d in all") % {"n": len(incidents)} if incidents else "",
        "promises": [_row(p, now, person.zone) for p in in_order(told)[:PROMISES_SHOWN]],
        "promises_all": kept.number if kept.number > PROMISES_SHOWN else 0,
        "promises_meta": _promise_words(kept),
        "people": [contact for contact in people if contact.left_at is None],
        "left": [contact for contact in people if contact.left_at is not None],
        **(_what_they_said(customer, readings, moments, people, now, zone) if feelings else {}),
    }


def _readings_and_people(customer: Customer, *, feelings: bool) -> tuple[list[Reading], list[Contact]]:
    """Everybody who is or was there, and, for those who may read them, their numbers in order; one statement."""
    everybody = Contact.objects.filter(customer=customer)
    found: dict[Any, Any] = dict(read_together([everybody, *([customer.readings.all()] if feelings else [])]))
    people, readings = found[Contact], found.get(Reading, [])
    by_id = {contact.pk: contact for contact in people}
    for reading in readings:
        reading.contact = by_id.get(reading.contact_id)
    return readings, people


def _what_they_said(
    customer: Customer,
    readings: Sequence[Reading],
    moments: Sequence[Moment],
    people: Sequence[Contact],
    now: datetime,
    zone: tzinfo,
) -> dict[str, Any]:
    by_id, sayings = {contact.pk: contact for contact in people}, sayings_of(customer)
    return {
        "words": in_their_words(readings, moments, by_id, now, zone),
        "never_again": never_again(sayings, by_id, now, zone),
        "elements": latest_elements(sayings, by_id, now, zone),
    }


def _promises_figure(said: Kept) -> dict[str, Any]:
    return {
        "label": _("Promises kept"),
        "value": _("%(kept)s of %(all)s") % {"kept": said.on_time, "all": said.judged} if said.judged else "–",
        "sub": _late_and_broken(said) if said.judged else _("None due yet"),
    }


def _mistakes_figure(incidents: Sequence[Incident]) -> dict[str, Any]:
    running = sum(incident.state != State.CLOSED for incident in incidents)
    return {"label": _("Mistakes open"), "value": running, "sub": _("%(n)d in all") % {"n": len(incidents)}}


def _late_and_broken(said: Kept) -> str:
    if not said.late and not said.broken:
        return _("None late, none broken")
    return _("%(late)d late, %(broken)d broken") % {"late": said.late, "broken": said.broken}


def _mistake_row(incident: Incident, now: datetime, zone: str, cost: str) -> MistakeRow:
    kind = [str(incident.get_kind_display()), _noticed(incident)]
    parts = [", ".join(part for part in kind if part)]
    if incident.state != State.CLOSED:
        parts.append(step_words(incident))
    elif incident.closed_at is not None:
        span = gap_words(incident.logged_at, incident.closed_at, ZoneInfo(zone))
        parts.append(_("closed in %(span)s") % {"span": span})
    if cost:
        parts.append(cost)
    tone, icon_name, state = _state(incident, now, zone)
    url = _address("desk:incident", incident.reference)
    return MistakeRow(incident.title, url, " · ".join(parts), tone, icon_name, state)


def _overridden(incidents: Sequence[Incident], person: Person, now: datetime) -> list[tuple[Incident, Overridden]]:
    """Closings that a manager said yes to, for ever, those of recoveries that were opened again too; newest first."""
    by_pk = {incident.pk: incident for incident in incidents}
    found = Entry.objects.filter(kind="incident", subject_id__in=by_pk, what="incident.closed")
    entries = found.select_related("words", "by").order_by("-at")
    zone, feelings = ZoneInfo(person.zone), person.powers.feelings
    return [
        (by_pk[entry.subject_id], override_of(entry, now, zone, feelings=feelings))
        for entry in entries
        if entry.facts.get("ending") in (Ending.OVERRIDE, Ending.WITHOUT_WORD)
    ]


def _noticed(incident: Incident) -> str:
    words = {"us": _("noticed by us"), "customer": _("noticed by the customer"), "third_party": _("noticed by others")}
    return words.get(incident.noticed_by, "")


def _state(incident: Incident, now: datetime, zone: str) -> tuple[str, str, str]:
    if incident.next_update_due_at is None:
        day = incident.closed_at.astimezone(ZoneInfo(zone)) if incident.closed_at else now
        return "kept", "check-lg", _("Closed %(month)s") % {"month": written_day(day, "month")}
    clock = clock_of(incident, now, zone)
    tone = {"late": "late", "soon": "soon"}.get(clock.tone, "open")
    return tone, "exclamation-triangle-fill" if tone == "late" else "clock", clock.main


def _address(view: str, *args: Any) -> str:
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""


def _row(promise: Promise, now: datetime, zone: str) -> PromiseRow:
    reference = promise.incident.reference
    return promise_row(promise, now, zone, of=reference, url=_address("desk:promise", reference, promise.pk))


def _promise_words(kept: KeptRate) -> str:
    """All that the list shows, what they only expected among it."""
    said, inferred = kept.said, kept.inferred
    counts = {
        _("kept"): said.on_time + inferred.on_time,
        _("late"): said.late + inferred.late,
        _("broken"): said.broken + inferred.broken,
        _("open"): said.open + inferred.open,
    }
    return ", ".join(f"{number} {word}" for word, number in counts.items() if number)
