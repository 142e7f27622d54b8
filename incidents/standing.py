"""The evidence of one case as it stands, with the versions before it: each kind is read once however often asked."""

from __future__ import annotations

from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, TypeVar

from .models import (
    Account,
    Answer,
    Apology,
    Asking,
    Containment,
    Dispute,
    Evidence,
    Feeling,
    Frame,
    IncidentRefund,
    Prevention,
    Promise,
    Remedy,
    Step,
    Summary,
    ToldEvidence,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from refunds.models import Refund

    from .models import Incident

Row = TypeVar("Row", bound=Evidence)
RELATED: dict[type[Evidence], tuple[str, ...]] = {
    Account: ("contact",),
    Feeling: ("contact",),
    Summary: ("told_to",),
    Frame: ("told_to",),
    Apology: ("told_to", "said_by"),
    Dispute: ("decision__asked_by", "decision__decided_by"),
    Remedy: ("owner",),
    Prevention: ("owner",),
}
"""What a page shows beside a row of each kind."""


class Standing:
    """One reading of a case: begin a new one after something was written."""

    def __init__(self, incident: Incident) -> None:
        self.incident = incident
        self._rows: dict[type[Evidence], list[Evidence]] = {}

    def every(self, kind: type[Row]) -> list[Row]:
        """All rows of a kind in their order: what stands, what was replaced and what was taken out. One query."""
        if kind not in self._rows:
            rows = kind.objects.filter(incident=self.incident).select_related(
                *RELATED.get(kind, ()), "by", "removed_by"
            )
            self._rows[kind] = list(rows)
        return self._rows[kind]  # type: ignore[return-value]

    def of(self, kind: type[Row]) -> list[Row]:
        """What stands now: neither replaced nor taken out."""
        every = self.every(kind)
        replaced = {row.replaces_id for row in every}
        return [row for row in every if row.pk not in replaced and row.removed_at is None]

    def one(self, kind: type[Row], such: Callable[[Row], bool] | None = None) -> Row | None:
        """The first that stands, of those `such` that are asked for."""
        return next((row for row in self.of(kind) if such is None or such(row)), None)

    def taken_out(self, kind: type[Row]) -> list[Row]:
        return [row for row in self.every(kind) if row.removed_at is not None]

    def before(self, row: Row) -> list[Row]:
        """The versions it replaced, the newest first."""
        every = {other.pk: other for other in self.every(type(row))}
        found, at = [], row.replaces_id
        while at is not None:
            found.append(every[at])
            at = every[at].replaces_id
        return found

    def same_words(self, row: ToldEvidence) -> frozenset[int]:
        """Ids of this version and those just before it that say the same to the customer."""
        same = takewhile(row.says_the_same, self.before(row))
        return frozenset({row.pk, *(version.pk for version in same)})

    def latest(self, row: Row) -> Row:
        """The last version of the row, taken out or not."""
        after = {other.replaces_id: other for other in self.every(type(row))}
        while row.pk in after:
            row = after[row.pk]
        return row

    @cached_property
    def steps(self) -> list[Step]:
        """The eight, in their order."""
        return list(self.incident.steps.select_related("finished_by"))

    @cached_property
    def refund(self) -> Refund | None:
        """What we owe for it, where that was opened."""
        link = IncidentRefund.objects.filter(incident=self.incident).select_related("refund").first()
        return link.refund if link else None

    @cached_property
    def containment(self) -> list[Containment]:
        return list(self.incident.containment.select_related("decided_by"))

    @cached_property
    def promises(self) -> list[Promise]:
        """Every promise that was not void."""
        return list(self.incident.promises.exclude(state="void"))

    @cached_property
    def answers(self) -> list[Answer]:
        """What the customer said and has not taken back, in the order it was said."""
        return list(self.incident.answers.standing().select_related("contact", "recorded_by"))

    @cached_property
    def askings(self) -> list[Asking]:
        """What the customer was asked in letters that happened, and aloud, in order."""
        return list(self.incident.askings.filter(void_at__isnull=True).select_related("contact", "by"))
