"""What we owe: a refund is opened, its sum is set and set again, a version is approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ground.decisions.models import Decision, State
from ground.history.recording import record
from ground.money.amounts import Money, minor_units
from ground.money.formatting import format_money

from .models import Refund, RefundSum
from .refusals import RefundRefused

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Customer
    from ground.accounts.models import Person
    from ground.history.hashing import Facts

    from .models import Calculation


@transaction.atomic
def open_refund(*, customer: Customer, currency: str, by: Person, now: datetime) -> Refund:
    """A refund without a sum yet: payments on account may already be asked for. UnknownCurrency for no currency."""
    minor_units(currency)
    refund = Refund.objects.create(customer=customer, currency=currency, opened_by=by, opened_at=now)
    record(refund.history_subject, by=by, what="refund.opened", now=now, facts={"currency": currency})
    return refund


@transaction.atomic
def set_sum(
    refund: Refund,
    *,
    amount: Money,
    words: str,
    by: Person,
    now: datetime,
    calculation: Calculation | None = None,
) -> RefundSum:
    """What we owe in all, with the reason: typed or from a calculation; a new version, not approved yet."""
    refund = lock(refund)
    _check_sum(refund, amount, words)
    before = refund.sums.order_by("-version").first()
    latest = RefundSum.objects.create(
        refund=refund,
        version=refund.version + 1,
        amount_minor=amount.minor,
        words=words.strip(),
        calculation=calculation,
        made_by=by,
        made_at=now,
        replaces=before,
    )
    refund.version, refund.owed_minor, refund.approval = latest.version, amount.minor, None
    refund.save()
    facts: Facts = {"version": latest.version, "amount": amount.minor, "currency": amount.currency}
    record(refund.history_subject, by=by, what="refund.sum_set", now=now, text=latest.words, facts=facts)
    return latest


@transaction.atomic
def approve_sum(refund: Refund, *, decision: Decision, by: Person, now: datetime) -> Refund:
    """Tie the yes to this version: it was given to exactly this version and to exactly what is still to be paid."""
    refund = lock(refund)
    if decision.state != State.APPROVED or decision.subject != refund.history_subject:
        raise RefundRefused(_("Nobody has approved this sum."))
    if decision.version != str(refund.version):
        raise RefundRefused(_("The sum has a new version. Approval is needed again."))
    if decision.amount is None or decision.amount != refund.balance:
        raise RefundRefused(changed(decision.amount, refund.balance))
    refund.approval = decision
    refund.save(update_fields=["approval"])
    facts: Facts = {"version": refund.version, "amount": decision.amount.minor, "decision": decision.pk}
    record(refund.history_subject, by=by, what="refund.approved", now=now, facts=facts)
    return refund


def lock(refund: Refund) -> Refund:
    """The refund's row, locked until the transaction ends; every verb that moves money begins here."""
    return Refund.objects.select_for_update(of=("self",)).select_related("approval").get(pk=refund.pk)


def changed(was: Money | None, is_now: Money | None) -> str:
    words = {"was": spoken(was), "now": spoken(is_now)}
    return _("The sum changed from %(was)s to %(now)s. Approval is needed again.") % words


def spoken(amount: Money | None) -> str:
    return format_money(amount, get_language() or "en") if amount is not None else "–"


def _check_sum(refund: Refund, amount: Money, words: str) -> None:
    if amount.currency != refund.currency:
        currencies = {"wanted": refund.currency, "found": amount.currency}
        raise RefundRefused(_("This refund is in %(wanted)s, not in %(found)s.") % currencies)
    if amount.minor <= 0:
        raise RefundRefused(_("Write a sum above zero."))
    if not words.strip():
        raise RefundRefused(_("Say how you came to this sum."))
    if amount < refund.paid:
        raise RefundRefused(_("%(paid)s is paid already. The sum cannot be less.") % {"paid": spoken(refund.paid)})
