"""The refund of an incident: its sum, the yes it needs, what is paid. No gate holds any of it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from ground.decisions.models import Decision, State
from ground.history.recording import record
from incidents.choices import Ending
from incidents.models import IncidentRefund
from incidents.promises import lock
from refunds.owing import changed, open_refund, set_sum, spoken
from refunds.owing import lock as lock_refund
from refunds.paying import pay
from refunds.reckoning import reckon
from refunds.reckoning_ahead import ask_to_reckon, is_long, refuse_while_reckoned
from refunds.refusals import RefundRefused
from refunds.wording import in_full

from .deciding import ask_about, withdraw_waiting
from .decision_kinds import ON_ACCOUNT, REFUND
from .papers import prepare_papers

if TYPE_CHECKING:
    from datetime import date, datetime

    from ground.accounts.models import Person
    from ground.history.hashing import Facts
    from ground.money.amounts import Money
    from incidents.models import Incident
    from refunds.conventions import Conventions
    from refunds.models import Calculation, Payment, RateVersion, Refund
    from refunds.stored import Scope

NOTHING_OWED = (Ending.NOT_A_MISTAKE, Ending.NO_EFFECT, Ending.DUPLICATE)


def refund_of(incident: Incident) -> Refund | None:
    link = IncidentRefund.objects.select_related("refund__approval__decided_by").filter(incident=incident).first()
    return link.refund if link else None


@transaction.atomic
def set_refund(
    incident: Incident,
    *,
    amount: Money,
    words: str,
    by: Person,
    now: datetime,
    calculation: Calculation | None = None,
) -> Refund:
    """What we owe in all. An earlier approval, or one still waiting, does not count for the new sum."""
    incident = lock(incident)
    refund = _refund_for(incident, amount.currency, by, now)
    before = refund.owed
    latest = set_sum(refund, amount=amount, words=words, by=by, now=now, calculation=calculation)
    why = changed(before, amount)
    withdraw_waiting(incident, what=REFUND, by=None, now=now, why=why)
    facts: Facts = {"amount": amount.minor, "currency": amount.currency, "version": latest.version}
    record(incident.history_subject, by=by, what="refund.sum_set", now=now, text=words, facts=facts)
    return latest.refund


@transaction.atomic
def ask_to_approve(incident: Incident, *, reason: str, by: Person, now: datetime) -> Decision:
    """Ask for a yes to what is still to be paid, of this version."""
    incident = lock(incident)
    refund = refund_of(incident)
    if refund is None or refund.owed is None or refund.balance is None:
        raise RefundRefused(_("Set the sum first."))
    if not refund.balance:
        raise RefundRefused(_("Nothing is left to pay."))
    if refund.approval is not None:
        raise RefundRefused(_("This sum is approved already."))
    rest = {"rest": spoken(refund.balance), "sum": spoken(refund.owed)}
    summary = _("Approve %(rest)s, the rest of %(sum)s") if refund.paid else _("Approve %(sum)s")
    return ask_about(
        incident,
        what=REFUND,
        subject=refund.history_subject,
        summary=summary % rest,
        reason=reason,
        amount=refund.balance,
        version=refund.version,
        by=by,
        now=now,
    )


@transaction.atomic
def ask_on_account(incident: Incident, *, amount: Money, reason: str, by: Person, now: datetime) -> Decision:
    """Ask for a first payment before the whole sum is known."""
    incident = lock(incident)
    if amount.minor <= 0:
        raise RefundRefused(_("Write an amount above zero."))
    if not reason.strip():
        raise RefundRefused(_("Say why it should be paid now."))
    refund = _refund_for(incident, amount.currency, by, now)
    if refund.balance is not None and amount > refund.balance:
        raise RefundRefused(_("That is more than is still to be paid, %(rest)s.") % {"rest": spoken(refund.balance)})
    return ask_about(
        incident,
        what=ON_ACCOUNT,
        subject=refund.history_subject,
        summary=_("Approve %(sum)s on account") % {"sum": spoken(amount)},
        reason=reason,
        amount=amount,
        by=by,
        now=now,
    )


@transaction.atomic
def pay_back(
    incident: Incident,
    *,
    kind: str,
    amount: Money,
    value_on: date,
    reference: str,
    by: Person,
    now: datetime,
    decision: Decision | None = None,
) -> Payment:
    """Record what was paid; the incident's story tells of it."""
    incident = lock(incident)
    refund = refund_of(incident)
    if refund is None:
        raise RefundRefused(_("Set the sum first."))
    payment = pay(
        refund,
        kind=kind,
        amount=amount,
        value_on=value_on,
        reference=reference,
        decision=decision,
        by=by,
        now=now,
    )
    facts: Facts = {"payment": payment.pk, "kind": kind, "amount": amount.minor, "currency": amount.currency}
    record(incident.history_subject, by=by, what="refund.paid", now=now, text=payment.reference, facts=facts)
    prepare_papers(incident, by=by, now=now)
    return payment


