"""What an import would do, worked out against the customers that are here. Reads, never writes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from ground.accounts.models import Role

from .assigning import account_managers_for, deputies_for
from .gathering import Gathered, People, gather
from .headings import columns_of
from .models import Contact, Customer, ImportFile
from .rows import Otherwise, Problem, read_rows
from .uploads import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ground.accounts.models import Person, Team

    from .rows import ContactDraft

T = TypeVar("T")
CHUNK = 500


@dataclass(frozen=True)
class NewCustomer:
    """One customer that will be written, with who looks after them."""

    gathered: Gathered
    account_manager: Person
    team: Team
    deputy: Person | None


@dataclass(frozen=True)
class Plan:
    """What an import would do. `already_here` counts customers that stay as they are."""

    new: tuple[NewCustomer, ...]
    joining: tuple[tuple[Customer, ContactDraft], ...]
    already_here: int
    rows: int
    problems: tuple[Problem, ...]

    @property
    def bad_lines(self) -> list[int]:
        return sorted({problem.line for problem in self.problems})

    @property
    def good_rows(self) -> int:
        return self.rows - len(self.bad_lines)

    @property
    def contacts(self) -> int:
        return len(self.joining) + sum(len(new.gathered.contacts) for new in self.new)

    @property
    def writes_something(self) -> bool:
        return bool(self.new or self.joining)

    def digest(self) -> str:
        """The hash of everything this plan writes and leaves out: what a person confirms is exactly this."""
        new = [(n.gathered.said, n.gathered.contacts, n.account_manager.pk, n.deputy and n.deputy.pk) for n in self.new]
        joining = [(customer.pk, contact) for customer, contact in self.joining]
        return hashlib.sha256(repr((new, joining, self.already_here, self.problems)).encode()).hexdigest()


def plan_import(upload: ImportFile, *, by: Person) -> Plan:
    """What confirming this upload would do now, with the reading the person chose. Raises CannotRead."""
    table = table_of(upload)
    columns = {int(index): field for index, field in upload.reading["columns"].items()}
    otherwise = Otherwise(**{name: upload.reading[name] for name in ("zone", "language", "currency")})
    drafts, problems = read_rows(table, columns, otherwise)
    places = {field: (index + 1, table.headings[index]) for field, index in columns_of(columns).items()}
    gathered, more = gather(drafts, places)
    planning = _Planning(by, upload.reading.get("account_manager"), places)
    new, joining, already_here = planning.sort(gathered)
    found = sorted([*problems, *more, *planning.problems], key=lambda problem: (problem.line, problem.column))
    return Plan(tuple(new), tuple(joining), already_here, len(table.lines), tuple(found))


class _Planning:
    """Sorting the customers of a file into new ones, known ones, and rows that cannot be used."""

    def __init__(self, by: Person, account_manager: int | None, places: Mapping[str, tuple[int, str]]) -> None:
        self.by, self.places = by, places
        self.problems: list[Problem] = []
        self.managers = _by_address_and_name(account_managers_for(by))
        self.deputies = _by_address_and_name(deputies_for(by))
        self.otherwise = account_managers_for(by).filter(pk=account_manager or by.pk).first()

    def sort(self, gathered: Sequence[Gathered]) -> tuple[list[NewCustomer], list[tuple[Customer, ContactDraft]], int]:
        here = _known({one.key for one in gathered}, {one.said.reference.lower() for one in gathered})
        open_to = self._open_to(here)
        people = _people_at([customer for customer in here if customer.pk in open_to])
        by_name = {customer.name_key: customer for customer in here}
        by_reference = {customer.reference.lower(): customer for customer in here if customer.reference}
        new, joining, already = [], [], 0
        for one in gathered:
            twin, holder = by_name.get(one.key), by_reference.get(one.said.reference.lower())
            if self._in_the_way(one, twin, holder, open_to):
                continue
            if twin is None:
                new += self._new(one)
                continue
            already += 1
            joining += [(twin, contact) for contact in _joining(one.contacts, people[twin.pk])]
        return new, joining, already

    def _open_to(self, here: Sequence[Customer]) -> set[int]:
        """Customers this person may add people to; an administrator brings in everybody's."""
        ids = [customer.pk for customer in here]
        if self.by.role == Role.ADMINISTRATOR:
            return set(ids)
        return {
            pk
            for chunk in _chunks(ids)
            for pk in Customer.objects.writable_by(self.by).filter(pk__in=chunk).values_list("pk", flat=True)
        }

    def _in_the_way(self, one: Gathered, twin: Customer | None, holder: Customer | None, open_to: set[int]) -> bool:
        if twin is not None and twin.pk not in open_to:
            values = {"name": twin.name, "person": twin.account_manager.name}
            self._wrong(one, "name", one.said.name, _("%(name)s is here already, with %(person)s.") % values)
        elif one.said.reference and holder is not None and holder != twin:
            self._wrong(one, "reference", one.said.reference, _("Another customer here has this number."))
        elif one.said.reference and twin is not None and twin.reference and holder != twin:
            why = _("%(name)s is here with the number %(number)s.") % {"name": twin.name, "number": twin.reference}
            self._wrong(one, "reference", one.said.reference, why)
        else:
            return False
        return True

    def _new(self, one: Gathered) -> list[NewCustomer]:
        before = len(self.problems)
        manager = self._person(one, "account_manager", self.managers) or self.otherwise
        deputy = self._person(one, "deputy", self.deputies)
        if manager is None and not one.said.account_manager:
            self._wrong(one, "name", one.said.name, _("Say who looks after them, in the file or above."))
        if deputy is not None and deputy == manager:
            self._wrong(one, "deputy", one.said.deputy, _("The deputy has to be somebody else."))
        if manager is None or manager.team is None or len(self.problems) > before:
            return []
        return [NewCustomer(one, manager, manager.team, deputy)]

    def _person(self, one: Gathered, field: str, people: Mapping[str, Person]) -> Person | None:
        said = getattr(one.said, field)
        found = people.get(said.casefold())
        if said and found is None:
            why = _("Nobody of this name or email may be given a customer by you.")
            self._wrong(one, field, said, why)
        return found

    def _wrong(self, one: Gathered, field: str, says: str, why: str) -> None:
        """Every row of this customer is left out with it."""
        column, heading = self.places.get(field, (0, ""))
        self.problems += [Problem(line, column, heading, says, why) for line in one.lines]


