"""Who else? The day before, Dana looks whom else the freight was billed too high, and opens their recoveries."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from customers.models import Customer
from desk.demo.invoices import BILLED, CURRENCY, ITEM, bill
from ground.jobs.running import run_one
from incidents.models import CampaignMember, Incident
from recovery.campaign import open_campaign
from recovery.others import look_for_others, sheet_of
from recovery.signing import sign_and_send
from refunds.models import AgreedPrice
from refunds.priced import Rule
from updates.choices import UpdateKind
from updates.sending import Telling

if TYPE_CHECKING:
    from datetime import datetime

    from desk.demo.cast import Cast
    from desk.demo.moments import Moments

AGREED, LATER_AGREED = Decimal("38.00"), Decimal("39.50")
OTHERS = {
    "Cascade Bakers": (31, 28, 33, 30),
    "Rainier Cold Storage": (44, 41, 47, 52),
    "Skagit Growers": (18, 22, 25, 19),
    "Whidbey Glass": (12, 15, 11),
    "Chelan Fruit Packers": (26, 31, 24, 28, 30),
}
"""Pallets of each month, up to October 2026."""
TWO_PRICES = "Chelan Fruit Packers"
SIGNED = ("Cascade Bakers", "Rainier Cold Storage")
LAST_MONTH = 2026 * 12 + 9
PAID_AFTER = timedelta(days=25)


def find_the_others(cast: Cast, moments: Moments) -> None:
    """By the same verbs and jobs as on the page; needs the story before it to be committed."""
    dana, customers = cast["Dana"], {row.name: row for row in Customer.objects.filter(name__in=OTHERS)}
    for name, pallets in OTHERS.items():
        _bring(customers[name], pallets, moments.at(-2, "15:40"))
    began = Incident.objects.running().get(customer__name="Halvorsen Marine Supply")
    sheet, looked = sheet_of(began), moments.at(-1, "15:50")
    assert sheet is not None
    until = {"refund_on": sheet.refund_on, "rates": sheet.rates}
    sweep = look_for_others(Rule(ITEM, currency=CURRENCY), incident=began, by=dana, now=looked, **until)
    assert sweep.job is not None
    run_one(sweep.job, now=looked)
    opened = moments.at(-1, "16:05")
    campaign = open_campaign(sweep, rows=list(sweep.rows.values_list("pk", flat=True)), by=dana, now=opened)
    assert campaign.job is not None
    run_one(campaign.job, now=opened)
    for place, name in enumerate(SIGNED):
        _sign(campaign.members.get(row__customer__name=name), moments.at(-1, f"16:{20 + 25 * place}"), moments)


def _bring(customer: Customer, pallets: tuple[int, ...], now: datetime) -> None:
    """One invoice a month; one of them has two agreed prices that overlap, so that somebody has to look first."""
    prices: list[tuple[Decimal, date, date | None]] = [(AGREED, date(2025, 1, 1), None)]
    if customer.name == TWO_PRICES:
        prices = [(AGREED, date(2025, 1, 1), date(2026, 8, 1)), (LATER_AGREED, date(2026, 6, 1), None)]
    for price, begins, ends in prices:
        AgreedPrice.objects.create(
            customer=customer,
            item=ITEM,
            unit_price=price,
            currency=CURRENCY,
            valid_from=begins,
            valid_to=ends,
            source="Freight agreement 2025, page 2",
            agreed_by=customer.account_manager,
            created_at=now,
        )
    for at, count in enumerate(pallets):
        year, month = divmod(LAST_MONTH - len(pallets) + 1 + at, 12)
        number, issued = f"INV-{31000 + customer.pk * 20 + at}", date(year, month + 1, 28)
        bill(customer, number, issued, issued + PAID_AFTER, Decimal(count), BILLED)


def _sign(member: CampaignMember, now: datetime, moments: Moments) -> None:
    incident = member.incident
    assert incident is not None
    telling = Telling(
        kind=UpdateKind.FIRST_NOTICE,
        heading=member.heading,
        body=member.body,
        contacts=list(incident.customer.contacts.told()),
        next_at=moments.at(1, "12:00"),
    )
    sign_and_send(incident, telling=telling, by=incident.owner, now=now)
