"""The honest holding note: where a house has switched it on, a customer who waits too long is told that we are late.

It goes when somebody above the owner has been told that an update is overdue, once a promise and contact, and names
whom we told. It is no update: it keeps no promise, and the ladder goes on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Contact
from ground.accounts.models import House
from ground.history.recording import record
from ground.outbox.guards import Withdraw
from ground.outbox.models import Letter
from ground.outbox.writing import write
from incidents.choices import LIVE_STATES, PromiseKind, State
from incidents.models import Promise
from incidents.promises import lock

from . import letters
from .asking import link_may_go
from .choices import NudgeState, UpdateState
from .ladder import ABOVE
from .links import address_of, link_for, token_of
from .models import HoldingNotes, Nudge
from .sending import earlier_message_ids

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from ground.outbox.guards import Verdict

GUARD = "updates.holding"
LOOKS_BACK = timedelta(hours=1)
"""Whoever switches the notes on sends none for what was overdue long before; a missed tick or two loses none."""


class HoldingRefused(Exception):
    """Why the switch cannot be set so, in a sentence a person can act on."""


def are_on() -> bool:
    return HoldingNotes.objects.filter(on=True).exists()


@transaction.atomic
def switch(on: bool, *, by: Person, now: datetime, why: str) -> bool:
    """Switch the notes on or off for the whole house; whether that changed anything."""
    if not by.powers.administers:
        raise HoldingRefused(_("Only an administrator changes the settings of the house."))
    if not why.strip():
        raise HoldingRefused(_("Say in a sentence why you change this."))
    house = House.objects.select_for_update().get()
    row = HoldingNotes.objects.first() or HoldingNotes()
    if row.on == on:
        return False
    row.on = on
    row.save()
    record(("house", house.pk), by=by, what="house.holding_notes", now=now, text=why.strip(), facts={"on": int(on)})
    return True


def write_notes(*, now: datetime) -> int:
    """A note for every overdue update of which somebody above its owner has been told; how many. Safe to run twice."""
    if not are_on():
        return 0
    told = Nudge.objects.filter(rung=f"{ABOVE}_1", state=NudgeState.WRITTEN, written_at__gt=now - LOOKS_BACK)
    overdue = told.filter(promise__kind=PromiseKind.NEXT_UPDATE, promise__state__in=LIVE_STATES)
    found = overdue.order_by("promise_id", "pk").values_list("promise_id", "person__name")
    return sum(_write_of(promise, name, now) for promise, name in dict(reversed(found)).items())


def _waits(promise: Promise, now: datetime) -> bool:
    overdue = promise.kind == PromiseKind.NEXT_UPDATE and promise.is_live and promise.due_at < now
    return overdue and promise.incident.state == State.OPEN


@transaction.atomic
def _write_of(pk: int, told: str, now: datetime) -> int:
    promise = Promise.objects.select_related("incident").get(pk=pk)
    incident = lock(promise.incident)
    promise.refresh_from_db(fields=["state"])
    if not _waits(promise, now) or Letter.objects.filter(key__startswith=f"holding:{pk}:").exists():
        return 0
    heard = Contact.objects.filter(received__update__incident=incident, received__update__state=UpdateState.TOLD)
    people = [contact for contact in heard.told().distinct().order_by("pk") if contact.reachable_by_mail(now)]
    for contact in people:
        link = link_for(incident, contact, now=now)
        letter = write(
            key=f"holding:{promise.pk}:{contact.pk}",
            recipient=contact.email,
            message=letters.holding_note(
                link,
                due_at=promise.due_at,
                told=told,
                link_address=address_of(link),
                references=earlier_message_ids(incident, contact),
            ),
            about=f"holding:{promise.pk}:{link.pk}:{link.version}",
            now=now,
            guard=GUARD,
            secrets=letters.secrets_of(link, token_of(link)),
        )
        facts: dict[str, str | int | None] = {"contact": contact.pk, "letter": letter.pk, "promise": promise.pk}
        record(incident.history_subject, by=None, what="holding.written", now=now, facts=facts)
    return len(people)


def note_may_go(letter: Letter, now: datetime) -> Verdict:
    """Only while they still wait, and the link in it still opens."""
    _word, pk, link, version = letter.about.split(":")
    promise = Promise.objects.select_related("incident").filter(pk=pk).first()
    if promise is None or not _waits(promise, now):
        return Withdraw("they have heard from us meanwhile")
    return link_may_go(letter, now, about=f"link:{link}:{version}")
