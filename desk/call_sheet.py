"""Before ringing them: their words, what is promised, what went wrong before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.promise_rows import PromiseRow, promise_row
from incidents.choices import INTERNAL_KINDS
from incidents.models import Incident, Promise

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Contact, NeverAgain
    from ground.accounts.models import Person
    from updates.models import Conversation


@dataclass(frozen=True)
class CallSheet:
    contacts: list[Contact]
    said: list[Conversation]
    promises: list[PromiseRow]
    earlier: list[Incident]
    never_again: list[NeverAgain]


def call_sheet(incident: Incident, now: datetime, person: Person) -> CallSheet:
    customer = incident.customer
    live = Promise.objects.filter(incident__customer=customer).live().exclude(kind__in=INTERNAL_KINDS)
    earlier = Incident.objects.visible_to(person).filter(customer=customer).exclude(pk=incident.pk)
    return CallSheet(
        contacts=list(customer.contacts.here()),
        said=list(
            incident.conversations.exclude(their_words="").select_related("contact").order_by("-happened_at")[:3]
        ),
        promises=[promise_row(p, now, person.zone) for p in live.order_by("due_at")[:8]],
        earlier=list(earlier.order_by("-logged_at")[:5]),
        never_again=list(customer.never_again_words.standing().select_related("said_by")),
    )
