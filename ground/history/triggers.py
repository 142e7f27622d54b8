"""The triggers that keep history append-only: made, found missing, and taken off for a test's clean-up."""

import re
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

TABLES = ("history_entry", "history_text", "history_chain")

_PRESENT = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)",
}
_DROP = {"sqlite": "DROP TRIGGER IF EXISTS {name}", "postgresql": "DROP TRIGGER IF EXISTS {name} ON {table}"}


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The names of triggers that should guard history and do not (absent, or switched off)."""
    with connections[using].cursor() as cursor:
        cursor.execute(_PRESENT[connections[using].vendor])
        present = set(cursor.fetchall())
    return [name for name, table in expected(connections[using].vendor) if (name, table) not in present]


def make(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make every trigger anew, all or none."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for statement in _statements(connections[using].vendor):
            cursor.execute(statement)


def drop(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take every trigger off. Only for tests, whose clean-up empties all tables."""
    vendor = connections[using].vendor
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for name, table in expected(vendor):
            cursor.execute(_DROP[vendor].format(name=name, table=table))


def make_after_migrate(using: str, **_: Any) -> None:
    """Called by Django when a migrate of any app has ended."""
    if set(TABLES) <= set(connections[using].introspection.table_names()):
        make(using)


def expected(vendor: str) -> list[tuple[str, str]]:
    """Name and table of each trigger in the SQL file of this kind of database."""
    found = re.findall(r"^CREATE (?:OR REPLACE )?TRIGGER (\w+) .*? ON (\w+)", _sql(vendor), flags=re.MULTILINE)
    return [(name, table) for name, table in found]


def _statements(vendor: str) -> list[str]:
    paragraphs = re.sub(r"^--.*\n", "", _sql(vendor), flags=re.MULTILINE).split("\n\n")
    return [paragraph for paragraph in paragraphs if paragraph.strip()]


def _sql(vendor: str) -> str:
    return (Path(__file__).parent / "sql" / f"{vendor}.sql").read_text()
