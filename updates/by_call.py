"""When nobody there receives mail, a due update is a call: whom we ring, by when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from customers.models import Contact
from incidents.choices import Size, State
from incidents.models import Incident

from .clock_words import moment_words, time_words
from .words import dial, first_name, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from customers.models import ContactQuerySet

NO_ADDRESS, NOT_BY_MAIL = "no_address", "not_by_mail"


@dataclass(frozen=True)
class Call:
    """A due update that has to be spoken: what to do until when, and the number, where one is known.

    `name` is how we call them, `dial` the number as a telephone takes it.
    """

    name: str
    phone: str
    dial: str
    words: str


def by_call() -> dict[str, Any]:
    """Annotations of an incident: why a letter reaches nobody, nothing where one does; and whom to ring then.

    Asked are those who were told of it, or everybody at the customer while nobody was.
    """
    people, arrives = _people(), Q(bounced_at__isnull=True)
    why = Case(
        When(Exists(people.told().filter(arrives, prefers_call=False)), then=Value("")),
        When(Exists(people.filter(arrives, unwanted_at__isnull=True).exclude(email="")), then=Value(NOT_BY_MAIL)),
        default=Value(NO_ADDRESS),
        output_field=CharField(),
    )
    silent = Case(When(phone="", then=Value(1)), default=Value(0), output_field=IntegerField())
    first = people.order_by(silent, "-speaks", "name", "pk").values(found=JSONObject(name="name", phone="phone"))
    return {"by_call": why, "to_ring": Subquery(first[:1])}


def _people() -> ContactQuerySet:
    through = Incident.contacts.through.objects.filter(incident=OuterRef(OuterRef("pk")))
    named = Exists(through.filter(contact=OuterRef("pk")))
    nobody_named = ~Exists(through.filter(contact__left_at__isnull=True))
    return Contact.objects.here().filter(customer=OuterRef("customer")).filter(Q(named) | Q(nobody_named))


def calls_of(incidents: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Of these, the incidents whose due update is a call: why, and the name and number to ring. One statement."""
    found = Incident.objects.filter(pk__in=set(incidents)).annotate(**by_call())
    return {
        row.pk: (why, *_whom(row))
        for row in found.only("pk", "state", "size", "first_told_at")
        if (why := why_by_call(row))
    }


def why_by_call(incident: Incident) -> str:
    """Nothing where a letter is due or arrives, or where the incident was not asked about with `by_call`."""
    due = incident.state == State.OPEN and not (incident.size == Size.SMALL and incident.first_told_at)
    return str(vars(incident).get("by_call", "")) if due else ""


def _whom(incident: Incident) -> tuple[str, str]:
    found = vars(incident)["to_ring"] or {"name": "", "phone": ""}
    return one_line(found["name"]), found["phone"]


def call_of(incident: Incident, now: datetime, zone: str) -> Call | None:
    """The call that is due, for a reader in `zone`; needs `customer` and the annotations of `by_call`."""
    why, due = why_by_call(incident), incident.next_update_due_at
    if not why or due is None:
        return None
    name, phone = _whom(incident)
    called = first_name(name) if name else one_line(incident.customer.name)
    place = ZoneInfo(zone)
    today = due.astimezone(place).date() == now.astimezone(place).date()
    when = time_words(due, place) if today else moment_words(due, now, place)
    what = _("Call %(name)s now") if due < now else _("Call %(name)s by %(when)s")
    return Call(called, phone, dial(phone), with_reason(what % {"name": called, "when": when}, why))


def with_reason(what: str, why: str) -> str:
    """ "Call Ingrid by 13:00: no address of theirs receives mail"."""
    if why == NOT_BY_MAIL:
        return _("%(call)s: nobody there takes updates by mail") % {"call": what}
    return _("%(call)s: no address of theirs receives mail") % {"call": what}
