"""Invoice lines into PostgreSQL beside a bare COPY of the same rows: python -m benches.bench_import [how many]."""

import json
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benches.many_rows import house, say, say_load
from tests.servers import environment

ROWS = 200_000
CUSTOMERS, ITEMS, LINES = 200, 500, 5
TIMES_COPY = 2.5
PEAK_MB = 200
FIRST = date(2023, 1, 2)
HEADINGS = "cust_no;inv_no;inv_dt;pay_dt;item;text;qty;price;cur;vat\n"
COPY = """COPY refunds_invoiceline (invoice_id, customer_id, position, issued_on, item, description, quantity,
    unit_price, tax_percent, net_minor, tax_minor) FROM STDIN"""


def row(at: int) -> tuple[int, int, date, int, int, int]:
    """Customer, invoice, day, item, quantity and cents of the row at this place."""
    invoice = at // LINES
    return invoice % CUSTOMERS, invoice, FIRST + timedelta(invoice % 700), at % ITEMS, 1 + at % 48, 100 + at * 7 % 9000


def write_file(path: Path, rows: int) -> int:
    """The file of an office with decimal commas; its sum in cents."""
    total = 0
    with path.open("w", encoding="cp1252") as file:
        file.write(HEADINGS)
        for at in range(rows):
            customer, invoice, day, item, quantity, cents = row(at)
            total += quantity * cents
            paid = day + timedelta(30)
            file.write(
                f"K{customer};INV-{invoice};{day:%d.%m.%Y};{paid:%d.%m.%Y};IT-{item};Für Artikel {item};{quantity};"
                f"{cents // 100},{cents % 100:02d};EUR;20\n"
            )
    return total


def bare_copy(rows: int, ids: list[int]) -> float:
    """Seconds for the rows alone, ready made, into the table with its indexes and constraints; then it is empty."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO refunds_invoice (customer_id, number, kind, issued_on, currency, reference) "
            "SELECT (%s::bigint[])[1 + n %% %s], 'INV-' || n, 'invoice', %s::date + n %% 700, 'EUR', '' "
            "FROM generate_series(0, %s) AS n",
            [ids, CUSTOMERS, FIRST, (rows - 1) // LINES],
        )
        cursor.execute("SELECT MIN(id) FROM refunds_invoice")
        first = cursor.fetchone()[0]
    lines = []
    for at in range(rows):
        customer, invoice, day, item, quantity, cents = row(at)
        net = quantity * cents
        micros = f"{quantity}000000\t{cents}0000\t20000000\t{net}\t{(net * 2 + 5) // 10}"
        lines.append(
            f"{first + invoice}\t{ids[customer]}\t{at % LINES + 1}\t{day}\tIT-{item}\tFür Artikel {item}\t{micros}\n"
        )
    text = "".join(lines)
    with connection.cursor() as cursor:
        began = time.perf_counter()
        with transaction.atomic(), cursor.copy(COPY) as copy:
            copy.write(text)
        took = time.perf_counter() - began
        cursor.execute("TRUNCATE refunds_invoiceline, refunds_invoice CASCADE")
    return took


def make_customers() -> list[int]:
    from customers.models import Customer
    from tests import make

    john = make.cast().john
    for n in range(CUSTOMERS):
        make.customer(f"Bulk {n}", account_manager=john, reference=f"K{n}")
    return list(Customer.objects.filter(reference__startswith="K").order_by("pk").values_list("pk", flat=True))


def main(rows: int) -> int:
    with house(), tempfile.TemporaryDirectory() as folder:
        from django.db import connection

        path = Path(folder) / "lines.csv"
        ids = make_customers()
        total = write_file(path, rows)
        bare = bare_copy(rows, ids)
        command = [sys.executable, "-m", "benches.imports_a_file", str(path)]
        told = json.loads(subprocess.check_output(command, cwd=environment.ROOT, env=environment.for_children()))  # noqa: S603
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*), SUM(net_minor) FROM refunds_invoiceline")
            there = cursor.fetchone()
    ratio = told["took"] / bare
    say_load(f"{rows:,} lines: bare COPY {bare:.1f} s, import {told['took']:.1f} s (checking {told['checked']:.1f} s)")
    say(f"    {ratio:.2f} times the bare COPY (at most {TIMES_COPY}), {told['rate']:,} rows a second while checking")
    say(f"    peak of the worker {told['peak']} MB (at most {PEAK_MB}), {there[0]:,} lines, {there[1]} cents")
    right = (int(there[0]), int(there[1])) == (rows, total)
    return 0 if right and ratio <= TIMES_COPY and told["peak"] <= PEAK_MB else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
