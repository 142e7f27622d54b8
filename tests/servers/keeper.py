"""Keeps a PostgreSQL cluster for as long as its parent lives, however that ends: python -m tests.servers.keeper DIR

Prints the address of the database, then waits for its standard input to close; then stops the cluster and removes DIR.
"""

import shutil
import signal
import sys
from pathlib import Path

from .postgresql import Cluster, PostgresqlMissing


def keep(directory: Path) -> None:
    cluster = Cluster(directory)
    try:
        sys.stdout.write(f"{cluster.make().url}\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:
        cluster.stop()
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        keep(Path(sys.argv[1]))
    except PostgresqlMissing as sentence:
        sys.exit(str(sentence))
