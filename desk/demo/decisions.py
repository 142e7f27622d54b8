"""What waits for a yes on the stage's Thursday, and the first payment that got one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.demo.invoices import bring_invoices, what_is_reckoned
from ground.money.amounts import Money
from incidents.choices import Ending
from incidents.models import Incident
from recovery.checking import end_or_ask
from recovery.deciding import approve
from recovery.disputing import dispute
from recovery.refunding import (
    ask_on_account,
    ask_to_approve,
    calculate_refund,
    pay_back,
    set_refund,
    set_refund_by,
)
from refunds.models import PaymentKind

if TYPE_CHECKING:
    from desk.demo.cast import Cast
    from desk.demo.moments import Moments

FIRST_PART, COVER = Money.of("10000", "USD"), Money.of("640", "USD")


def ask_for_decisions(cast: Cast, moments: Moments) -> None:
    _halvorsen(_running("Halvorsen Marine Supply"), cast, moments)
    _pemberton(_running("Pemberton Schools Trust"), moments)
    _tidewater(_running("Tidewater Canning"), moments)
    _castellan(_running("Castellan Print"), moments)


def _running(customer: str) -> Incident:
    return Incident.objects.running().get(customer__name=customer)


def _halvorsen(incident: Incident, cast: Cast, moments: Moments) -> None:
    john, dana = incident.owner, cast["Dana"]
    reason = "She needs to see that we mean it. It is less than half of what we owe."
    first = ask_on_account(incident, amount=FIRST_PART, reason=reason, by=john, now=moments.at(-7, "16:20"))
    approve(first, by=dana, now=moments.at(-6, "09:05"), amount=FIRST_PART, words="Yes. Pay it today.")
    paid = moments.at(-6, "14:30")
    pay_back(
        incident,
        kind=PaymentKind.ON_ACCOUNT,
        amount=FIRST_PART,
        value_on=paid.date(),
        reference="HMS-1042-1",
        decision=first,
        by=cast["Grace"],
        now=paid,
    )
    bring_invoices(incident.customer, john, moments.at(-2, "15:10"))
    reckoned_at = moments.at(-1, "11:40")
    chosen = what_is_reckoned(reckoned_at, moments.at(8, "12:00"), john)
    sheet = calculate_refund(incident, by=john, now=reckoned_at, **chosen)
    assert sheet is not None, "44 invoices are reckoned at once"
    set_refund_by(incident, sheet, by=john, now=moments.at(-1, "11:55"))
    why = "Promised to her for Friday next week. The bank needs two working days."
    ask_to_approve(incident, reason=why, by=john, now=moments.at(0, "07:45"))


def _pemberton(incident: Incident, moments: Moments) -> None:
    words = "Five months of holiday cover, 128.00 each, charged after they had cancelled it in June."
    set_refund(incident, amount=COVER, words=words, by=incident.owner, now=moments.at(-1, "16:10"))
    ask_to_approve(incident, reason="Promised for today.", by=incident.owner, now=moments.at(0, "09:30"))


def _tidewater(incident: Incident, moments: Moments) -> None:
    reason = (
        "They are empty pallets, waiting to be fetched. Both orders arrived on Tuesday; I rang the dock and the driver."
    )
    at = moments.at(0, "10:05")
    end_or_ask(incident, ending=Ending.NO_EFFECT, reason=reason, by=incident.owner, now=at)


def _castellan(incident: Incident, moments: Moments) -> None:
    """Two of five lines are not ours, and we can show it."""
    by, now = incident.owner, moments.at(-1, "10:15")
    dispute(
        incident,
        theirs="We asked for thirty reams. Somebody on your side made it forty.",
        ours="His signed order of 2 October says 40.",
        matters="The same quantity is on his standing order for December.",
        proof="Signed order SO-5512, page 1",
        by=by,
        now=now,
    )
    dispute(
        incident,
        theirs="Nobody here would pay for rush on paper.",
        ours="The rush box on the same order is ticked and initialled.",
        matters="If we drop it here, we drop it for every rush order.",
        proof="Signed order SO-5512, page 2",
        by=by,
        now=now,
    )
