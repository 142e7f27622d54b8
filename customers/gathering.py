"""Rows of one file that speak of the same customer become one; what they say twice or against each other is refused.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .alike import alike_key
from .rows import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .rows import ContactDraft, Draft

COMPARED = ("reference", "account_manager", "deputy", "zone", "language", "currency")


class People:
    """Who is known at one customer, and in which line. The same address is the same person; so is the same name when
    one of the two has no address."""

    def __init__(self) -> None:
        self.by_address: dict[str, int] = {}
        self.by_name: dict[str, int] = {}
        self.without_address: dict[str, int] = {}
        self.speaks_in: int | None = None

    def line_of(self, name: str, email: str) -> int | None:
        if not email:
            return self.by_name.get(alike_key(name))
        found = self.by_address.get(email.casefold())
        return self.without_address.get(alike_key(name)) if found is None else found

    def add(self, line: int, name: str, email: str, *, speaks: bool = False) -> None:
        self.by_name.setdefault(alike_key(name), line)
        if email:
            self.by_address[email.casefold()] = line
        else:
            self.without_address.setdefault(alike_key(name), line)
        if speaks:
            self.speaks_in = line


@dataclass
class Gathered:
    """One customer of the file: what its rows say together, and the people of all its rows."""

    said: Draft
    contacts: list[ContactDraft] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    people: People = field(default_factory=People)

    @property
    def key(self) -> str:
        return alike_key(self.said.name)

    def take(self, draft: Draft) -> None:
        """Another row of this customer: what was not said before, and its people."""
        news = {name: getattr(draft, name) for name in COMPARED if not getattr(self.said, name)}
        self.said = replace(self.said, **news)
        self.lines.append(draft.line)
        self.contacts += draft.contacts
        for contact in draft.contacts:
            self.people.add(draft.line, contact.name, contact.email, speaks=contact.speaks)


def gather(drafts: Sequence[Draft], places: dict[str, tuple[int, str]]) -> tuple[list[Gathered], list[Problem]]:
    """The customers in the order of the file, and the rows that cannot be used beside the others.

    `places` gives column (from 1) and heading of each field, so that a problem can point to its cell.
    """
    by_name: dict[str, Gathered] = {}
    by_reference: dict[str, Gathered] = {}
    problems: list[Problem] = []
    for draft in drafts:
        known = by_name.get(alike_key(draft.name))
        problem = _against(known, draft, by_reference, places)
        if problem is not None:
            problems.append(problem)
            continue
        if known is None:
            known = by_name[alike_key(draft.name)] = Gathered(draft)
        known.take(draft)
        if draft.reference:
            by_reference[draft.reference.casefold()] = known
    return list(by_name.values()), problems


def _against(
    known: Gathered | None,
    draft: Draft,
    by_reference: dict[str, Gathered],
    places: dict[str, tuple[int, str]],
) -> Problem | None:
    holder = by_reference.get(draft.reference.casefold()) if draft.reference else None
    if holder is not None and holder is not known:
        values = {"line": holder.lines[0], "name": holder.said.name}
        why = _("Line %(line)s gives this number to %(name)s.") % values
        return _problem(draft, "reference", draft.reference, why, places)
    problem = _people(draft, known, places)
    if problem is not None or known is None:
        return problem
    if draft.contacts == ():
        why = _("Line %(line)s has this customer already, and nobody new is here.") % {"line": known.lines[0]}
        return _problem(draft, "name", draft.name, why, places)
    for name in COMPARED:
        said, before = getattr(draft, name), getattr(known.said, name)
        if said and before and said != before:
            why = _("Line %(line)s says %(before)s for this customer.")
            values = {"line": known.lines[0], "before": f"“{before}”"}
            return _problem(draft, name, said, why % values, places)
    return None


def _people(draft: Draft, known: Gathered | None, places: dict[str, tuple[int, str]]) -> Problem | None:
    """Nobody twice, and one speaker: among the people of the row and of the rows before it."""
    own = People()
    for contact in draft.contacts:
        for people in (known.people if known else own, own):
            line = people.line_of(contact.name, contact.email)
            if line is not None:
                why = _("This person of this customer is in line %(line)s already.") % {"line": line}
                at = "email" if contact.email else "contact"
                return _problem(draft, at, contact.email or contact.name, why, places)
            if contact.speaks and people.speaks_in is not None:
                why = _("In line %(line)s somebody else speaks for this customer.") % {"line": people.speaks_in}
                return _problem(draft, "speaks", contact.name, why, places)
        own.add(draft.line, contact.name, contact.email, speaks=contact.speaks)
    return None


def _problem(draft: Draft, field: str, says: str, why: str, places: dict[str, tuple[int, str]]) -> Problem:
    column, heading = places.get(field, (0, ""))
    return Problem(draft.line, column, heading, says, why)
