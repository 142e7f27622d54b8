"""Rows of several tables in one statement: a page that shows twelve kinds of evidence asks the database once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Field

    Found = dict[type[Model], list[Model]]


def read_together(wanted: Iterable[QuerySet[Any]]) -> Found:
    """The rows of these queries (one for each model) by model, each in the model's own order; one statement.

    Every row travels as one JSON object. Related rows are not fetched.
    """
    queries = [_as_objects(query) for query in wanted]
    kinds = {query.model._meta.label: query.model for query in queries}
    found: Found = {kind: [] for kind in kinds.values()}
    first, *others = queries
    for label, values in first.union(*others, all=True) if others else first:
        found[kinds[label]].append(_row(kinds[label], values))
    for kind, rows in found.items():
        _sort(kind, rows)
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
