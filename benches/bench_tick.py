"""The tick on PostgreSQL: among ever more open incidents, a thousand whose rung fell due are found and climbed."""

import sys
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta

from benches.many_rows import Rows, house, say, say_load

SIZES = (1_000, 10_000, 100_000, 1_000_000)
DUE = 1_000
FIND_S = 0.1
GROWTH = 1.5
ROUNDS = 7
MAKE_DUE = """
UPDATE incidents_promise SET rung_due_at = now() - interval '1 minute' WHERE id IN
    (SELECT id FROM incidents_promise WHERE rung_due_at IS NOT NULL ORDER BY md5(id::text) LIMIT %s)
"""
REST = "UPDATE incidents_promise SET rung_due_at = due_at + interval '30 days' WHERE rung_due_at IS NOT NULL"


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the best round: what else the machine does only ever makes one longer."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def statements(work: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    connection.queries_log = deque()  # without its bound
    with CaptureQueriesContext(connection) as found:
        work()
    return len(found)


def make_due() -> None:
    from django.db import connection

    from updates.models import Nudge

    Nudge.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(REST)
        cursor.execute(MAKE_DUE, [DUE])
        cursor.execute("VACUUM ANALYZE incidents_promise")


def find_all() -> int:
    """Every promise whose rung fell due."""
    from ground.worktime.now import now
    from incidents.models import Promise

    found = len(Promise.objects.rung_due(now()))
    assert found == DUE
    return found


def read_all() -> int:
    """The same with customer, team, calendar and owner, batch after batch and locked, as `climb` asks for it."""
    from django.db import transaction

    from ground.worktime.now import now
    from incidents.models import Promise
    from updates.reminders import BATCH

    found = 0
    with transaction.atomic():
        while found < DUE:
            due = Promise.objects.rung_due(now()).select_for_update(skip_locked=True, of=("self", "incident"))
            people = due.select_related("incident__customer__team__calendar", "incident__owner")
            found += len(people[found : found + BATCH])
    return found


def climb_all() -> int:
    from ground.worktime.now import now
    from updates.reminders import climb

    moment, climbed = now() + timedelta(seconds=1), 0
    while batch := climb(now=moment):
        climbed += batch
    return climbed


def explained() -> str:
    from ground.worktime.now import now
    from incidents.models import Promise

    return str(Promise.objects.rung_due(now())[:100].explain(analyze=True, costs=False, timing=False))


def bench(rows: Rows, size: int) -> tuple[float, float, int]:
    rows.grow_to(size)
    make_due()
    plan = explained()
    find, read = timed(find_all), timed(read_all)
    began = time.perf_counter()
    asked = statements(climb_all)
    climbed = time.perf_counter() - began
    say(f"{size:>9,} open, {DUE:,} due: found in {find * 1000:.1f} ms (bound {FIND_S * 1000:.0f} ms), ")
    say(f"           read with their people in batches in {read * 1000:.1f} ms, ")
    say(f"           climbed in {climbed:.2f} s with {asked} statements")
    for line in plan.splitlines():
        say(f"           {line}")
    return find, climbed, asked


def main() -> int:
    sizes = [size for size in SIZES if size <= int(sys.argv[1])] if len(sys.argv) > 1 else list(SIZES)
    with house():
        rows = Rows()
        rows.people()
        found = {size: bench(rows, size) for size in sizes}
    first, last = found[sizes[0]], found[sizes[-1]]
    growth = last[0] / first[0]
    slow = [size for size, (find, _climbed, _asked) in found.items() if find > FIND_S]
    say(f"found {growth:.2f} times as long among {sizes[-1]:,} as among {sizes[0]:,} (bound {GROWTH:g})")
    say_load("PostgreSQL without fsync")
    return 1 if slow or growth > GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
