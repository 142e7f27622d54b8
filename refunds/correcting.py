"""Prices put on file by a person, corrected, or taken away; the watch looks again each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from ground.history.models import Entry
from ground.history.recording import record

from .agreed import AgreedPrice, CustomerPriceList, CustomerPricing, PriceList
from .agreeing import Owner, agree_price, hold
from .price_lists import buy_by
from .rechecking import LISTS, ask_recheck
from .refusals import RefundRefused

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from ground.accounts.models import Person
    from ground.history.hashing import Facts

    from .choices import PricingDate


def subject_of(owner: Owner) -> tuple[str, int]:
    """Whose history tells of these prices."""
    return ("customer" if isinstance(owner, Customer) else LISTS, owner.pk)


def owner_of(price: AgreedPrice) -> Owner:
    owner = price.customer or price.price_list
    if owner is None:
        raise ValueError("A price belongs to a customer or to a list.")
    return owner


@transaction.atomic
def put_price(
    *,
    owner: Owner,
    item: str,
    unit_price: Decimal,
    currency: str,
    valid_from: date,
    by: Person,
    now: datetime,
    valid_to: date | None = None,
    source: str = "",
) -> AgreedPrice:
    """As agree_price(), and what was billed is compared with it in the background."""
    hold(owner)
    before = _last(owner)
    agreed = agree_price(
        owner=owner,
        item=item,
        unit_price=unit_price,
        currency=currency,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
        by=by,
        now=now,
    )
    after = _last(owner)
    if after is not None and after != before:
        ask_recheck(after, by=by, now=now)
    return agreed


@transaction.atomic
def correct_price(
    price: AgreedPrice, *, unit_price: Decimal, valid_to: date | None, why: str, by: Person, now: datetime
) -> AgreedPrice:
    """What was put down wrongly, put right: `price` as the person saw it, `unit_price` and `valid_to` as they are.

    What it was before stays in the history. RefundRefused when somebody changed it meanwhile, when another price
    is agreed for some of these days, or without a reason.
    """
    held = _held(price, why)
    if unit_price < 0:
        raise RefundRefused(_("An agreed price is not negative."))
    if valid_to is not None and valid_to <= held.valid_from:
        raise RefundRefused(_("This price ends before it begins."))
    following = _others(held).filter(valid_from__gt=held.valid_from).order_by("valid_from").first()
    if following is not None:
        valid_to = valid_to or following.valid_from
        if valid_to > following.valid_from:
            raise RefundRefused(_("Another price is agreed for some of these days."))
    if (unit_price, valid_to) == (held.unit_price, held.valid_to):
        raise RefundRefused(_("Nothing is different."))
    facts = _facts(held) | {"before": str(held.unit_price), "unit_price": str(unit_price), "until": _said(valid_to)}
    held.unit_price, held.valid_to = unit_price, valid_to
    held.save(update_fields=["unit_price", "valid_to"])
    _noted(held, "price.corrected", facts | {"until_before": _said(price.valid_to)}, why, by, now)
    return held


@transaction.atomic
def take_away(price: AgreedPrice, *, why: str, by: Person, now: datetime) -> None:
    """It was never agreed. The price before it, if only this one ended it, goes on as long as this one would have."""
    held = _held(price, why)
    before = _others(held).filter(valid_to=held.valid_from)
    before.update(valid_to=held.valid_to)
    facts = _facts(held) | {"unit_price": str(held.unit_price), "until": _said(held.valid_to)}
    _noted(held, "price.taken_away", facts, why, by, now)
    held.delete()


@transaction.atomic
def choose_list(
    *, customer: Customer, price_list: PriceList | None, priced_by: PricingDate | None, by: Person, now: datetime
) -> None:
    """By which list the customer buys, if by any, and the day whose price counts, if not the one of the list."""
    hold(customer)
    row = CustomerPriceList.objects.filter(customer=customer).first()
    if price_list is not None and (row is None or row.price_list_id != price_list.pk):
        buy_by(customer=customer, price_list=price_list, by=by, now=now)
    elif price_list is None and row is not None:
        row.delete()
        facts: Facts = {"price_list": None}
        record(subject_of(customer), by=by, what="price_list.chosen", now=now, facts=facts)
    CustomerPricing.objects.filter(customer=customer).delete()
    if priced_by is not None:
        CustomerPricing.objects.create(customer=customer, priced_by=priced_by)
    chosen: Facts = {"priced_by": priced_by.value if priced_by else None}
    ask_recheck(record(subject_of(customer), by=by, what="price_day.chosen", now=now, facts=chosen), by=by, now=now)


@transaction.atomic
def count_by(price_list: PriceList, *, priced_by: PricingDate, by: Person, now: datetime) -> None:
    """The day whose price counts for everybody who buys by this list and has no way of their own."""
    hold(price_list)
    if PriceList.objects.filter(pk=price_list.pk).exclude(priced_by=priced_by).update(priced_by=priced_by):
        facts: Facts = {"priced_by": priced_by.value}
        change = record(subject_of(price_list), by=by, what="price_day.chosen", now=now, facts=facts)
        ask_recheck(change, by=by, now=now)


def _held(price: AgreedPrice, why: str) -> AgreedPrice:
    """The row as it stands, under the lock of its owner."""
    if not why.strip():
        raise RefundRefused(_("Say why."))
    hold(owner_of(price))
    held = AgreedPrice.objects.filter(pk=price.pk).first()
    if held is None or (held.unit_price, held.valid_to) != (price.unit_price, price.valid_to):
        raise RefundRefused(_("Somebody changed this price meanwhile. Look at it again."))
    return held


def _others(price: AgreedPrice) -> QuerySet[AgreedPrice]:
    same = AgreedPrice.objects.owned_by(owner_of(price)).filter(item=price.item, currency=price.currency)
    return same.exclude(pk=price.pk)


def _facts(price: AgreedPrice) -> dict[str, str | int | None]:
    return {"price": price.pk, "item": price.item, "from": price.valid_from.isoformat()}


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _noted(price: AgreedPrice, what: str, facts: Facts, why: str, by: Person, now: datetime) -> None:
    subject = subject_of(owner_of(price))
    ask_recheck(record(subject, by=by, what=what, now=now, text=why.strip(), facts=facts), by=by, now=now)


def _last(owner: Owner) -> Entry | None:
    kind, pk = subject_of(owner)
    return Entry.objects.filter(kind=kind, subject_id=pk, what="price.agreed").order_by("-sequence").first()
