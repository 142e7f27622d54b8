"""One ZIP with a CSV of each kind and a README, written as it is read, some rows at a time."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _

from ground.snapshot import snapshot

from .columns import columns_of, currency_path
from .kinds import FILES, LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import BinaryIO

    from django.db.models import Model

STEP = 2_000


def write_everything(
    out: BinaryIO, *, now: datetime, at: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, int]:
    """Everything as of one moment, into `out`; the rows of each file. `at` hears how many rows of how many are in."""
    with snapshot() as using, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        models = {name: apps.get_model(label) for label, name in FILES.items()}
        counts = {name: model._base_manager.using(using).count() for name, model in models.items()}
        done, total = 0, sum(counts.values())
        at(0, total)
        archive.writestr("README.txt", readme(models, counts, now))
        for name, model in models.items():
            with archive.open(f"{name}.csv", "w", force_zip64=True) as entry:
                for rows in _write(entry, model, using):
                    done += rows
                    at(done, total)
    return counts


def _write(entry: Any, model: type[Model], using: str) -> Iterator[int]:
    columns, currency = columns_of(model), currency_path(model)
    with io.TextIOWrapper(entry, encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow([column.name for column in columns])
        paths = [*(column.path for column in columns), *([currency] if currency else [])]
        rows = model._base_manager.using(using).order_by("pk").values_list(*paths)
        written = 0
        for row in rows.iterator(chunk_size=STEP):
            code = row[-1] or "" if currency else ""
            writer.writerow([column.cell(value, code) for column, value in zip(columns, row, strict=False)])
            written += 1
            if written == STEP:
                yield written
                written = 0
        yield written


def readme(models: dict[str, type[Model]], counts: dict[str, int], now: datetime) -> str:
    """What is in each file, what each column says, and what is in none."""
    head = [
        _("Everything this house holds, as of %(moment)s (UTC).") % {"moment": f"{now:%Y-%m-%d %H:%M}"},
        "",
        _("Each kind is one CSV file: UTF-8 with its mark, commas, quotes doubled, the first row names the columns."),
        _("Amounts stand twice: in whole minor units of their currency, as stored, and as a decimal with a point."),
        _("Prices and quantities are exact decimals of six places. Nothing is rounded."),
        _("Moments are in UTC, as 2026-11-22T10:30:00Z. Days are as 2026-11-22, and have no zone."),
        _("A text that a spreadsheet could take for a formula begins with an apostrophe."),
        _("Tokens of private links are blanked wherever they stand. The bytes of attachments are in the backup."),
        "",
    ]
    for name, model in models.items():
        rows = _("%(file)s.csv, rows: %(n)s") % {"file": name, "n": counts[name]}
        head += [rows, *(f"    {column.name}: {column.about}" for column in columns_of(model)), ""]
    head += [_("In no file:"), *(f"    {label}: {why}" for label, why in LEFT_OUT.items()), ""]
    return "\n".join(head)
