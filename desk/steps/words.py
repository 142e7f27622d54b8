"""A row of evidence in words: for the choice between two versions, and for the versions before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ground.accounts.models import Person
from ground.languages import written_day
from incidents.choices import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desk.steps.contract import Page
    from incidents.models import Evidence


@dataclass(frozen=True)
class Version:
    """What stood before: when and by whom it was written, and why it was changed afterwards or taken out."""

    when: str
    who: str
    words: list[tuple[str, str]]
    why: str


def row_words(row: Evidence, names: Iterable[str]) -> list[tuple[str, str]]:
    """Label and words of these columns; empty ones are left out."""
    found = [(str(capfirst(str(_field(row, name).verbose_name))), shown(row, name)) for name in names]
    return [(label, words) for label, words in found if words]


def shown(row: Evidence, name: str) -> str:
    """One column as a person reads it."""
    if _field(row, name).choices:
        return str(getattr(row, f"get_{name}_display")())
    value: Any = getattr(row, name)
    if isinstance(value, bool):
        return str(_("yes")) if value else ""
    if isinstance(value, date) and not isinstance(value, datetime):
        return written_day(value, "short-year")
    if value is None:
        return ""
    return str(value.name if isinstance(value, Person) or hasattr(value, "customer_id") else value)


def versions(page: Page, row: Evidence, names: Sequence[str]) -> list[Version]:
    """The versions before this one, the newest first; each with the reason it was changed for."""
    found, after = [], row
    for before in page.standing.before(row):
        found.append(Version(page.moment(before.at), who_wrote(before), row_words(before, names), after.changed_why))
        after = before
    return found


def who_wrote(row: Evidence) -> str:
    return row.by.name if row.by else _("the house")


def day_of(on: date, precision: str = Precision.DAY) -> str:
    """A day, or only its month where no more is known."""
    return written_day(on, "month" if precision == Precision.MONTH else "short-year")


def _field(row: Evidence, name: str) -> Any:
    return row._meta.get_field(name)
