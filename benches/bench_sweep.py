"""The sweep of one rule, kept with interest too, and the whole watch over invoice lines on PostgreSQL.

A million lines with `bench_sweep 1000000`.
"""

import sys
import time
from collections.abc import Callable

from benches.many_lines import CUSTOMERS, bill
from benches.many_rows import A_CUSTOMER, Rows, house, say, say_load

LINES = 200_000
RULE_S, EVERY_S = 2.0, 15.0


def timed(work: Callable[[], object]) -> tuple[float, object]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def keep(rule: object) -> int:
    """Asked for by somebody who sees every customer, and worked on to the end; how many are owed something."""
    from datetime import date
    from decimal import Decimal

    from ground.accounts.models import Person, Role
    from ground.jobs.running import run_one
    from ground.worktime.now import now
    from refunds.rate_tables import make_table
    from refunds.sweeping import ask_sweep, kept_rows

    rates = {date(2020, 1, 1): Decimal("3.5"), date(2023, 7, 1): Decimal("6.25"), date(2025, 2, 1): Decimal(5)}
    table = make_table(name=f"Three steps {now()}", source="Made up", rates=rates, now=now())
    by = Person.objects.filter(role=Role.FINANCE).first() or Person.objects.create(
        name="Grace Lindqvist", email="grace@bench.example", role=Role.FINANCE, zone="Europe/London"
    )
    asked = ask_sweep(rule, by=by, now=now(), refund_on=date(2026, 11, 27), rates=table)
    if not (asked.job and run_one(asked.job, now=now())):
        raise RuntimeError("Another worker had it in hand.")
    asked.refresh_from_db()
    found = kept_rows(asked, by)
    say(f"looked at {asked.looked:,} lines of {asked.customers_looked:,} customers in {asked.seconds_ms / 1000:.1f} s")
    return found.count()


def measure(lines: int) -> bool:
    from ground.worktime.now import now
    from refunds.models import PriceList
    from refunds.priced import Rule
    from refunds.sweep import sweep
    from refunds.watch import watch

    rows = Rows()
    rows.people()
    rows.grow_to(CUSTOMERS * A_CUSTOMER)
    made, _nothing = timed(lambda: bill(lines))
    say_load(f"{lines:,} lines of {CUSTOMERS:,} customers made in {made:.0f} s")
    one, found = timed(lambda: sweep(Rule("Item 7")))
    say(f"one item swept: {one:.2f} s (goal {RULE_S:g}), {found.looked:,} lines, {len(found.affected):,} affected")
    kept, rows = timed(lambda: keep(Rule("Item 7", currency="EUR")))
    say(f"the same kept, each reckoned with tax and interest: {kept:.2f} s, {rows:,} customers")
    listed = PriceList.objects.order_by("pk").values_list("pk", flat=True)[0]
    whole_list, rows = timed(lambda: keep(Rule(price_list=listed, currency="EUR")))
    say(f"every item of one price list kept, each reckoned: {whole_list:.2f} s, {rows:,} customers")
    every, found = timed(lambda: sweep(Rule()))
    say(f"every line swept: {every:.2f} s, {found.looked:,} lines, {len(found.affected):,} affected")
    whole, new = timed(lambda: watch(now=now()))
    say(f"the whole watch: {whole:.2f} s (goal {EVERY_S:g}), {new:,} findings")
    again, new = timed(lambda: watch(now=now()))
    say(f"the watch once more: {again:.2f} s, {new:,} findings")
    return one <= RULE_S and whole <= EVERY_S


def main() -> int:
    with house():
        return 0 if measure(int(sys.argv[1]) if len(sys.argv) > 1 else LINES) else 1


if __name__ == "__main__":
    sys.exit(main())
