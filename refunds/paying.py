"""Paying back: on account under a yes of its own, the rest under the yes to its version; never beyond the balance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from ground.decisions.models import Decision, State
from ground.history.recording import record
from ground.money.amounts import Money

from .models import Payment, PaymentKind
from .owing import lock, spoken
from .refusals import RefundRefused

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person
    from ground.history.hashing import Facts

    from .models import Refund

AHEAD, BACK = timedelta(days=31), timedelta(days=3653)
CODE_ON_ACCOUNT = "on_account"


@transaction.atomic
def pay(
    refund: Refund,
    *,
    kind: str,
    amount: Money,
    value_on: date,
    reference: str,
    by: Person,
    now: datetime,
    decision: Decision | None = None,
) -> Payment:
    """Record money that goes back. On account it names its own approved `decision`; the rest goes by the approval of
    the refund as it stands."""
    refund = lock(refund)
    if kind not in PaymentKind.values:
        raise RefundRefused(_("Choose how it was paid."))
    _check_amount(refund, amount)
    _check_words(value_on, reference, now.date())
    allowed = _own_yes(refund, decision) if kind == PaymentKind.ON_ACCOUNT else _yes_to_the_rest(refund)
    _check_limits(refund, allowed, amount, kind)
    payment = Payment(
        refund=refund,
        decision=allowed,
        kind=kind,
        amount_minor=amount.minor,
        value_on=value_on,
        reference=reference.strip(),
        recorded_by=by,
        recorded_at=now,
    )
    _save_once(payment)
    refund.paid_minor += amount.minor
    refund.save(update_fields=["paid_minor"])
    facts: Facts = {"payment": payment.pk, "kind": kind, "amount": amount.minor, "decision": allowed.pk}
    record(refund.history_subject, by=by, what="refund.paid", now=now, text=payment.reference, facts=facts)
    return payment


def open_on_account(refund: Refund) -> list[Decision]:
    """The approved payments on account that have not been paid yet, oldest first."""
    used = Payment.objects.filter(refund=refund, kind=PaymentKind.ON_ACCOUNT).values("decision")
    approved = Decision.objects.about(*refund.history_subject).filter(what=CODE_ON_ACCOUNT, state=State.APPROVED)
    return list(approved.exclude(pk__in=used))


def _own_yes(refund: Refund, decision: Decision | None) -> Decision:
    found = [one for one in open_on_account(refund) if decision is not None and one.pk == decision.pk]
    if not found:
        raise RefundRefused(_("Nobody has approved this payment on account, or it is paid already."))
    return found[0]


def _yes_to_the_rest(refund: Refund) -> Decision:
    if refund.approval is None:
        raise RefundRefused(_("Nobody has approved this sum yet. Ask for approval first."))
    return refund.approval


def _check_amount(refund: Refund, amount: Money) -> None:
    if amount.currency != refund.currency:
        currencies = {"wanted": refund.currency, "found": amount.currency}
        raise RefundRefused(_("This refund is in %(wanted)s, not in %(found)s.") % currencies)
    if amount.minor <= 0:
        raise RefundRefused(_("Write an amount above zero."))


def _check_words(value_on: date, reference: str, today: date) -> None:
    if not reference.strip():
        raise RefundRefused(_("Write the reference of the payment."))
    if not today - BACK <= value_on <= today + AHEAD:
        raise RefundRefused(_("The value date is too far away. Check the year."))


def _check_limits(refund: Refund, allowed: Decision, amount: Money, kind: str) -> None:
    if refund.balance is not None and amount > refund.balance:
        rest = spoken(refund.balance)
        raise RefundRefused(_("That is more than is still to be paid, %(rest)s.") % {"rest": rest})
    approved = allowed.amount
    if approved is None or approved.currency != refund.currency:
        raise RefundRefused(_("The approval names no sum of this currency."))
    if kind == PaymentKind.ON_ACCOUNT and amount != approved:
        raise RefundRefused(_("Approved is exactly %(sum)s on account.") % {"sum": spoken(approved)})
    already = refund.payments.filter(decision=allowed).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    if already + amount.minor > approved.minor:
        raise RefundRefused(_("That is more than was approved, %(sum)s.") % {"sum": spoken(approved)})


def _save_once(payment: Payment) -> None:
    try:
        with transaction.atomic():
            payment.save(force_insert=True)
    except IntegrityError:
        same = Payment.objects.filter(refund=payment.refund, reference=payment.reference)
        if not same.exists():
            raise
        raise RefundRefused(_("A payment with this reference is recorded already.")) from None
