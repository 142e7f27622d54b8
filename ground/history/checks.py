"""Said at start: a history that could be edited."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from . import triggers


def triggers_in_place(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Silent while a migration is pending: the migrate that is due makes the triggers."""
    return [
        Error(
            f"History can be edited in database {alias!r}; triggers are missing: {', '.join(absent)}.",
            hint="`manage.py migrate --skip-checks` makes them; then `manage.py verify_history` says what was touched.",
            id="history.E001",
        )
        for alias in databases or []
        if not _migration_pending(alias) and (absent := triggers.missing(alias))
    ]


def _migration_pending(alias: str) -> bool:
    executor = MigrationExecutor(connections[alias])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
