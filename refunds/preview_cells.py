"""The cells of a preview's file, each read strictly or refused with its file, line and column.

Days are written 2026-03-13 and figures 1234.50, so that no notation has to be guessed; an empty cell is "not known".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from django.utils.translation import gettext as _

from customers.encodings import CannotRead
from customers.reading_csv import Line as Row
from customers.reading_csv import read_table
from ground.money.amounts import AmountRefused, Money

from .interest import day_of
from .refusals import RefundRefused

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

FIGURE = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
SHOWN = 40


class FileRefused(RefundRefused):
    """The file cannot be taken as it is: which file, which line, which column, and what to do."""


@dataclass(frozen=True)
class Cells:
    """One line of a file; every cell is asked for by the name of its column."""

    file: str
    headings: tuple[str, ...]
    row: Row

    def text(self, column: str) -> str:
        return self.row.cells[self.headings.index(column)] if column in self.headings else ""

    def needed(self, column: str) -> str:
        return self.text(column) or self.refuse(column, _("This cell is empty."))

    def figure(self, column: str) -> Decimal:
        text = self.needed(column)
        if not FIGURE.fullmatch(text):
            self.refuse(column, _("“%(text)s” is no figure. Write it like 1234.50.") % {"text": text[:SHOWN]})
        return Decimal(text)

    def day(self, column: str) -> date:
        return self.maybe_day(column) or self.refuse(column, _("This cell is empty."))

    def maybe_day(self, column: str, zone: ZoneInfo | None = None) -> date | None:
        """The day, None for an empty cell; of an instant with its offset, the day it was in `zone`."""
        text = self.text(column)
        try:
            if zone and "T" in text:
                return day_of(datetime.fromisoformat(text), zone)
            if text and not DAY.fullmatch(text):
                raise ValueError(text)
            return date.fromisoformat(text) if text else None
        except (ValueError, OverflowError):
            return self.refuse(column, _("“%(text)s” is no day. Write it like 2026-03-13.") % {"text": text[:SHOWN]})

    def money(self, column: str, currency: str) -> Money:
        try:
            return Money.of(self.figure(column), currency)
        except AmountRefused as refused:
            return self.refuse(column, str(refused))

    def refuse(self, column: str, sentence: str) -> NoReturn:
        words = {"file": self.file, "line": self.row.number, "column": column, "why": sentence}
        raise FileRefused(_("%(file)s, line %(line)s, column “%(column)s”: %(why)s") % words)


def read_cells(path: Path, needed: tuple[str, ...], more: tuple[str, ...] = ()) -> list[Cells]:
    """The lines of a CSV file whose headings are `needed` and, if they are there, `more`; any other is refused, since
    a mistyped heading would leave out its figures in silence."""
    try:
        table = read_table(path.read_bytes())
    except OSError as error:
        raise FileRefused(_("%(file)s: this file cannot be opened.") % {"file": path.name}) from error
    except CannotRead as refused:
        raise FileRefused(f"{path.name}: {refused}") from None
    headings = tuple(heading.strip().lower() for heading in table.headings)
    _check_headings(path.name, headings, needed, more)
    for row in table.lines:
        if len(row.cells) > len(headings):
            words = {"file": path.name, "line": row.number}
            raise FileRefused(_("%(file)s, line %(line)s: more cells than headings. Check its commas.") % words)
    return [Cells(path.name, headings, row) for row in table.lines]


def _check_headings(file: str, headings: tuple[str, ...], needed: tuple[str, ...], more: tuple[str, ...]) -> None:
    known = ", ".join((*needed, *more))
    for heading in headings:
        if heading not in (*needed, *more):
            words = {"file": file, "column": heading[:SHOWN], "known": known}
            raise FileRefused(_("%(file)s, line 1: column “%(column)s” is not known. Known: %(known)s.") % words)
    for column in needed:
        if column not in headings:
            words = {"file": file, "column": column, "known": known}
            raise FileRefused(_("%(file)s, line 1: column “%(column)s” is missing. Known: %(known)s.") % words)
