"""The database itself refuses to change history, after every migration of every app."""

import subprocess
import sys

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.state import ProjectState

from ground.history import triggers
from ground.history.models import Chain, Entry, Text
from ground.history.recording import record
from tests.servers import environment


@pytest.fixture
def entry(db, now):
    return record(("incident", 7), by=None, what="incident.opened", now=now, text="Freight charged twice.")


def refused(statement: str, *parameters: object) -> None:
    with pytest.raises(IntegrityError, match="history"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_entry SET what = 'another'",
        "UPDATE history_entry SET hash = hash",
        "DELETE FROM history_entry",
        "DELETE FROM history_text",
        "UPDATE history_text SET text = 'another'",
        "UPDATE history_text SET salt = 'another'",
        "DELETE FROM history_chain",
        "UPDATE history_chain SET last_sequence = 0",
        "UPDATE history_chain SET last_hash = 'another'",
        "UPDATE history_chain SET subject_id = 8",
    ],
)
def test_history_is_not_changed_by_hand(entry, statement):
    refused(statement)


def test_a_text_is_erased_only_with_when_and_why(entry, now):
    refused("UPDATE history_text SET text = NULL, salt = NULL")
    refused("UPDATE history_text SET text = NULL, salt = NULL, erased_why = 'asked'")
    with pytest.raises(IntegrityError), transaction.atomic():
        Text.objects.update(text=None, erased_at=now, erased_why="asked")
    Text.objects.update(text=None, salt=None, erased_at=now, erased_why="asked")
    refused("UPDATE history_text SET erased_why = 'another'")
    refused("UPDATE history_text SET text = 'back'")


def test_the_orm_cannot_change_history_either(entry):
    for change in (
        lambda: Entry.objects.update(what="another"),
        lambda: Entry.objects.filter(pk=entry.pk)._raw_delete("default"),
        lambda: Entry(pk=entry.pk, kind="x", subject_id=1, sequence=1, at=entry.at, what="x").save(),
        lambda: Chain.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="history"), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_tables_of_history_are_not_emptied_at_once(now):
    with transaction.atomic():
        record(("incident", 7), by=None, what="incident.opened", now=now, text="Freight charged twice.")
    for table in triggers.TABLES:
        if connection.vendor == "postgresql":
            refused(f"TRUNCATE {table} CASCADE")
        else:
            refused(f"DELETE FROM {table}")


def test_an_entry_is_not_replaced(entry):
    columns = "kind, subject_id, sequence, at, what, facts, text_digest, previous_hash, hash"
    values = f"SELECT {columns} FROM history_entry"
    if connection.vendor == "sqlite":
        refused(f"INSERT OR REPLACE INTO history_entry ({columns}) {values}")
        refused("INSERT OR REPLACE INTO history_text SELECT * FROM history_text")
    else:
        refused(
            f"INSERT INTO history_entry ({columns}) {values}"
            " ON CONFLICT (kind, subject_id, sequence) DO UPDATE SET what = 'another'"
        )


WALK = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from ground.history import triggers

executor = MigrationExecutor(connection)
steps = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
standing = False
for step in steps:
    call_command("migrate", step.app_label, step.name, verbosity=0, skip_checks=True)
    standing = standing or step.app_label == "history"
    if standing and triggers.missing():
        raise SystemExit(f"after {step}: {triggers.missing()}")
print(len(steps), "migrations", standing)
"""


@pytest.mark.django_db(transaction=True)
def test_triggers_stand_after_every_migration_of_every_app():
    """From an empty database, one migration at a time."""
    walk = subprocess.run(
        [sys.executable, "-c", WALK],
        env=environment.for_children(DATABASE_URL=environment.empty_database("walk")),
        cwd=environment.ROOT,
        capture_output=True,
        text=True,
    )
    assert walk.returncode == 0, walk.stderr[-2000:]
    assert walk.stdout.endswith("migrations True\n")


@pytest.mark.django_db(transaction=True)
def test_triggers_that_were_dropped_are_back_after_the_next_migrate():
    triggers.drop()
    call_command("migrate", "contenttypes", verbosity=0, skip_checks=True)
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
def test_triggers_are_gone_when_a_table_was_rebuilt_and_back_after_the_migrate():
    """SQLite copies the table into a new one for a changed column, and says nothing of its triggers."""
    state = ProjectState.from_apps(apps)
    entry = state.apps.get_model("history", "Entry")
    wider = models.CharField(max_length=81)
    wider.set_attributes_from_name("what")
    wider.model = entry
    with connection.schema_editor() as editor:
        editor.alter_field(entry, entry._meta.get_field("what"), wider)
    assert bool(triggers.missing()) == (connection.vendor == "sqlite")
    with connection.schema_editor() as editor:
        editor.alter_field(entry, wider, entry._meta.get_field("what"))
    call_command("migrate", verbosity=0, skip_checks=True)
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
def test_a_missing_trigger_is_named_by_the_system_check():
    assert [e for e in run_checks(databases=["default"]) if e.id == "history.E001"] == []
    triggers.drop()
    [error] = [e for e in run_checks(databases=["default"]) if e.id == "history.E001"]
    assert "history_entry_no_update" in error.msg
    assert "migrate --skip-checks" in error.hint
    triggers.make()


@pytest.mark.django_db(transaction=True)
def test_a_trigger_that_is_switched_off_counts_as_missing():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE history_entry DISABLE TRIGGER history_entry_no_delete")
        assert triggers.missing() == ["history_entry_no_delete"]
        triggers.drop()
        triggers.make()
    assert triggers.missing() == []
