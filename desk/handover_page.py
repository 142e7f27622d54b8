"""What whoever takes a customer over must know, on one page: facts, feelings, promises, dates, words to avoid."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from desk.promise_rows import PromiseRow, promise_row
from incidents.models import Feeling, Frame, Incident, Promise
from trust.models import Reading
from updates.clock_words import day_words
from updates.rows import clock_of, step_words

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Customer
    from updates.clock_words import ClockWords


@dataclass(frozen=True)
class Case:
    """One running recovery: what happened in the agreed words where there are some, and where it stands."""

    incident: Incident
    words: str
    step: str
    clock: ClockWords


@dataclass(frozen=True)
class Felt:
    words: str
    who: str


def page_of(customer: Customer, now: datetime, zone: str) -> dict[str, Any]:
    """For a reader in `zone`; a fixed number of queries. The private self-check is not part of it."""
    place = ZoneInfo(zone)
    running = list(Incident.objects.filter(customer=customer).running().by_clock())
    frames: Any = Frame.objects.filter(incident__in=running).current()
    agreed = dict(frames.values_list("incident", "sentence"))
    promises = Promise.objects.filter(incident__in=running).live().select_related("incident").order_by("due_at", "pk")
    latest = Reading.objects.filter(customer=customer).order_by("-said_at", "-pk").first()
    return {
        "cases": [Case(i, agreed.get(i.pk) or i.story, step_words(i), clock_of(i, now, zone)) for i in running],
        "feelings": _feelings(running, now, place),
        "trust": latest,
        "trust_day": day_words(latest.said_at, now, place) if latest else "",
        "promises": _promises(promises, now, zone),
        "people": customer.contacts.here(),
        "never": customer.never_again_words.filter(removed_at__isnull=True),
    }


def _feelings(running: list[Incident], now: datetime, zone: ZoneInfo) -> list[Felt]:
    rows: Any = Feeling.objects.filter(incident__in=running, no_answer=False).current()
    by_contact: dict[int, list[Feeling]] = defaultdict(list)
    for row in rows.select_related("contact").order_by("-observed_on", "-pk"):
        by_contact[row.contact_id].append(row)
    return [
        Felt(
            next((row.words for row in rows if row.words), ""),
            f"{rows[0].contact.name}, {', '.join(dict.fromkeys(str(row.get_emotion_display()) for row in rows))}",
        )
        for rows in by_contact.values()
    ]


def _promises(promises: Any, now: datetime, zone: str) -> list[PromiseRow]:
    return [promise_row(promise, now, zone, of=promise.incident.reference) for promise in promises]
