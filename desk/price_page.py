"""Agreed prices as they are read: of a customer or a list, each with its days, and what was changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, OuterRef, Subquery
from django.utils.translation import gettext as _

from customers.models import Customer
from desk.sheet_page import price as at_least_cents
from desk.watch_page import per_piece
from ground.history.models import Entry
from ground.languages import written_day
from refunds.correcting import subject_of
from refunds.models import AgreedPrice, PriceList
from updates.clock_words import day_and_time

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.http import HttpRequest

    from ground.accounts.models import Person
    from refunds.agreeing import Owner

PAGE = 50
CHANGES = 10
BUYERS = 50
LONGEST_QUESTION = 100


@dataclass(frozen=True)
class PriceRow:
    pk: int
    item: str
    price: str
    since: str
    until: str
    source: str
    now: bool


@dataclass(frozen=True)
class ListRow:
    pk: int
    name: str
    currency: str
    items: int
    customers: int
    days: str


@dataclass(frozen=True)
class Change:
    when: str
    who: str
    words: str
    why: str


def lists() -> list[ListRow]:
    """Every list with how much stands on it; one question however many there are."""
    prices = AgreedPrice.objects.filter(price_list=OuterRef("pk")).order_by().values("price_list")
    counted = {
        "items": Subquery(prices.annotate(n=Count("item", distinct=True)).values("n")),
        "first": Subquery(prices.annotate(n=Min("valid_from")).values("n")),
        "last": Subquery(prices.annotate(n=Max("valid_from")).values("n")),
        "buyers": Count("customer_rows"),
    }
    rows: Any = PriceList.objects.annotate(**counted).order_by("name")
    return [
        ListRow(row.pk, row.name, row.currency, row.items or 0, row.buyers, _from_to(row.first, row.last))
        for row in rows
    ]


def page_of(owner: Owner, request: HttpRequest, person: Person, now: datetime) -> dict[str, Any]:
    """The prices of one owner: those of an item that was asked for, a page at a time; the latest changes."""
    asked = " ".join(request.GET.get("q", "")[:LONGEST_QUESTION].replace("\0", "").split())
    rows = AgreedPrice.objects.owned_by(owner).order_by("item", "currency", "-valid_from")
    page = Paginator(rows.filter(item__icontains=asked) if asked else rows, PAGE).get_page(request.GET.get("page"))
    today = now.astimezone(ZoneInfo(person.zone)).date()
    return {
        "page": page,
        "rows": [_row(price, today) for price in page.object_list],
        "asked": asked,
        "changes": list(_changes(owner, person, now)),
    }


def buyers(price_list: PriceList, person: Person) -> dict[str, Any]:
    """Who buys by a list: those the person may see by name, all of them as a number."""
    theirs = Customer.objects.filter(price_list_row__price_list=price_list)
    return {
        "buyers": list(Customer.objects.visible_to(person).filter(pk__in=theirs).order_by("name")[:BUYERS]),
        "buyers_all": theirs.count(),
    }


def _row(price: AgreedPrice, today: date) -> PriceRow:
    return PriceRow(
        price.pk,
        price.item,
        per_piece(price.unit_price, price.currency),
        written_day(price.valid_from, "short-year"),
        written_day(price.valid_to, "short-year") if price.valid_to else "",
        price.source,
        price.valid_from <= today and (price.valid_to is None or price.valid_to > today),
    )


def _from_to(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    if first == last:
        return written_day(first, "short-year")
    return _("%(first)s to %(last)s") % {
        "first": written_day(first, "short-year"),
        "last": written_day(last, "short-year"),
    }


def _changes(owner: Owner, person: Person, now: datetime) -> Iterable[Change]:
    kind, pk = subject_of(owner)
    known = ("price.agreed", "price.corrected", "price.taken_away", "price_list.chosen", "price_day.chosen")
    entries = Entry.objects.about(kind, pk).filter(what__in=known).order_by("-sequence")[:CHANGES]
    for entry in entries:
        when = day_and_time(entry.at, now, ZoneInfo(person.zone))
        yield Change(when, entry.by_name or _("The house"), _said(entry), entry.text)


def _said(entry: Entry) -> str:
    if entry.what == "price_list.chosen":
        return _("Another price list")
    if entry.what == "price_day.chosen":
        return _("The list or the day that counts was chosen")
    said = {
        "price.agreed": _("%(item)s: %(price)s agreed"),
        "price.corrected": _("%(item)s: corrected to %(price)s, before it was %(before)s"),
        "price.taken_away": _("%(item)s: %(price)s taken away"),
    }[entry.what]
    facts = entry.facts
    return said % {
        "item": facts.get("item", ""),
        "price": _figure(facts.get("unit_price")),
        "before": _figure(facts.get("before")),
    }


def _figure(value: object) -> str:
    return at_least_cents(AgreedPrice._meta.get_field("unit_price").to_python(value)) if value else ""
