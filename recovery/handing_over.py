"""Handing a customer over with everything that runs: asked, answered; the customer reads of it once, in a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from customers.handovers import answer_handover, ask_to_take_over
from incidents.handing import hand_over_customer, lock_running
from updates import staff_letters

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Customer, Handover
    from ground.accounts.models import Person


@transaction.atomic
def hand_over(customer: Customer, *, to: Person, line: str, only_for_them: str, by: Person, now: datetime) -> Handover:
    """Ask, and tell the one who is asked."""
    handover = ask_to_take_over(customer, to=to, line=line, only_for_them=only_for_them, by=by, now=now)
    message = staff_letters.handover_asked(handover)
    staff_letters.post(to, message, key=f"handover:{handover.pk}", about=f"handover:{handover.pk}", now=now)
    return handover


@transaction.atomic
def take_over(handover: Handover, *, yes: bool, by: Person, now: datetime, why: str = "") -> Handover:
    """The answer of the one who was asked; a yes moves the customer and every recovery that runs.

    The recoveries are locked before their customer, as by whoever writes down a number for trust.
    """
    lock_running(handover.customer_id)
    handover = answer_handover(handover, yes=yes, by=by, now=now, why=why)
    if yes:
        hand_over_customer(handover.customer_id, before=handover.from_person, to=by, by=by, now=now)
    message, asker = staff_letters.handover_answered(handover), handover.asked_by
    staff_letters.post(asker, message, key=f"handover-said:{handover.pk}", about=f"handover:{handover.pk}", now=now)
    return handover
