"""A question asked on every page: Django builds its statement once, then only the values in it change.

Building a statement of several subqueries takes longer than most databases take to answer it.
"""

from __future__ import annotations

import re
from copy import copy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Value = int | str | datetime
NUMBER = 7_340_117_000_000_000_000
"""Stands in a statement for a number that is not known yet; no row has such an id."""
MOMENT = datetime(7340, 1, 17, tzinfo=UTC)
A_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


class NotBuiltOnce(TypeError):
    """The statement would keep a value of the first time; the text says which."""


class BuiltOnce(Generic[Row]):
    """`build` gets its values by name and returns the query; it must pass them on as they are, not reckon with them.

    A number, a text or an instant may differ from time to time; the shape of the statement may not.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]]) -> None:
        self._build = build
        self._built: dict[tuple[str, ...], tuple[models.QuerySet[Any, Any], SQLCompiler, str, list[Any]]] = {}

    def ask(self, **values: Value) -> list[Row]:
        """The rows, as the query would have given them; one statement."""
        key = (connection.vendor, *(type(value).__name__ for value in values.values()))
        if key not in self._built:
            self._built[key] = self._made(values)
        found, built, sql, known = self._built[key]
        given = [_as_kept(values[part.name]) if isinstance(part, _Place) else part for part in known]
        compiler = copy(built)
        compiler.connection = connection
        compiler.as_sql = lambda *_asked, **_more: (sql, tuple(given))  # type: ignore[method-assign]
        rows = found.all()
        rows.query.get_compiler = lambda *_asked, **_more: compiler  # type: ignore[method-assign]
        return list(rows)

    def _made(self, values: Mapping[str, Value]) -> tuple[models.QuerySet[Any, Any], SQLCompiler, str, list[Any]]:
        stand_ins = {name: _stand_in(value, place) for place, (name, value) in enumerate(values.items())}
        places = {_as_kept(stand_in): _Place(name) for name, stand_in in stand_ins.items()}
        found = self._build(**stand_ins)
        compiler = found.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        known = [places.get(param, param) if isinstance(param, int | str | datetime) else param for param in params]
        _refuse_what_would_stay(known, set(values))
        return found, compiler, sql, known


class _Place:
    """Where a value belongs."""

    def __init__(self, name: str) -> None:
        self.name = name


def _stand_in(value: Value, place: int) -> Value:
    if isinstance(value, datetime):
        return MOMENT.replace(microsecond=place + 1)
    return f"{NUMBER + place}" if isinstance(value, str) else NUMBER + place


def _as_kept(value: Value) -> Any:
    """As it stands among the values of a statement: SQLite keeps instants as text."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _refuse_what_would_stay(known: list[Any], names: set[str]) -> None:
    """An instant of the first time, or a number reckoned from a stand-in, would be asked for ever after."""
    for param in known:
        fixed = isinstance(param, datetime) or (isinstance(param, str) and A_MOMENT.match(param))
        if fixed or (isinstance(param, int) and abs(param) > NUMBER // 2):
            raise NotBuiltOnce(f"{param} is no value that was given: it would stay as it is.")
    if missing := names - {part.name for part in known if isinstance(part, _Place)}:
        raise NotBuiltOnce(f"{', '.join(sorted(missing))}: given, but not asked for as it is.")
