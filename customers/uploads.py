"""Files people bring to import from: kept for a day, read the way they chose."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from ground.text import clean_line

from .headings import recognise
from .models import ImportFile
from .reading_csv import Table, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ground.accounts.models import Person

    from .rows import Otherwise

KEPT_FOR = timedelta(days=1)


@transaction.atomic
def keep_upload(
    *, name: str, data: bytes, otherwise: Otherwise, by: Person, now: datetime, encoding: str = "", separator: str = ""
) -> ImportFile:
    """Keep a file that can be read, with what we think its columns are. Raises CannotRead."""
    table = read_table(data, encoding=encoding, separator=separator)
    forget_uploads(now)
    columns = {str(index): field for index, field in recognise(table.headings).items()}
    reading = {**vars(otherwise), "encoding": table.encoding, "separator": table.separator, "columns": columns}
    digest = hashlib.sha256(data).hexdigest()
    return ImportFile.objects.create(
        owner=by, name=_shown(name), sha256=digest, content=data, reading=reading, created_at=now
    )


def choose_reading(
    upload: ImportFile,
    *,
    columns: Mapping[int, str],
    otherwise: Otherwise,
    encoding: str,
    separator: str,
    account_manager: Person | None = None,
) -> ImportFile:
    """Read the file as the person says from now on; its columns anew when it falls into others. Raises CannotRead."""
    before, table = table_of(upload), read_table(bytes(upload.content), encoding=encoding, separator=separator)
    chosen = dict(columns) if table.headings == before.headings else recognise(table.headings)
    upload.reading = {
        **vars(otherwise),
        "encoding": encoding,
        "separator": separator,
        "columns": {str(index): field for index, field in chosen.items()},
        "account_manager": account_manager.pk if account_manager else None,
    }
    upload.save(update_fields=["reading"])
    return upload


def table_of(upload: ImportFile) -> Table:
    """The table in an upload, read as its person chose. Raises CannotRead."""
    encoding, separator = upload.reading["encoding"], upload.reading["separator"]
    return read_table(bytes(upload.content), encoding=encoding, separator=separator)


def forget_uploads(now: datetime) -> int:
    """Empty files older than a day that were used, delete those that were not; returns how many."""
    old = ImportFile.objects.filter(created_at__lt=now - KEPT_FOR)
    emptied = old.filter(used_at__isnull=False).exclude(content=b"").update(content=b"")
    deleted, _by_model = old.filter(used_at__isnull=True).delete()
    return emptied + deleted


def earlier_import(upload: ImportFile) -> ImportFile | None:
    """When the same bytes were imported by this person before."""
    same = ImportFile.objects.filter(owner=upload.owner_id, sha256=upload.sha256, used_at__isnull=False)
    return same.order_by("-used_at").first()


def _shown(name: str) -> str:
    """The file's name when it is one a person can read, else nothing of it."""
    try:
        return clean_line(name[-200:], 200) or "file.csv"
    except ValidationError:
        return "file.csv"