def _known(keys: set[str], references: set[str]) -> list[Customer]:
    """The customers here that have one of these names or numbers."""
    found: dict[int, Customer] = {}
    everybody = Customer.objects.select_related("account_manager").order_by()
    for chunk in _chunks(sorted(keys)):
        found |= {customer.pk: customer for customer in everybody.filter(name_key__in=chunk)}
    numbered = everybody.annotate(number=Lower("reference"))
    for chunk in _chunks(sorted(references - {""})):
        found |= {customer.pk: customer for customer in numbered.filter(number__in=chunk).exclude(reference="")}
    return list(found.values())


def _joining(contacts: Iterable[ContactDraft], people: People) -> Iterator[ContactDraft]:
    """Those who are not there yet; the first one speaks only where nobody does."""
    speaker_wanted = people.speaks_in is None
    for contact in contacts:
        if people.line_of(contact.name, contact.email) is None:
            yield replace(contact, speaks=speaker_wanted)
            speaker_wanted = False


def _people_at(customers: Sequence[Customer]) -> dict[int, People]:
    people = {customer.pk: People() for customer in customers}
    for chunk in _chunks([customer.pk for customer in customers]):
        rows = Contact.objects.here().filter(customer__in=chunk).order_by()
        for pk, name, email, speaks in rows.values_list("customer", "name", "email", "speaks"):
            people[pk].add(0, name, email, speaks=speaks)
    return people


def _by_address_and_name(people: Iterable[Person]) -> dict[str, Person]:
    """By email, and by name where only one bears it."""
    everybody = list(people)
    names = [person.name.casefold() for person in everybody]
    found = {person.name.casefold(): person for person in everybody if names.count(person.name.casefold()) == 1}
    return found | {person.email.casefold(): person for person in everybody}


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
