"""A pasted list of customers: their names, their numbers with us, or numbers of their invoices, in any mixture."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from customers.alike import alike_key
from customers.models import Customer

from .billed import Invoice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ground.accounts.models import Person

BETWEEN = re.compile("[,;\t]")
AT_ONCE = 500


@dataclass
class Matched:
    """Customers by id with their names; what nobody is called; what several are, with their names."""

    customers: dict[int, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    several: dict[str, list[str]] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        return not self.unknown and not self.several


def lines_of(text: str) -> list[str]:
    """What stands on each line, once."""
    stripped = (line.strip(" \t,;") for line in text.splitlines())
    return list(dict.fromkeys(line for line in stripped if line))


def match(text: str, person: Person) -> Matched:
    """Whom the list means, among the customers this person may see; the others are as if there were none.

    A line is taken whole first, so that "Smith, Jones & Co" stays one name; then in parts between commas, semicolons
    and tabs. A number may be a customer's with us or an invoice's; what means several customers is left to the person.
    """
    names = dict[int, str]()
    known: dict[str, set[int]] = defaultdict(set)
    rows = Customer.objects.visible_to(person).order_by().values_list("pk", "name", "reference", "name_key")
    for pk, name, reference, key in rows.iterator(chunk_size=5_000):
        names[pk] = name
        known[key].add(pk)
        if reference:
            known[alike_key(reference)].add(pk)
    lines = lines_of(text)
    parts = ([line] if alike_key(line) in known else _parts(line) for line in lines)
    asked = list(dict.fromkeys(part for some in parts for part in some))
    billed = _billed((one for one in asked if alike_key(one) not in known), person)
    return _sorted(asked, known, billed, names)


def _parts(line: str) -> list[str]:
    return [part.strip() for part in BETWEEN.split(line) if part.strip()]


def _billed(numbers: Iterable[str], person: Person) -> dict[str, set[int]]:
    """Whose invoices have these numbers, written exactly so."""
    found: dict[str, set[int]] = defaultdict(set)
    wanted = list(numbers)
    invoices = Invoice.objects.visible_to(person).order_by()
    for at in range(0, len(wanted), AT_ONCE):
        some = invoices.filter(number__in=wanted[at : at + AT_ONCE])
        for number, customer in some.values_list("number", "customer").distinct():
            found[number].add(customer)
    return found


def _sorted(
    asked: list[str], known: dict[str, set[int]], billed: dict[str, set[int]], names: dict[int, str]
) -> Matched:
    matched = Matched()
    for one in asked:
        whom = known.get(alike_key(one)) or billed.get(one) or set()
        if not whom:
            matched.unknown.append(one)
        elif len(whom) > 1:
            matched.several[one] = sorted(names[pk] for pk in whom)
        else:
            (pk,) = whom
            matched.customers[pk] = names[pk]
    return matched
