"""Agreeing on a price from a day on, and which price was agreed on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from ground.history.recording import record

from .agreed import AgreedPrice, PriceList
from .refusals import RefundRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from ground.accounts.models import Person

Owner = Customer | PriceList


@dataclass(frozen=True)
class Span:
    """A price from a day, inclusive, to another, exclusive, or until the next one begins."""

    begins: date
    ends: date | None
    price: Decimal
    row: AgreedPrice | None = None


def fit(spans: Sequence[Span], new: Span) -> list[Span] | None:
    """The spans of one item with `new` among them, in order; None when exactly this is agreed already.

    A new price ends the open one before it on its first day, and itself ends where the next one begins. RefundRefused
    when it would overlap a price whose end was agreed, or replace one of the same day.

    Example: 11.40 from 1 January, then 11.10 from 1 July: 11.40 holds until 30 June, 250 pieces in June cost 2,850.00.
    """
    for span in spans:
        if span.begins == new.begins:
            if span.price == new.price and (new.ends is None or new.ends == span.ends):
                return None
            raise RefundRefused(_("Another price is agreed from this day on."))
    before = [span for span in spans if span.begins < new.begins]
    after = [span for span in spans if span.begins > new.begins]
    following = after[0].begins if after else None
    if before and before[-1].ends in (None, following):  # an end that only the next price gave is no agreed end
        before[-1] = replace(before[-1], ends=new.begins)
    if new.ends is None:
        new = replace(new, ends=following)
    overlaps = bool(before) and before[-1].ends is not None and before[-1].ends > new.begins
    if overlaps or (following is not None and new.ends is not None and new.ends > following):
        raise RefundRefused(_("Another price is agreed for some of these days."))
    return [*before, new, *after]


@transaction.atomic
def agree_price(
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
    """The price of this owner for this item from `valid_from` on; RefundRefused when it overlaps another."""
    if unit_price < 0:
        raise RefundRefused(_("An agreed price is not negative."))
    if valid_to is not None and valid_to <= valid_from:
        raise RefundRefused(_("This price ends before it begins."))
    hold(owner)
    known = AgreedPrice.objects.owned_by(owner).filter(item=item, currency=currency).order_by("valid_from")
    spans = [Span(row.valid_from, row.valid_to, row.unit_price, row) for row in known]
    fitted = fit(spans, Span(valid_from, valid_to, unit_price))
    if fitted is None:
        return known.get(valid_from=valid_from)
    end_before(spans, fitted)
    ends = next(span.ends for span in fitted if span.row is None)
    agreed = AgreedPrice(item=item, unit_price=unit_price, currency=currency, valid_from=valid_from, valid_to=ends)
    agreed.source, agreed.agreed_by, agreed.created_at = source, by, now
    setattr(agreed, "customer" if isinstance(owner, Customer) else "price_list", owner)
    agreed.save()
    kind = "customer" if isinstance(owner, Customer) else "price_list"
    facts: dict[str, str | int | None] = {"price": agreed.pk, "item": item}
    facts |= {"unit_price": str(unit_price), "from": valid_from.isoformat()}
    record((kind, owner.pk), by=by, what="price.agreed", now=now, facts=facts)
    return agreed


def hold(owner: Owner) -> None:
    """One at a time agrees on prices of this owner."""
    type(owner)._base_manager.select_for_update().get(pk=owner.pk)


def end_before(spans: Sequence[Span], fitted: Sequence[Span]) -> None:
    """Write the ends that a new price gave to those before it."""
    ends = {span.row.pk: span.ends for span in fitted if span.row is not None}
    for span in spans:
        if span.row is not None and ends[span.row.pk] != span.ends:
            AgreedPrice.objects.filter(pk=span.row.pk).update(valid_to=ends[span.row.pk])


def price_on(customer: Customer, item: str, day: date, currency: str) -> AgreedPrice | None:
    """What was agreed for this day: the customer's own price, else that of its list, else None."""
    holding = AgreedPrice.objects.holding_for(customer).valid_on(day).filter(item=item, currency=currency)
    return min(holding, key=lambda price: price.customer_id is None, default=None)
