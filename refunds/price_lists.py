"""Price lists, who buys by which, and the day whose price counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .agreed import CustomerPriceList, CustomerPricing, PriceList
from .choices import PricingDate
from .refusals import RefundRefused

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from customers.models import Customer
    from ground.accounts.models import Person


@transaction.atomic
def make_price_list(*, name: str, currency: str, by: Person, now: datetime) -> PriceList:
    """The list of this name, made when there is none. RefundRefused when it is in another currency."""
    made = PriceList.objects.filter(name__iexact=name).first()
    if made is None:
        made = PriceList.objects.create(name=name, currency=currency, created_at=now)
        record(("price_list", made.pk), by=by, what="price_list.made", now=now, text=name)
    elif made.currency != currency:
        raise RefundRefused(_("This price list is in another currency."))
    return made


@transaction.atomic
def buy_by(*, customer: Customer, price_list: PriceList, by: Person, now: datetime) -> CustomerPriceList:
    """From now on the prices of this list hold for the customer, where none is agreed with them alone."""
    row, _made = CustomerPriceList.objects.update_or_create(customer=customer, defaults={"price_list": price_list})
    record(("customer", customer.pk), by=by, what="price_list.chosen", now=now, facts={"price_list": price_list.pk})
    return row


def priced_by(customer: Customer) -> PricingDate:
    """The day whose price counts for a customer: their own way, else that of their list, else the invoice's."""
    own = CustomerPricing.objects.filter(customer=customer).values_list("priced_by", flat=True)
    listed = PriceList.objects.filter(customer_rows__customer=customer).values_list("priced_by", flat=True)
    return PricingDate(own.first() or listed.first() or PricingDate.INVOICE)


def priced_by_each(customers: Collection[int]) -> dict[int, PricingDate]:
    """The same for many customers at once, by id; two questions to the database."""
    listed = CustomerPriceList.objects.filter(customer__in=customers)
    found = {pk: PricingDate(day) for pk, day in listed.values_list("customer", "price_list__priced_by")}
    own = CustomerPricing.objects.filter(customer__in=customers)
    found |= {pk: PricingDate(day) for pk, day in own.values_list("customer", "priced_by")}
    return {pk: found.get(pk, PricingDate.INVOICE) for pk in customers}
