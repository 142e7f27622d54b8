"""Handing a customer over: asked of somebody, who says yes or no; until the yes nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .assigning import looking_after
from .models import Customer, Handover

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person


class HandoverRefused(Exception):
    """Why this customer cannot be handed over so, in a sentence."""


@transaction.atomic
def ask_to_take_over(
    customer: Customer, *, to: Person, line: str, only_for_them: str, by: Person, now: datetime
) -> Handover:
    """Ask `to` to look after this customer. `line` is what the customer reads once, `only_for_them` nobody else."""
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    if to.pk == customer.account_manager_id:
        raise HandoverRefused(_("%(name)s looks after them already.") % {"name": to.name})
    if not looking_after().filter(pk=to.pk).exists():
        raise HandoverRefused(_("%(name)s has no team, or a role without customers.") % {"name": to.name})
    waiting = customer.handovers.waiting().select_related("to_person").first()
    if waiting is not None:
        raise HandoverRefused(_("%(name)s was asked already and has not answered.") % {"name": waiting.to_person.name})
    if not line.strip():
        raise HandoverRefused(_("Say in one line what the customer will read."))
    handover = Handover.objects.create(
        customer=customer,
        from_person=customer.account_manager,
        to_person=to,
        line=line.strip(),
        only_for_them=only_for_them.strip(),
        asked_by=by,
        asked_at=now,
    )
    _record(handover, "handover.asked", by, now)
    return handover


@transaction.atomic
def answer_handover(handover: Handover, *, yes: bool, by: Person, now: datetime, why: str = "") -> Handover:
    """Yes: the customer is theirs from `now`. No: everything stays, with the reason. Only the one who was asked."""
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    if handover.state != Handover.State.ASKED:
        raise HandoverRefused(_("This is answered already."))
    if by.pk != handover.to_person_id:
        raise HandoverRefused(_("Only %(name)s can answer this.") % {"name": handover.to_person.name})
    if not yes and not why.strip():
        raise HandoverRefused(_("Say in a sentence why not."))
    handover.state = Handover.State.ACCEPTED if yes else Handover.State.DECLINED
    handover.answered_at, handover.why = now, why.strip()[:300]
    handover.save()
    if yes:
        customer = Customer.objects.select_for_update().get(pk=handover.customer_id)
        customer.account_manager = handover.to_person
        customer.deputy = None if customer.deputy_id == handover.to_person_id else customer.deputy
        customer.save(update_fields=["account_manager", "deputy"])
    _record(handover, f"handover.{handover.state}", by, now)
    return handover


@transaction.atomic
def take_back_handover(handover: Handover, *, by: Person, now: datetime) -> Handover:
    """It is not asked any more."""
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    if handover.state != Handover.State.ASKED:
        raise HandoverRefused(_("This is answered already."))
    handover.state, handover.answered_at = Handover.State.TAKEN_BACK, now
    handover.save()
    _record(handover, "handover.taken_back", by, now)
    return handover


def _record(handover: Handover, what: str, by: Person, now: datetime) -> None:
    facts: dict[str, str | int | None] = {
        "handover": handover.pk,
        "from": handover.from_person_id,
        "to": handover.to_person_id,
    }
    record(("customer", handover.customer_id), by=by, what=what, now=now, text=handover.why, facts=facts)
