"""Who else? A rule swept over every invoice line: whom it touched, what each is owed, how sure we are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from ground.money.amounts import Money

from .priced import Rule, Source, judged, overcharge
from .swept import Doubt, Sure

if TYPE_CHECKING:
    from django.db import models

    from customers.models import Customer

# Equal lines are counted and multiplied once, in Python: exact, and few rows however many lines there are.
GROUPED = """
SELECT customer_id, currency, standing, source, billed - agreed AS difference,
    CASE WHEN standing = 'above' THEN quantity END AS pieces,
    COUNT(*), MIN(issued_on), MAX(issued_on), CASE WHEN standing = 'given' THEN SUM(net_minor) END
FROM judged GROUP BY customer_id, currency, standing, source, difference, pieces
"""
INVOICES = """
SELECT customer_id, currency, COUNT(DISTINCT invoice_id) FROM judged WHERE standing = 'above'
GROUP BY customer_id, currency
"""
# Of one table the later price follows the earlier; two of them differ only where the earlier was to last longer.
OVERLAPPING = """
SELECT a.customer_id, a.currency
FROM refunds_agreedprice a
JOIN refunds_agreedprice b ON b.customer_id = a.customer_id AND b.item = a.item AND b.currency = a.currency
    AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to AND b.unit_price <> a.unit_price
WHERE a.valid_to IS NOT NULL AND (%s = '' OR a.item = %s)
UNION
SELECT c.customer_id, a.currency
FROM refunds_agreedprice a
JOIN refunds_agreedprice b ON b.price_list_id = a.price_list_id AND b.item = a.item AND b.currency = a.currency
    AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to AND b.unit_price <> a.unit_price
JOIN refunds_customerpricelist c ON c.price_list_id = a.price_list_id
WHERE a.valid_to IS NOT NULL AND (%s = '' OR a.item = %s)
"""


@dataclass(frozen=True)
class Affected:
    """One customer in one currency; `over_minor` is without tax, interest and what was given back."""

    customer_id: int
    currency: str
    lines: int
    invoices: int
    first: date
    last: date
    over_minor: int
    sure: Sure
    doubts: tuple[Doubt, ...]

    @property
    def over(self) -> Money:
        return Money(self.over_minor, self.currency)


@dataclass(frozen=True)
class Swept:
    """Whom the rule touched, the largest sum of each currency first, and how much was looked at."""

    affected: tuple[Affected, ...]
    looked: int
    customers: int
    unpriced: tuple[int, ...]
    """Customers without any price to compare with, of whom nothing can be said."""


@dataclass
class _Found:
    lines: int = 0
    over: int = 0
    first: date = date.max
    last: date = date.min
    sources: set[str] = field(default_factory=set)
    unpriced: bool = False
    given: int = 0


def sweep(rule: Rule, *, customers: models.QuerySet[Customer] | None = None) -> Swept:
    """Every line of the rule against the price agreed for its day, only of `customers` when they are given.

    Each line's overcharge is rounded once, a half up; a return at the wrong price reduces it. A customer whose sum is
    not above zero is not affected. Three statements, however many lines there are.
    """
    found: dict[tuple[int, str], _Found] = defaultdict(_Found)
    looked, seen = 0, set[int]()
    for row in judged(rule, GROUPED, customers=customers):
        looked += row[6]
        seen.add(row[0])
        _take(found[row[0], row[1]], row)
    invoices = {(who, currency): n for who, currency, n in judged(rule, INVOICES, customers=customers)}
    doubled = _overlapping(rule)
    touched = [
        _affected(whom, one, invoices[whom], doubled=whom in doubled) for whom, one in found.items() if one.over > 0
    ]
    unpriced = {who for (who, _currency), one in found.items() if one.unpriced} - {one.customer_id for one in touched}
    ordered = sorted(touched, key=lambda one: (one.currency, -one.over_minor, one.customer_id))
    return Swept(tuple(ordered), looked, len(seen), tuple(sorted(unpriced)))


def _take(one: _Found, row: tuple[Any, ...]) -> None:
    _who, currency, standing, source, difference, pieces, count, first, last, net = row
    if standing == "above":
        one.over += overcharge(difference, pieces, currency) * count
        one.lines += count
        one.first, one.last = min(one.first, _day(first)), max(one.last, _day(last))
        one.sources.add(source)
    elif standing == "unpriced":
        one.unpriced = True
    elif standing == "given":
        one.given += -int(net)


def _affected(whom: tuple[int, str], one: _Found, invoices: int, *, doubled: bool) -> Affected:
    reasons = {
        Doubt.NO_PRICE: one.unpriced or Source.SAID in one.sources,
        Doubt.TWO_PRICES: doubled,
        Doubt.GIVEN_BACK: one.given > 0,
    }
    doubts = tuple(doubt for doubt, holds in reasons.items() if holds)
    sure = Sure.CHECK if doubts else Sure.LISTED if Source.LISTED in one.sources else Sure.CERTAIN
    return Affected(*whom, one.lines, invoices, one.first, one.last, one.over, sure, doubts)


def _overlapping(rule: Rule) -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPPING, [rule.item] * 4)
        return set(cursor.fetchall())


def _day(value: date | str) -> date:
    """SQLite gives the day of an aggregate as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
