"""A case as it stands, with the versions before it: rows, people and contacts in three statements."""

from __future__ import annotations

from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db.models import Exists, OuterRef

from ground.accounts.models import Person
from ground.decisions.models import Decision
from refunds.models import Refund

from .choices import StepState
from .models import (
    Account,
    Answer,
    Apology,
    Asking,
    Containment,
    Dispute,
    Evidence,
    Fact,
    Feeling,
    Frame,
    Preparation,
    Prevention,
    Promise,
    Remedy,
    Step,
    StepDraft,
    Summary,
    ToldEvidence,
    Unknown,
)
from .together import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model

    from customers.models import Contact

    from .models import Incident

Row = TypeVar("Row", bound=Evidence)
Any_ = TypeVar("Any_", bound="Model")
EVIDENCE: tuple[type[Evidence], ...] = (
    Preparation,
    Account,
    Fact,
    Unknown,
    Feeling,
    Summary,
    Dispute,
    Frame,
    Apology,
    Remedy,
    Prevention,
)


def _rows_of(incident: int, reader: int) -> list[Any]:
    return [
        *(cast("Any", kind).objects.filter(incident=incident) for kind in EVIDENCE),
        Step.objects.filter(incident=incident),
        Containment.objects.filter(incident=incident),
        Promise.objects.filter(incident=incident).exclude(state="void"),
        Answer.objects.filter(incident=incident).standing(),
        Asking.objects.filter(incident=incident, void_at__isnull=True),
        StepDraft.objects.filter(incident=incident, author=reader).exclude(fields=""),
        Refund.objects.filter(incident_link__incident=incident),
    ]


CASE = Question(_rows_of, numbers=2)


class Standing:
    """One reading of a case, made when the first of it is asked for: begin a new one after something was written.

    `reader` is whose drafts are read with it. `known` are people who are at hand already.
    """

    def __init__(self, incident: Incident, *, reader: Person | None = None, known: Iterable[Person] = ()) -> None:
        self.incident, self.reader = incident, reader
        self._known = {person.pk: person for person in known}

    def every(self, kind: type[Row]) -> list[Row]:
        """All rows of a kind in their order: what stands, what was replaced and what was taken out."""
        return self._of(kind)

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

    @property
    def steps(self) -> list[Step]:
        """The eight, in their order."""
        return self._of(Step)

    @property
    def finished(self) -> frozenset[int]:
        """The numbers of the steps that are done or not needed."""
        return frozenset(step.number for step in self.steps if step.state != StepState.TODO)

    @property
    def refund(self) -> Refund | None:
        """What we owe for it, where that was opened."""
        return next(iter(self._of(Refund)), None)

    @property
    def containment(self) -> list[Containment]:
        return self._of(Containment)

    @property
    def promises(self) -> list[Promise]:
        """Every promise that was not void."""
        return self._of(Promise)

    @property
    def answers(self) -> list[Answer]:
        """What the customer said and has not taken back, in the order it was said."""
        return self._of(Answer)

    @property
    def askings(self) -> list[Asking]:
        """What the customer was asked in letters that happened, and aloud, in order."""
        return self._of(Asking)

    def draft(self, number: int) -> StepDraft | None:
        """What the reader typed on the page of this step and has not saved."""
        return next((draft for draft in self._of(StepDraft) if draft.number == number), None)

    @cached_property
    def everybody(self) -> list[Contact]:
        """Every contact of the customer; `told` says whether this was about them."""
        told = self.incident.contacts.through.objects.filter(incident=self.incident, contact=OuterRef("pk"))
        return list(self.incident.customer.contacts.annotate(told=Exists(told)))

    @property
    def contacts(self) -> list[Contact]:
        """Those who were told of it, or everybody at the customer while nobody was."""
        told = [contact for contact in self.everybody if vars(contact)["told"]]
        return told or [contact for contact in self.everybody if contact.left_at is None]

    # -- How it is read -----------------------------------------------------------------------------------------------

    def _of(self, kind: type[Any_]) -> list[Any_]:
        return cast("list[Any_]", self._rows[kind])

    @cached_property
    def _rows(self) -> dict[type[Model], list[Model]]:
        found = CASE.ask(self.incident.pk, self.reader.pk if self.reader else 0)
        self._introduce([row for rows in found.values() for row in rows])
        return found

    def _introduce(self, rows: list[Model]) -> None:
        """Put the people, contacts and decisions the rows name into their places."""
        self._place(rows, Person, lambda ids: Person.objects.filter(pk__in=ids), self._known | self._own_people())
        self._place(rows, Decision, _decisions, {})
        contact = self.incident.contacts.model
        self._place(rows, contact, lambda ids: self.everybody, {})
        for row in rows:
            if hasattr(row, "incident_id"):
                cast("Any", row).incident = self.incident

    def _own_people(self) -> dict[int, Person]:
        """Who came with the incident's row."""
        mine = [self.reader]
        for name in ("owner", "deputy"):
            if name in self.incident._state.fields_cache:
                mine.append(getattr(self.incident, name))
        return {person.pk: person for person in mine if person is not None}

    def _place(
        self, rows: list[Model], kind: type[Model], fetch: Callable[[set[int]], Iterable[Model]], known: dict[int, Any]
    ) -> None:
        places = [
            (row, field, pk)
            for row in rows
            for field in row._meta.concrete_fields
            if field.related_model is kind and (pk := getattr(row, field.attname)) is not None
        ]
        missing = {pk for _row, _field, pk in places} - set(known)
        if missing:
            known = known | {found.pk: found for found in fetch(missing)}
        for row, field, pk in places:
            setattr(row, field.name, known[pk])


def _decisions(ids: set[int]) -> Iterable[Decision]:
    return Decision.objects.filter(pk__in=ids).select_related("asked_by", "decided_by")
