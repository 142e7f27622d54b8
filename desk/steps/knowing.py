"""What the house knew before step 1 begins: trust before, broken promises, earlier mistakes, who could step in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ground.accounts.models import Person, Role
from ground.languages import quoted, unquoted, written_day
from incidents.choices import INTERNAL_KINDS, Ending, PromiseState, State
from incidents.models import Incident, Promise
from incidents.together import read_together
from trust.models import Whose
from updates.choices import SpanUnit
from updates.clock import DEFAULT_RHYTHM
from updates.models import Cadence
from updates.rhythm import rhythm_in

if TYPE_CHECKING:
    from datetime import datetime

    from desk.steps.contract import Page
    from updates.clock import Span

SHOWN = 6
NEVER_A_CASE = (Ending.NOT_A_MISTAKE, Ending.NO_EFFECT, Ending.DUPLICATE)


@dataclass(frozen=True)
class Known:
    """`lines` as the part evidence.html wants them, the newest first."""

    stand_ins: list[Person]
    rhythm_words: str
    lines: list[dict[str, str]]


def what_we_knew(page: Page) -> Known:
    """Read once for each page, in one statement."""
    kept = vars(page)
    if "known" not in kept:
        kept["known"] = _read(page)
    known: Known = kept["known"]
    return known


def _read(page: Page) -> Known:
    incident, customer = page.incident, page.incident.customer
    mine = Incident.objects.visible_to(page.person).filter(customer=customer).exclude(pk=incident.pk)
    earlier = mine.exclude(ending__in=NEVER_A_CASE)
    numbers = mine.order_by().values("pk")
    broken = Promise.objects.filter(incident__in=numbers, state=PromiseState.BROKEN).exclude(kind__in=INTERNAL_KINDS)
    rhythms = Cadence.objects.filter(Q(customer=customer) | Q(customer=None), severity=incident.severity)
    found: dict[Any, Any] = dict(read_together([_stand_ins(page), earlier, broken, rhythms]))
    dated = [*_trust(page), *(_broken(page, p) for p in found[Promise]), *(_earlier(page, i) for i in found[Incident])]
    dated.sort(key=lambda line: line[0], reverse=True)
    people = sorted(found[Person], key=lambda person: (person.name, person.pk))
    return Known(people, _rhythm(page, found[Cadence]), [line for _at, line in dated[:SHOWN]])


def _stand_ins(page: Page) -> Any:
    """Those who look after customers in the teams of the customer, the owner and whoever asks; never the owner."""
    customer, incident = page.incident.customer, page.incident
    teams = {customer.team_id, incident.owner.team_id, page.person.team_id} - {None}
    held = {incident.deputy_id, customer.deputy_id, customer.account_manager_id} - {None}
    people = Person.objects.reachable().filter(role__in=(Role.ACCOUNT_MANAGER, Role.MANAGER))
    return people.filter(Q(team__in=teams) | Q(pk__in=held)).exclude(pk=incident.owner_id)


Line = tuple["datetime", dict[str, str]]


def _trust(page: Page) -> list[Line]:
    """Their last word before the mistake."""
    before = [r for r in page.readings if r.said_at < page.incident.found_at and r.whose == Whose.THEIRS]
    if not before:
        return []
    reading = before[-1]
    who = reading.contact.greeting_name if reading.contact else page.incident.customer.name
    text = _("Trust %(value)s, said by %(name)s.") % {"value": reading.value, "name": who}
    return [
        _line(
            page,
            reading.said_at,
            f"{text} {quoted(unquoted(reading.why))}".strip(),
            str(reading.get_occasion_display()),
        )
    ]


def _broken(page: Page, promise: Promise) -> Line:
    source = _("Broken promise, %(reference)s") % {"reference": f"TR-{1000 + promise.incident_id}"}
    return _line(page, promise.due_at, promise.text or _("To hear from us in time"), source)


def _earlier(page: Page, incident: Incident) -> Line:
    text = incident.title
    if incident.state == State.CLOSED and incident.closed_at is not None:
        days = max(1, (incident.closed_at - incident.logged_at).days)
        took = ngettext("Closed in %(n)d day", "Closed in %(n)d days", days) % {"n": days}
        text = f"{text}. {took}"
    line = _line(page, incident.logged_at, text, incident.reference)
    line[1].update(url=reverse("desk:incident", args=[incident.reference]), act=pgettext("act", "Open"))
    return line


def _line(page: Page, at: datetime, text: str, source: str) -> Line:
    return at, {"when": written_day(at.astimezone(page.zone), "short-year"), "text": text, "source": source}


def _rhythm(page: Page, rows: list[Cadence]) -> str:
    """What this severity causes; the customer's own rhythm wins over the house's."""
    own = sorted(rows, key=lambda row: row.customer_id is None)
    rhythm = rhythm_in(own[0]) if own else DEFAULT_RHYTHM[page.incident.severity]
    words = {"first": span_words(rhythm.first), "gap": span_words(rhythm.gap)}
    return _("The first notice within %(first)s, then an update at least every %(gap)s.") % words


def span_words(span: Span) -> str:
    words = {
        SpanUnit.HOURS: ngettext("%(n)d hour", "%(n)d hours", span.amount),
        SpanUnit.WORKING_HOURS: ngettext("%(n)d working hour", "%(n)d working hours", span.amount),
        SpanUnit.WORKING_DAYS: ngettext("%(n)d working day", "%(n)d working days", span.amount),
    }
    return words[SpanUnit(span.unit)] % {"n": span.amount}
