"""Which customer a cell means: their number with us, else their name; only those the person may write for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from customers.alike import alike_key
from customers.assigning import LOOKS_AFTER
from customers.cells import Unusable
from customers.models import Customer
from refunds.agreed import PriceList

if TYPE_CHECKING:
    from collections.abc import Callable

    from ground.accounts.models import Person


def may_import(person: Person) -> bool:
    """Account managers bring what their own customers were billed, managers what those of their teams were."""
    return person.is_active and person.role in LOOKS_AFTER


def customers_of(person: Person) -> Callable[[str], int]:
    """The id of the customer a cell means, or Unusable."""
    rows = Customer.objects.writable_by(person).order_by().values_list("pk", "reference", "name_key")
    by_number: dict[str, int] = {}
    by_name: dict[str, int] = {}
    for pk, reference, key in rows.iterator(chunk_size=5_000):
        by_name[key] = pk
        if reference:
            by_number[reference.casefold()] = pk

    def find(cell: str) -> int:
        found = by_number.get(cell.casefold()) or by_name.get(alike_key(cell))
        if found is None:
            raise Unusable(_("No customer of yours has this number or name."))
        return found

    return find


def price_lists() -> Callable[[str], int]:
    """The id of the price list a cell names, or Unusable."""
    by_name = {name.casefold(): pk for pk, name in PriceList.objects.values_list("pk", "name")}

    def find(cell: str) -> int:
        found = by_name.get(cell.casefold())
        if found is None:
            raise Unusable(_("No price list has this name."))
        return found

    return find
