"""Makers for a finished search and the campaign that is opened from it."""

from datetime import date

from customers.models import Customer
from ground.accounts.models import Person
from ground.jobs.running import run_due
from incidents.models import Campaign, Incident, IncidentSweep
from recovery.campaign import open_campaign
from refunds.models import RateTable, Sure, Sweep, SweepRow
from refunds.priced import Rule
from refunds.rate_examples import dated
from refunds.rate_tables import make_table
from refunds.sweeping import ask_sweep
from tests import make
from tests.refunds.make_rows import ITEM, agree, bill

REFUND_ON = date(2026, 11, 27)


def overcharged(name: str, account_manager: Person, *, quantity: str = "250", **fields) -> Customer:
    """Somebody there who speaks for them, and one invoice above the agreed price."""
    customer = make.customer(name, account_manager=account_manager, **fields)
    make.contact(customer, f"{name.split()[0]} Buyer", speaks=True)
    return billed_too_much(customer, quantity=quantity)


def billed_too_much(customer: Customer, *, quantity: str = "250") -> Customer:
    agree(customer, ("2020-01-01", "11.40"), currency=customer.currency)
    bill(customer, "A-1", "2024-05-15", "2024-06-15", currency=customer.currency, quantity=quantity)
    return customer


def rates():
    number = RateTable.objects.count()
    return make_table(name=f"Six {number}", source="Contract", rates=dated("2020-01-01 6"), now=make.NOW)


def searched(by: Person, *customers: Customer, began: Incident | None = None, item: str = ITEM, now=make.NOW) -> Sweep:
    """A search among these that is done: each 250 at 0.50 too much, 20 % tax, some interest; unknown without a rule."""
    named = [customer.pk for customer in customers]
    until = {"refund_on": REFUND_ON, "rates": rates()} if item else {}
    sweep = ask_sweep(Rule(item, currency="USD"), by=by, now=now, named=named, **until)
    run_due(now=now)
    sweep.refresh_from_db()
    if began is not None:
        IncidentSweep.objects.create(incident=began, sweep=sweep)
    return sweep


def row(sweep: Sweep, customer: Customer, **fields) -> SweepRow:
    sums = {"over_minor": 12500, "tax_minor": 2500, "interest_minor": 2207, "owed_minor": 17207}
    days = {"invoices": 1, "lines": 1, "first": date(2024, 5, 15), "last": date(2024, 5, 15), "reckoned": True}
    known = {"sure": Sure.CERTAIN, "currency": customer.currency, **sums, **days, **fields}
    return SweepRow.objects.create(sweep=sweep, customer=customer, **known)


def opened(sweep: Sweep, by: Person, *, now=make.NOW, rows=None) -> Campaign:
    """Chosen and worked on to the end."""
    chosen = rows if rows is not None else list(sweep.rows.values_list("pk", flat=True))
    campaign = open_campaign(sweep, rows=chosen, by=by, now=now)
    run_due(now=now)
    campaign.refresh_from_db()
    return campaign
