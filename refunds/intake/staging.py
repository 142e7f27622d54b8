"""Rows on their way into the staged tables, thousands at a time: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from refunds.incoming import RowProblem, StagedInvoice, StagedLine, StagedPrice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.utils import CursorWrapper

    from .rows import Wrong

LINE_COLUMNS = (
    *("upload_id", "line", "customer_id", "number", "kind", "issued_on", "currency"),
    *("ordered_on", "delivered_on", "paid_on", "reference", "item", "description"),
    *("quantity", "unit_price", "tax_percent", "net_minor", "tax_minor", "usable"),
)
PRICE_COLUMNS = (
    *("upload_id", "line", "customer_id", "price_list_id", "item", "unit_price", "currency"),
    *("valid_from", "valid_to", "source"),
)
INSERT = "INSERT INTO {table} ({names}) VALUES ({marks})"
MOST_PROBLEMS = 10_000
"""So many are kept to be shown and mended; all are counted."""


def stage_lines(upload_id: int, rows: Sequence[tuple[Any, ...]]) -> None:
    _write(StagedLine._meta.db_table, LINE_COLUMNS, upload_id, rows)


def stage_prices(upload_id: int, rows: Sequence[tuple[Any, ...]]) -> None:
    _write(StagedPrice._meta.db_table, PRICE_COLUMNS, upload_id, rows)


def keep_problems(upload_id: int, wrong: Sequence[Wrong], *, before: int) -> None:
    """The first of them, in the order of the file; `before` is how many there were already."""
    kept = wrong[: max(MOST_PROBLEMS - before, 0)]
    RowProblem.objects.bulk_create(
        RowProblem(
            upload_id=upload_id,
            line=one.line,
            column=one.column,
            heading=one.heading,
            says=one.says,
            why=one.why,
        )
        for one in kept
    )


def room_to_sort(cursor: CursorWrapper) -> None:
    """For the rest of this transaction a million rows are sorted in memory, not on the disk."""
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL work_mem = '96MB'")


def clear(upload_id: int) -> None:
    """Nothing of this file is staged any more."""
    StagedLine.objects.filter(upload_id=upload_id).delete()
    StagedInvoice.objects.filter(upload_id=upload_id).delete()
    StagedPrice.objects.filter(upload_id=upload_id).delete()
    RowProblem.objects.filter(upload_id=upload_id).delete()


def _write(table: str, columns: Sequence[str], upload_id: int, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                copy.write("".join(_copied(upload_id, row) for row in rows))
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                INSERT.format(table=table, names=names, marks=marks), [(upload_id, *row) for row in rows]
            )


def _copied(upload_id: int, row: tuple[Any, ...]) -> str:
    """A row in COPY's own writing. Clean lines hold no tab and no line end; a backslash is doubled."""
    text = "\t".join([str(upload_id), *["\0" if value is None else str(value) for value in row]])
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    return text.replace("\0", "\\N") + "\n"
