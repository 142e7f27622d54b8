"""Rows of several tables in one statement: a page that shows twelve kinds of evidence asks the database once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Field

    Found = dict[type[Model], list[Model]]

STAND_IN = 7_340_117_000_000_000_000
"""Where a number will stand in a statement that is built before the number is known; no row has such an id."""


class Question:
    """Rows of several tables, asked for again and again: the statement is built once, then only its numbers change.

    `build` is given as many numbers as it takes and returns the queries, one for each model.
    """

    def __init__(self, build: Callable[..., Iterable[QuerySet[Any]]], *, numbers: int) -> None:
        self._build = build
        self._stand_ins = tuple(STAND_IN + place for place in range(numbers))
        self._built: dict[str, tuple[str, tuple[Any, ...], dict[str, type[Model]]]] = {}

    def ask(self, *numbers: int) -> Found:
        """The rows by model, each in the model's own order; one statement. Related rows are not fetched."""
        if connection.vendor not in self._built:
            self._built[connection.vendor] = _statement(self._build(*self._stand_ins))
        sql, known, kinds = self._built[connection.vendor]
        given = dict(zip(self._stand_ins, numbers, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(value, value) if isinstance(value, int) else value for value in known])
            return _found(cursor.fetchall(), kinds)


def read_together(wanted: Iterable[QuerySet[Any]]) -> Found:
    """As `Question.ask`, for queries that differ each time."""
    sql, params, kinds = _statement(wanted)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return _found(cursor.fetchall(), kinds)


def _statement(wanted: Iterable[QuerySet[Any]]) -> tuple[str, tuple[Any, ...], dict[str, type[Model]]]:
    """Every row travels as one JSON object, named by its model."""
    queries = [_as_objects(query) for query in wanted]
    first, *others = queries
    whole = first.union(*others, all=True) if others else first
    sql, params = whole.query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params), {query.model._meta.label: query.model for query in queries}


def _found(rows: Iterable[tuple[str, Any]], kinds: dict[str, type[Model]]) -> Found:
    found: Found = {kind: [] for kind in kinds.values()}
    for label, values in rows:
        read = json.loads(values) if isinstance(values, str) else values
        found[kinds[label]].append(_row(kinds[label], read))
    for kind, models in found.items():
        _sort(kind, models)
    return found


def _as_objects(query: QuerySet[Any]) -> Any:
    kind = query.model
    columns = {field.attname: F(field.attname) for field in kind._meta.concrete_fields}
    label = Value(kind._meta.label, output_field=CharField())
    return query.order_by().annotate(label_=label, values_=JSONObject(**columns)).values_list("label_", "values_")


def _row(kind: type[Model], values: dict[str, Any]) -> Model:
    fields = kind._meta.concrete_fields
    return kind.from_db("default", [f.attname for f in fields], [_value(f, values[f.attname]) for f in fields])


def _value(field: Field[Any, Any], value: Any) -> Any:
    """As the column would have given it: SQLite keeps instants without their zone, in UTC."""
    if field.get_internal_type() != "DateTimeField" or value is None:
        return field.to_python(value)
    at = parse_datetime(value)
    if not isinstance(at, datetime):
        raise TypeError(f"{field.name} is no instant: {value!r}")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _sort(kind: type[Model], rows: list[Model]) -> None:
    for name in reversed(kind._meta.ordering or ["pk"]):
        key = str(name).lstrip("-")
        rows.sort(key=lambda row: getattr(row, key), reverse=str(name).startswith("-"))
