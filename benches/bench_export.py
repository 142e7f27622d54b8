"""Everything as files over many invoice lines on PostgreSQL: how long, how large, how much memory."""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benches.many_lines import CUSTOMERS, bill
from benches.many_rows import A_CUSTOMER, Rows, house, say, say_load

LINES = 200_000
MOST_MB = 200


def peak_mb() -> float:
    """The highest this process stood at since the mark was last reset."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def measure(lines: int) -> bool:
    from ground.worktime.now import now
    from recovery.export.writing import write_everything

    rows = Rows()
    rows.people()
    rows.grow_to(CUSTOMERS * A_CUSTOMER)
    bill(lines)
    say_load(f"{lines:,} lines of {CUSTOMERS:,} customers")
    reset_peak()
    before, began = peak_mb(), time.perf_counter()
    with TemporaryDirectory() as folder, (Path(folder) / "all.zip").open("wb") as out:
        counts = write_everything(out, now=now())
        took, size = time.perf_counter() - began, out.tell()
    every = sum(counts.values())
    say(f"everything: {every:,} rows in {took:.1f} s ({every / took:,.0f} a second), {size / 1024 / 1024:.1f} MB")
    say(f"peak memory: {peak_mb():.0f} MB (goal {MOST_MB}), before it {before:.0f} MB")
    return peak_mb() <= MOST_MB


def main() -> int:
    with house():
        return 0 if measure(int(sys.argv[1]) if len(sys.argv) > 1 else LINES) else 1


if __name__ == "__main__":
    sys.exit(main())
