"""The sweep of one rule and the whole watch over invoice lines on PostgreSQL; a million with `bench_sweep 1000000`."""

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


def measure(lines: int) -> bool:
    from ground.worktime.now import now
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
