"""Customers with prices of their own and of lists, and as many invoice lines as asked for, made by the database."""

from benches.many_rows import _execute

LINES = 1_000_000
CUSTOMERS, LISTS, ITEMS, OWN_PRICES, A_DAY = 2_000, 20, 500, 40, 5
PRICES = """
INSERT INTO refunds_pricelist (name, currency, created_at)
    SELECT 'List ' || n, 'EUR', now() FROM generate_series(1, %(lists)s) AS n;
INSERT INTO refunds_customerpricelist (customer_id, price_list_id)
    SELECT c.id, (SELECT id FROM refunds_pricelist WHERE name = 'List ' || 1 + c.id %% %(lists)s)
    FROM customers_customer AS c WHERE c.slug LIKE 'bulk-%%';
INSERT INTO refunds_agreedprice (price_list_id, item, unit_price, currency, valid_from, source, created_at)
    SELECT l.id, 'Item ' || n, 10000000 + 1000 * (n %% 90), 'EUR', date '2022-01-01' + 365 * y, '', now()
    FROM refunds_pricelist AS l CROSS JOIN generate_series(1, %(items)s) AS n CROSS JOIN generate_series(0, 3) AS y;
INSERT INTO refunds_agreedprice (customer_id, item, unit_price, currency, valid_from, source, created_at)
    SELECT c.id, 'Item ' || n, 9500000 + 1000 * (n %% 90), 'EUR', date '2022-01-01' + 365 * y, '', now()
    FROM customers_customer AS c CROSS JOIN generate_series(1, %(own)s) AS n CROSS JOIN generate_series(0, 3) AS y
    WHERE c.slug LIKE 'bulk-%%' AND c.id %% 2 = 0;
"""
BILLED = """
INSERT INTO refunds_invoice (customer_id, number, kind, issued_on, currency, reference)
    SELECT c.id, 'B' || n, CASE WHEN n %% 50 = 0 THEN 'credit' ELSE 'invoice' END,
           date '2022-01-01' + (n %% 1500), 'EUR', ''
    FROM generate_series(1, %(invoices)s) AS n
    JOIN customers_customer AS c ON c.slug = 'bulk-' || 1 + n %% %(customers)s;
INSERT INTO refunds_invoiceline (invoice_id, customer_id, position, issued_on, item, description, quantity, unit_price,
        tax_percent, net_minor, tax_minor)
    SELECT i.id, i.customer_id, n, i.issued_on, 'Item ' || item, '',
           CASE WHEN i.kind = 'credit' THEN -1 ELSE 1 END * 1000000 * (1 + (i.id * 7 + n) %% 400),
           CASE WHEN i.customer_id %% 2 = 0 AND item <= %(own)s THEN 9500000 ELSE 10000000 END
               + 1000 * (item %% 90) + CASE WHEN (hashint8(i.id * 7 + n) & 1048575) %% 50 = 0 THEN 250000 ELSE 0 END,
           0, 1000, 0
    FROM refunds_invoice AS i CROSS JOIN generate_series(1, %(a_day)s) AS n
    CROSS JOIN LATERAL (SELECT 1 + (hashint8(i.id * 11 + n) & 1048575) %% %(items)s AS item) AS of_it
"""


def bill(lines: int = LINES) -> None:
    """One line in fifty is 0.25 above its agreed price. Needs the customers of Rows.grow_to()."""
    sizes = {"lists": LISTS, "items": ITEMS, "own": OWN_PRICES, "a_day": A_DAY}
    _execute(PRICES + BILLED, **sizes, invoices=lines // A_DAY, customers=CUSTOMERS)
    _execute("VACUUM ANALYZE")
