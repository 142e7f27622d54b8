"""An empty database gets its tables at once; it must be the database that the migrations make."""

import re
import subprocess
import sys

import pytest
from django.db import connection

from tests.servers import environment

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MADE = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
FIRST
call_command("migrate", verbosity=0)
with connection.cursor() as cursor:
    for statement in STATEMENTS:
        cursor.execute(statement)
        for row in cursor.fetchall():
            print(*row, sep=" | ")
"""
ONE_BY_ONE = 'call_command("migrate", "contenttypes", verbosity=0, skip_checks=True)'
ASKED = {
    "sqlite": (
        "SELECT type, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
        "SELECT 'done', app, name FROM django_migrations",
    ),
    # Django's groups, which nobody uses, number their links by a smaller column; SQLite knows no such difference.
    "postgresql": (
        """SELECT 'column', table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,
            is_identity FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name NOT LIKE 'auth\\_%'""",
        "SELECT 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "SELECT 'index', tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT 'trigger', tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT 'done', app, name FROM django_migrations",
    ),
}


def made(first: str, name: str) -> set[str]:
    """Every line of a new database; columns and constraints of a table are lines of their own, in no order."""
    code = MADE.replace("FIRST", first).replace("STATEMENTS", repr(ASKED[connection.vendor]))
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment.for_children(DATABASE_URL=environment.empty_database(name)),
        cwd=environment.ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {part for line in done.stdout.splitlines() for part in parts(line)}


def parts(line: str) -> list[str]:
    """SQLite tells a table as one text, with its columns in the order in which they came."""
    found = re.fullmatch(r'table \| (\w+) \| CREATE TABLE "\w+" \((.*)\)', line)
    if found is None:
        return [line]
    return [f"{found[1]}: {part.strip()}" for part in re.split(r', (?=")|, (?=CONSTRAINT )', found[2])]


def test_the_short_way_makes_what_the_migrations_make():
    walked, at_once = made(ONE_BY_ONE, "walked"), made("", "at_once")
    assert len(walked) > 400
    assert sorted(walked - at_once) == sorted(at_once - walked) == []
