"""Each row of a customer list becomes a draft, or problems with their line and column. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _

from . import cells
from .headings import MOST_CONTACTS, columns_of
from .places import country_of, currency_of, example_zone, locale_of, zones_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .reading_csv import Line, Table

T = TypeVar("T")


@dataclass(frozen=True)
class Otherwise:
    """What holds for rows that do not say."""

    zone: str
    language: str
    currency: str


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be used. `column` counts from 1; 0 is the row as a whole."""

    line: int
    column: int
    heading: str
    says: str
    why: str


@dataclass(frozen=True)
class ContactDraft:
    name: str
    email: str = ""
    role: str = ""
    phone: str = ""
    prefers_call: bool = False
    receives_updates: bool = True
    speaks: bool = False
    note: str = ""


@dataclass(frozen=True)
class Draft:
    """One row that can be used. `account_manager` and `deputy` are an email or a name, or empty."""

    line: int
    name: str
    reference: str
    account_manager: str
    deputy: str
    zone: str
    language: str
    locale: str
    currency: str
    contacts: tuple[ContactDraft, ...] = ()


def read_rows(table: Table, columns: Mapping[int, str], otherwise: Otherwise) -> tuple[list[Draft], list[Problem]]:
    """The rows that can be used, and what is wrong with each of the others; every wrong cell of a row is named."""
    drafts, problems = [], []
    where = columns_of(columns)
    for line in table.lines:
        row = _Row(line, table.headings, where)
        draft = row.draft(otherwise)
        if row.problems:
            problems += sorted(row.problems, key=lambda problem: problem.column)
        else:
            drafts.append(draft)
    return drafts, problems


class _Row:
    """One row while it is read: where its cells are, and what was found wrong so far."""

    def __init__(self, line: Line, headings: Sequence[str], where: Mapping[str, int]) -> None:
        self.line, self.headings, self.where = line, headings, where
        self.problems: list[Problem] = []

    def draft(self, otherwise: Otherwise) -> Draft:
        if len(self.line.cells) > len(self.headings):
            values = {"cells": len(self.line.cells), "headings": len(self.headings)}
            why = _("This row has %(cells)s cells, the first line %(headings)s. Is a separator inside a cell?")
            self._wrong(len(self.headings), why % values)
        name = self.read("name", lambda cell: cells.line(cell, 120), "")
        if not name and "name" not in self._wrong_fields():
            self._wrong(self.where.get("name", -1), _("The customer’s name is missing."))
        language = self.read("language", cells.language, otherwise.language)
        country = self.read("country", cells.country, "")
        return Draft(
            line=self.line.number,
            name=name,
            reference=self.read("reference", lambda cell: cells.line(cell, 60), ""),
            account_manager=self.read("account_manager", lambda cell: cells.line(cell, 254), ""),
            deputy=self.read("deputy", lambda cell: cells.line(cell, 254), ""),
            zone=self.read("zone", cells.zone, "") or self._zone_by(country, otherwise.zone),
            language=language,
            locale=locale_of(language, country),
            currency=self.read("currency", cells.currency, currency_of(country) or otherwise.currency),
            contacts=tuple(self._contacts(name)),
        )

    def read(self, field: str, understand: Callable[[str], T], empty: T) -> T:
        """The cell of a field as it is understood; `empty` when it is empty, has no column, or cannot be used."""
        cell = self._cell(field)
        if not cell:
            return empty
        try:
            return understand(cell)
        except cells.Unusable as unusable:
            self._wrong(self.where[field], str(unusable))
            return empty

    def _contacts(self, customer: str) -> list[ContactDraft]:
        contacts = (self._contact("" if n == 1 else f"_{n}", customer) for n in range(1, MOST_CONTACTS + 1))
        return [contact for contact in contacts if contact is not None]

    def _contact(self, end: str, customer: str) -> ContactDraft | None:
        """The person of one group of columns; somebody with an address and no name bears the customer's."""
        name = self.read(f"contact{end}", lambda cell: cells.line(cell, 100), "")
        first = self.read(f"first_name{end}", lambda cell: cells.line(cell, 50), "")
        last = self.read(f"last_name{end}", lambda cell: cells.line(cell, 50), "")
        email = self.read(f"email{end}", cells.address, "")
        phone = self.read(f"phone{end}", cells.phone, "")
        name = name or " ".join(part for part in (first, last) if part)
        if not (name or email or phone):
            return None
        return ContactDraft(
            name=name or customer[:100],
            email=email,
            phone=phone,
            role=self.read(f"role{end}", lambda cell: cells.line(cell, 100), ""),
            prefers_call=self.read(f"prefers_call{end}", cells.yes_or_no, False),
            receives_updates=self.read(f"receives_updates{end}", cells.yes_or_no, True),
            speaks=self.read(f"speaks{end}", cells.yes_or_no, False),
            note=self.read(f"note{end}", lambda cell: cells.line(cell, 200), ""),
        )

    def _zone_by(self, country: str, otherwise: str) -> str:
        zones = zones_of(country)
        if not country or otherwise in zones or country_of(otherwise) == country:
            return otherwise
        if len(zones) != 1 and not self._cell("zone"):
            why = _("This country has several time zones. Add a column with theirs, like %(zone)s.")
            self._wrong(self.where["country"], why % {"zone": example_zone(country)})
        return zones[0] if zones else otherwise

    def _cell(self, field: str) -> str:
        return self.line.cells[self.where[field]] if field in self.where else ""

    def _wrong_fields(self) -> set[str]:
        columns = {problem.column - 1 for problem in self.problems}
        return {field for field, index in self.where.items() if index in columns}

    def _wrong(self, index: int, why: str) -> None:
        heading = self.headings[index] if 0 <= index < len(self.headings) else ""
        says = self.line.cells[index] if 0 <= index < len(self.line.cells) else ""
        self.problems.append(Problem(self.line.number, index + 1, heading, says, why))
