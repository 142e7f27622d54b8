"""The page of a refund: what we owe, what is paid, what it waits for, what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ground.decisions.models import State
from ground.languages import written_day
from ground.money.formatting import format_money
from recovery.deciders import nobody_decides
from recovery.decision_kinds import ON_ACCOUNT, REFUND
from recovery.refunding import asked_about, refund_of
from refunds.balance import Standing, standing
from refunds.models import PaymentKind
from updates.clock_words import day_and_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ground.accounts.models import Person
    from ground.decisions.models import Decision
    from ground.money.amounts import Money
    from incidents.models import Incident
    from refunds.models import Payment, Refund, RefundSum

LOOKS = {
    Standing.NONE: ("", "circle"),
    Standing.DRAFT: ("", "pencil"),
    Standing.WAITING: ("soon", "hourglass-split"),
    Standing.APPROVED: ("open", "check-lg"),
    Standing.PART_PAID: ("open", "check-lg"),
    Standing.PAID: ("kept", "check-circle-fill"),
}


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    sub: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Happened:
    """One line of what was asked, decided, typed and paid."""

    at: datetime
    when: str
    text: str
    words: str = ""


def page_of(incident: Incident, person: Person, now: datetime) -> dict[str, Any]:
    refund, zone = refund_of(incident), ZoneInfo(person.zone)
    if refund is None:
        return {"incident": incident, "refund": None, "standing": Standing.NONE, "next": _sentence(Standing.NONE)}
    sums, payments = list(refund.sums.select_related("made_by")), list(refund.payments.select_related("recorded_by"))
    asked = asked_about(refund)
    waiting = next((one for one in asked if one.what == REFUND and one.is_waiting), None)
    stands = standing(refund.owed, refund.paid, approved=refund.approval is not None, waiting=waiting is not None)
    tone, icon = LOOKS[stands]
    return {
        "incident": incident,
        "refund": refund,
        "standing": stands,
        "standing_tone": tone,
        "standing_icon": icon,
        "next": _nobody(incident, waiting) or _sentence(stands),
        "changed": _changed(refund, sums, asked, stands),
        "figures": _figures(refund, sums),
        "latest": sums[-1] if sums else None,
        "open_decisions": [one for one in asked if one.state in (State.ASKED, State.SENT_BACK)],
        "payable": refund.approval is not None or any(_unpaid(one, payments) for one in asked),
        "story": _story(refund, sums, payments, asked, now, zone),
    }


def _nobody(incident: Incident, waiting: Decision | None) -> str:
    """It waits, and there is nobody who could say yes."""
    return nobody_decides(incident, REFUND, asked_by=waiting.asked_by) if waiting else ""


def _sentence(stands: Standing) -> str:
    return {
        Standing.NONE: _("Write down what we owe them, and how you came to it. A first part can be paid before."),
        Standing.DRAFT: _("Somebody else has to approve this sum before it is paid."),
        Standing.WAITING: _("It waits for a manager or finance. Nothing is paid before their yes."),
        Standing.APPROVED: _("It may be paid now. Note the payment when it has gone out."),
        Standing.PART_PAID: _("A part is paid. The rest may be paid now."),
        Standing.PAID: _("Everything is paid back."),
    }[stands]


def _figures(refund: Refund, sums: Sequence[RefundSum]) -> list[Figure]:
    if refund.owed is None or refund.balance is None:
        return [Figure(_("We owe them"), "–", _("not known yet")), Figure(_("Paid"), money(refund.paid))]
    version = _("version %(n)s, by %(name)s") % {"n": refund.version, "name": sums[-1].made_by.name}
    return [
        Figure(_("We owe them"), money(refund.owed), version),
        Figure(_("Less paid"), money(-refund.paid)),
        Figure(_("Balance"), money(refund.balance), tone="sum"),
    ]


def _changed(refund: Refund, sums: Sequence[RefundSum], asked: Sequence[Decision], stands: Standing) -> str:
    """The sum was approved once, and then changed."""
    was_approved = any(one.what == REFUND and one.state == State.APPROVED for one in asked)
    if stands != Standing.DRAFT or not was_approved or len(sums) < 2:
        return ""
    words = {"was": money(sums[-2].amount), "now": money(sums[-1].amount)}
    return _("The sum changed from %(was)s to %(now)s. Approval is needed again.") % words


def _unpaid(decision: Decision, payments: Sequence[Payment]) -> bool:
    used = {paid.decision_id for paid in payments if paid.kind == PaymentKind.ON_ACCOUNT}
    return decision.what == ON_ACCOUNT and decision.state == State.APPROVED and decision.pk not in used


def _story(
    refund: Refund,
    sums: Sequence[RefundSum],
    payments: Sequence[Payment],
    asked: Sequence[Decision],
    now: datetime,
    zone: ZoneInfo,
) -> list[Happened]:
    """Newest first."""

    def told(at: datetime, text: str, words: str = "") -> Happened:
        return Happened(at, day_and_time(at, now, zone), text, words)

    set_words = _("%(name)s set the sum to %(sum)s")
    lines = [told(one.made_at, set_words % {"name": one.made_by, "sum": money(one.amount)}, one.words) for one in sums]
    lines += [told(paid.recorded_at, _paid_words(paid)) for paid in payments]
    for one in asked:
        lines.append(told(one.asked_at, f"{one.asked_by}: {one.summary}", one.reason))
        if one.decided_by is not None and one.decided_at is not None:
            lines.append(told(one.decided_at, f"{one.decided_by}: {one.get_state_display()}", one.words))
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _paid_words(paid: Payment) -> str:
    words = {
        "sum": money(paid.amount),
        "kind": paid.get_kind_display(),
        "reference": paid.reference,
        "day": written_day(paid.value_on, "short-year"),
    }
    return _("%(sum)s paid: %(kind)s %(reference)s, value date %(day)s") % words


def money(amount: Money) -> str:
    return format_money(amount, get_language() or "en")
