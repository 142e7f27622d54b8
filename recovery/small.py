"""The small mistake: logged, put right and told in one act; settled by their yes or their silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from incidents.choices import Ending, PromiseKind, Size, State
from incidents.endings import EndingRefused, close_by_the_house
from incidents.models import Incident, Promise
from incidents.promises import current_clock, pass_without_word
from incidents.small import SmallRefused, keep_small, objection_until, others_lately, why_not_small
from updates.choices import UpdateKind
from updates.sending import Telling, send_update

from .telling import log_for_later

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Contact, Customer
    from ground.accounts.models import Person
    from incidents.opening import Mistake
    from updates.models import Update


@transaction.atomic
def log_small(
    *,
    customer: Customer,
    mistake: Mistake,
    fields: dict[str, str],
    heading: str,
    body: str,
    contacts: Sequence[Contact],
    limit: int,
    by: Person,
    now: datetime,
) -> Update:
    """Log it, keep its fields (`effect`, `done`, `cause`) and tell them, all at once. Refused when it is not small."""
    why = why_not_small(
        severity=mistake.severity,
        failing=mistake.failing,
        at_stake=mistake.at_stake or 0,
        limit=limit,
        others_lately=others_lately(customer, mistake.kind, now),
    )
    if why:
        raise SmallRefused(why)
    incident = log_for_later(customer=customer, mistake=mistake, by=by, now=now)
    keep_small(incident, by=by, now=now, **fields)
    until = objection_until(customer.our_hours(), now)
    telling = Telling(kind=UpdateKind.RESOLVED, heading=heading, body=body, contacts=contacts, next_at=until)
    return send_update(incident, telling=telling, by=by, now=now)


@transaction.atomic
def settle_by_their_yes(incident: Incident, *, by: Person | None, now: datetime) -> Incident:
    """They said it is right: settled at once. EndingRefused when it is not small, or not told."""
    incident, clock = _settling(incident)
    if incident.size != Size.SMALL:
        raise EndingRefused(_("This is a full recovery by now. It closes when its steps are finished."))
    if incident.first_told_at is None:
        raise EndingRefused(_("They have not heard of it yet. Tell them first."))
    if clock is not None:
        pass_without_word(clock, now=now, why=_("They said it is right"))
    return close_by_the_house(incident, ending=Ending.SMALL, reason=_("They said it is right."), by=by, now=now)


def settle_due(*, now: datetime) -> int:
    """Whatever nobody objected to in time is settled; returns how many. Each in a transaction of its own."""
    due = Promise.objects.live().filter(kind=PromiseKind.SETTLING, due_at__lte=now).order_by("due_at", "pk")
    return sum(_settle_silent(promise, now) for promise in due.select_related("incident")[:200])


@transaction.atomic
def _settle_silent(promise: Promise, now: datetime) -> bool:
    incident, clock = _settling(promise.incident)
    if clock is None or clock.pk != promise.pk or incident.state != State.OPEN:
        return False
    pass_without_word(clock, now=now, why=_("Nobody objected"))
    reason = _("Nobody objected within five working days.")
    close_by_the_house(incident, ending=Ending.SMALL, reason=reason, by=None, now=now)
    return True


def _settling(incident: Incident) -> tuple[Incident, Promise | None]:
    locked = Incident.objects.select_for_update().get(pk=incident.pk)
    clock = current_clock(locked)
    return locked, clock if clock and clock.kind == PromiseKind.SETTLING else None