def asked_about(refund: Refund) -> list[Decision]:
    """Everything that was asked about this refund, the latest first; what was taken back is left out."""
    asked = Decision.objects.about(*refund.history_subject).exclude(state=State.WITHDRAWN)
    return list(asked.select_related("asked_by", "decided_by").order_by("-asked_at", "-pk"))


def _refund_for(incident: Incident, currency: str, by: Person, now: datetime) -> Refund:
    """The refund of this incident, opened when it is first needed, in the customer's currency."""
    if incident.ending in NOTHING_OWED:
        raise RefundRefused(_("Nothing is owed here: %(ending)s.") % {"ending": incident.get_ending_display()})
    if refund := refund_of(incident):
        return refund
    wanted = incident.customer.currency
    if currency != wanted:
        raise RefundRefused(
            _("This refund is in %(wanted)s, not in %(found)s.") % {"wanted": wanted, "found": currency}
        )
    refund = open_refund(customer=incident.customer, currency=currency, by=by, now=now)
    IncidentRefund.objects.create(incident=incident, refund=refund)
    return refund


@transaction.atomic
def calculate_refund(
    incident: Incident,
    *,
    scope: Scope,
    conventions: Conventions,
    rates: RateVersion,
    refund_on: date,
    by: Person,
    now: datetime,
    why: str = "",
) -> Calculation | None:
    """Reckon what is owed from the invoices: a new version of the sheet. The sum stays until it is set from it.

    None when it has so many lines that a worker makes it.
    """
    incident = lock(incident)
    refund = _refund_for(incident, conventions.currency, by, now)
    how: Any = {"scope": scope, "conventions": conventions, "rates": rates, "refund_on": refund_on}
    if is_long(refund, scope):
        ask_to_reckon(refund, **how, by=by, now=now, why=why)
        return None
    refuse_while_reckoned(refund)
    return reckon(refund, **how, by=by, now=now, why=why)


@transaction.atomic
def set_refund_by(incident: Incident, calculation: Calculation, *, by: Person, now: datetime) -> Refund:
    """Make the calculated sum what we owe. It has to be the latest version, and every question answered.

    Under the locks of whoever reckons, so that no newer version comes between the look and the sum.
    """
    incident = lock(incident)
    lock_refund(calculation.refund)
    if calculation.refund.calculations.filter(version__gt=calculation.version).exists():
        raise RefundRefused(_("There is a newer version of this sheet. Look at that one first."))
    refuse_while_reckoned(calculation.refund)
    if calculation.open_questions:
        raise RefundRefused(_("Answer the open questions of the sheet first."))
    words = _("Sheet version %(version)s, interest until %(day)s.")
    told = words % {"version": calculation.version, "day": in_full(calculation.refund_on)}
    return set_refund(incident, amount=calculation.owed, words=told, by=by, now=now, calculation=calculation)
