"""What whoever takes a customer over must know, on one page: facts, feelings, promises, dates, words to avoid."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from desk.handover_evidence import Written, written_of
from desk.promise_rows import PromiseRow, promise_row
from desk.steps.words import day_of
from incidents.models import Feeling, Incident, Promise
from refunds.owing import spoken
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
    written: Written
    refund: str


@dataclass(frozen=True)
class Felt:
    words: str
    who: str


def page_of(customer: Customer, now: datetime, zone: str) -> dict[str, Any]:
    """For a reader in `zone`; a fixed number of queries. The private self-check is not part of it."""
    place = ZoneInfo(zone)
    found = Incident.objects.filter(customer=customer).select_related("refund_link__refund")
    running = list(found.running().by_clock())
    written = written_of(running)
    cases = [_case(incident, written[incident.pk], now, zone) for incident in running]
    promises = Promise.objects.filter(incident__in=running).live().select_related("incident").order_by("due_at", "pk")
    latest = Reading.objects.filter(customer=customer).order_by("-said_at", "-pk").first()
    return {
        "cases": cases,
        "dated": any(case.refund or case.written.tasks for case in cases),
        "feelings": _feelings(running, now, place),
        "trust": latest,
        "trust_day": day_words(latest.said_at, now, place) if latest else "",
        "promises": _promises(promises, now, zone),
        "people": customer.contacts.here(),
        "never": customer.never_again_words.filter(removed_at__isnull=True),
    }


def _case(incident: Incident, written: Written, now: datetime, zone: str) -> Case:
    words = written.sentence or incident.story
    return Case(incident, words, step_words(incident), clock_of(incident, now, zone), written, _refund(incident))


def _refund(incident: Incident) -> str:
    """What is still to be paid back; nothing where no sum is set or nothing is left."""
    link = getattr(incident, "refund_link", None)
    if link is None or not link.refund.balance:
        return ""
    owed = {"balance": spoken(link.refund.balance), "owed": spoken(link.refund.owed)}
    return _("%(balance)s to go of %(owed)s") % owed


def _feelings(running: list[Incident], now: datetime, zone: ZoneInfo) -> list[Felt]:
    rows: Any = Feeling.objects.filter(incident__in=running, no_answer=False).current()
    by_contact: dict[int, list[Feeling]] = defaultdict(list)
    for row in rows.select_related("contact").order_by("-observed_on", "-pk"):
        by_contact[row.contact_id].append(row)
    return [
        Felt(
            next((row.words for row in rows if row.words), ""),
            ", ".join(
                [
                    rows[0].contact.name,
                    day_of(rows[0].observed_on),
                    *dict.fromkeys(str(row.get_emotion_display()) for row in rows),
                ]
            ),
        )
        for rows in by_contact.values()
    ]


def _promises(promises: Any, now: datetime, zone: str) -> list[PromiseRow]:
    return [promise_row(promise, now, zone, of=promise.incident.reference) for promise in promises]
