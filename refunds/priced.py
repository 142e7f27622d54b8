"""Invoice lines beside the price that was agreed for their day, as one statement for SQLite and PostgreSQL.

Nothing is multiplied in here: SQLite would turn a product that is too long into a float and say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from ground.money.amounts import minor_units
from ground.money.exact import scaled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from customers.models import Customer

MICRO = 6
# The day that counts is the one of the customer, else of their list, else the invoice's; unknown, no price is known.
# Prices are cut where one begins or ends, so that a line meets one stretch of its customer's and one of its list's.
# What is agreed with the customer goes before the list. MATERIALIZED: a line is looked at once, not once a column.
JUDGED = """
WITH edges AS (
    SELECT customer_id, price_list_id, item, currency, valid_from AS day FROM refunds_agreedprice
    WHERE CAST(%s AS varchar) IN ('', item) AND {owners}
    UNION
    SELECT customer_id, price_list_id, item, currency, valid_to FROM refunds_agreedprice
    WHERE valid_to IS NOT NULL AND CAST(%s AS varchar) IN ('', item) AND {owners}
), stretches AS MATERIALIZED (
    SELECT e.customer_id, e.price_list_id, e.item, e.currency, e.day AS begins,
        LEAD(e.day) OVER (PARTITION BY e.customer_id, e.price_list_id, e.item, e.currency ORDER BY e.day) AS ends,
        CASE WHEN e.customer_id IS NOT NULL THEN
            (SELECT p.unit_price FROM refunds_agreedprice p
             WHERE p.customer_id = e.customer_id AND p.item = e.item AND p.currency = e.currency
                AND p.valid_from <= e.day AND (p.valid_to IS NULL OR p.valid_to > e.day)
             ORDER BY p.valid_from DESC LIMIT 1)
        ELSE
            (SELECT p.unit_price FROM refunds_agreedprice p
             WHERE p.price_list_id = e.price_list_id AND p.item = e.item AND p.currency = e.currency
                AND p.valid_from <= e.day AND (p.valid_to IS NULL OR p.valid_to > e.day)
             ORDER BY p.valid_from DESC LIMIT 1)
        END AS price
    FROM edges e
), priced AS MATERIALIZED (
    SELECT l.id, l.customer_id, l.invoice_id, l.issued_on, l.unit_price AS billed, l.quantity, l.net_minor,
        i.currency, i.kind, own.price AS own, listed.price AS listed,
        CASE WHEN i.currency = CAST(%s AS varchar) THEN CAST(%s AS bigint) END AS said
    FROM refunds_invoiceline l
    JOIN refunds_invoice i ON i.id = l.invoice_id
    LEFT JOIN refunds_customerpricelist c ON c.customer_id = l.customer_id
    LEFT JOIN refunds_pricelist t ON t.id = c.price_list_id
    LEFT JOIN refunds_customerpricing w ON w.customer_id = l.customer_id
    LEFT JOIN stretches own ON own.customer_id = l.customer_id AND own.item = l.item AND own.currency = i.currency
        AND own.begins <= {day} AND (own.ends IS NULL OR own.ends > {day})
    LEFT JOIN stretches listed ON listed.price_list_id = c.price_list_id AND listed.item = l.item
        AND listed.currency = i.currency
        AND listed.begins <= {day} AND (listed.ends IS NULL OR listed.ends > {day})
    WHERE {where}
), judged AS MATERIALIZED (
    SELECT priced.*, COALESCE(own, listed, said) AS agreed,
        CASE WHEN own IS NOT NULL THEN 'agreed' WHEN listed IS NOT NULL THEN 'listed'
             WHEN said IS NOT NULL THEN 'said' ELSE 'none' END AS source,
        CASE WHEN kind = 'credit' AND billed < COALESCE(own, listed, said, billed + 1) THEN 'given'
             WHEN COALESCE(own, listed, said) IS NULL THEN 'unpriced'
             WHEN billed > COALESCE(own, listed, said) THEN 'above'
             WHEN billed < COALESCE(own, listed, said) THEN 'below' ELSE 'as_agreed' END AS standing
    FROM priced
)
"""
DAY = """CASE COALESCE(w.priced_by, t.priced_by)
        WHEN 'order' THEN i.ordered_on WHEN 'delivery' THEN i.delivered_on ELSE l.issued_on END"""
# Of a price list only its own prices are cut, and those of who buys by it.
OWNERS = """(price_list_id = %s
        OR customer_id IN (SELECT s.customer_id FROM refunds_customerpricelist s WHERE s.price_list_id = %s))"""
# IS TRUE: PostgreSQL would else begin with the items, and meet the lines of everybody who bought one of them.
LISTED = "(l.item IN (SELECT p.item FROM refunds_agreedprice p WHERE p.price_list_id = %s)) IS TRUE"


class Source(models.TextChoices):
    """Where the price a line is compared with stands."""

    AGREED = "agreed", _("Agreed with them")
    LISTED = "listed", _("On their price list")
    SAID = "said", _("Named for this search")
    NONE = "none", _("Not known")


@dataclass(frozen=True)
class Rule:
    """Which lines are looked at: an item, everything on a price list, or both; days of invoices, both included.

    `agreed` (in `currency`, of one piece) counts only where no price is on file for the day.
    """

    item: str = ""
    price_list: int | None = None
    since: date | None = None
    until: date | None = None
    agreed: Decimal | None = None
    currency: str = ""


def judged(
    rule: Rule,
    ending: str,
    *,
    customers: models.QuerySet[Customer] | None = None,
    invoices: models.QuerySet[Any] | None = None,
    beside: Sequence[Any] = (),
) -> Iterator[tuple[Any, ...]]:
    """The rows of `ending`, a SELECT from `judged`; only of these customers, only of these invoices.

    `beside` fills the places of `ending` itself.
    """
    where, given = _where(rule, customers, invoices)
    said = None if rule.agreed is None else scaled(rule.agreed, MICRO)
    owners, whose = ("1 = 1", []) if rule.price_list is None else (OWNERS, [rule.price_list] * 2)
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            JUDGED.format(where=where, day=DAY, owners=owners) + ending,
            [rule.item, *whose, rule.item, *whose, rule.currency, said, *given, *beside],
        )
        while rows := cursor.fetchmany(2000):
            yield from rows


def overcharge(difference: int, quantity: int, currency: str) -> int:
    """The millionths of a price times the millionths of a quantity in minor units, once, a half away from zero.

    Example: 0.50 too much for each of 250 pieces are 500,000 and 250,000,000 millionths: 12,500 pence.
    """
    product, unit = difference * quantity, 10 ** (2 * MICRO - minor_units(currency))
    whole: int = (2 * abs(product) + unit) // (2 * unit)
    return whole if product >= 0 else -whole


def _where(
    rule: Rule, customers: models.QuerySet[Customer] | None, invoices: models.QuerySet[Any] | None
) -> tuple[str, list[Any]]:
    day = connection.ops.adapt_datefield_value
    asked: list[tuple[str, Any]] = []
    if rule.item:
        asked.append(("l.item = %s", rule.item))
    if rule.price_list is not None:
        asked.append(("c.price_list_id = %s", rule.price_list))
        if not rule.item:
            asked.append((LISTED, rule.price_list))
    if rule.since:
        asked.append(("l.issued_on >= %s", day(rule.since)))
    if rule.until:
        asked.append(("l.issued_on <= %s", day(rule.until)))
    parts, given = [text for text, _value in asked], [value for _text, value in asked]
    for column, rows in (("l.customer_id", customers), ("l.invoice_id", invoices)):
        if rows is not None:
            text, values = _chosen(rows)
            parts.append(f"{column} IN ({text})")
            given += values
    return " AND ".join(parts) or "1 = 1", given


def _chosen(rows: models.QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        return rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # the rows of somebody who may see none
        return "NULL", ()
