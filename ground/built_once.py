"""A question asked on every page: Django builds its statement once, then only the values in it change.

Building a statement of several subqueries takes longer than most databases take to answer it.
"""

from __future__ import annotations

import re
from copy import copy
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from django.db.models.sql.compiler import SQLCompiler

    Built = tuple[models.QuerySet[Any, Any], SQLCompiler, str, list[Any]]

Row = TypeVar("Row")
Value = int | str | datetime | date
NUMBER = 7_340_117_000_000_000_000
"""Stands in a statement for a number that is not known yet; no row has such an id."""
MOMENT = datetime(7340, 1, 17, tzinfo=UTC)
DAY = date(7340, 1, 17)
A_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class NotBuiltOnce(TypeError):
    """The statement would keep a value of the first time; the text says which."""


class BuiltOnce(Generic[Row]):
    """`build` gets its values by name and returns the query; it must pass them on as they are, not reckon with them.

    What decides about the shape of the statement (a role) goes before the values; each shape is built once.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]]) -> None:
        self._build = build
        self._built: dict[tuple[Hashable, ...], Built | None] = {}

    def ask(self, *shape: Hashable, **values: Value) -> list[Row]:
        """The rows, as the query would have given them; one statement."""
        key = (connection.vendor, *shape)
        if key not in self._built:
            self._built[key] = self._made(shape, values)
        made = self._built[key]
        if made is None:
            return []
        found, built, sql, known = made
        given = [_as_kept(values[part.name]) if isinstance(part, _Place) else part for part in known]
        compiler = copy(built)
        compiler.connection = connection
        compiler.as_sql = lambda *_asked, **_more: (sql, tuple(given))  # type: ignore[method-assign]
        rows = found.all()
        rows.query.get_compiler = lambda *_asked, **_more: compiler  # type: ignore[method-assign]
        return list(rows)

    def _made(self, shape: Sequence[Hashable], values: Mapping[str, Value]) -> Built | None:
        """None where this shape never has a row."""
        stand_ins = {name: _stand_in(value, place) for place, (name, value) in enumerate(values.items())}
        places = {_as_kept(stand_in): _Place(name) for name, stand_in in stand_ins.items()}
        found = self._build(*shape, **stand_ins)
        compiler = found.query.get_compiler(connection=connection)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        known = [places.get(param, param) if isinstance(param, int | str | date) else param for param in params]
        _refuse_what_would_stay(known)
        return found, compiler, sql, known


class _Place:
    """Where a value belongs."""

    def __init__(self, name: str) -> None:
        self.name = name


def _stand_in(value: Value, place: int) -> Value:
    if isinstance(value, datetime):
        return MOMENT.replace(microsecond=place + 1)
    if isinstance(value, date):
        return DAY + timedelta(days=place)
    return f"{NUMBER + place}" if isinstance(value, str) else NUMBER + place


def _as_kept(value: Value) -> Any:
    """As it stands among the values of a statement: SQLite keeps instants and days as text."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _refuse_what_would_stay(known: list[Any]) -> None:
    """A day of the first time, or a number reckoned from a stand-in, would be asked for ever after."""
    for param in known:
        fixed = isinstance(param, date) or (isinstance(param, str) and A_DAY.match(param))
        if fixed or (isinstance(param, int) and abs(param) > NUMBER // 2):
            raise NotBuiltOnce(f"{param} is no value that was given: it would stay as it is.")
