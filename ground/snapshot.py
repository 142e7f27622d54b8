"""The database as of one moment, for reading much of it while others go on writing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, connections, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

ALIAS = "snapshot"
ONE_MOMENT = {
    "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "sqlite": "SELECT 1 FROM sqlite_master LIMIT 1",  # a deferred transaction begins with its first look
}


@contextmanager
def snapshot() -> Iterator[str]:
    """The name of a connection of its own, in one read transaction: every look through it sees the same moment.

    It keeps nobody from writing, not even the house's own connection.
    """
    own = connection.copy(ALIAS)
    if own.vendor == "sqlite":
        own.settings_dict["OPTIONS"] = {**own.settings_dict["OPTIONS"], "transaction_mode": "DEFERRED"}
    connections[ALIAS] = own
    try:
        with transaction.atomic(using=ALIAS):
            with own.cursor() as cursor:
                cursor.execute(ONE_MOMENT[own.vendor])
            yield ALIAS
    finally:
        own.close()
        del connections[ALIAS]
