"""Lines that stand on a customer's refund sheet: somebody reckons them already, so nobody has to find them."""

from __future__ import annotations

from django.db.models import F, Max

from .calculated import Calculation, CalculationLine, LineKind
from .gathering import key_of


class OnSheets:
    """The lines of the latest version of each sheet, looked up once for each customer who has one."""

    def __init__(self) -> None:
        newest = Calculation.objects.annotate(newest=Max("refund__calculations__version")).filter(version=F("newest"))
        self._sheets: dict[int, list[int]] = {}
        for customer, sheet in newest.order_by().values_list("refund__customer", "pk"):
            self._sheets.setdefault(customer, []).append(sheet)
        self._keys: dict[int, set[str]] = {}

    def hold(self, customer: int, number: str, position: int) -> bool:
        """Whether this line of this invoice is reckoned with, or was left out by somebody who looked at it."""
        if customer not in self._sheets:
            return False
        if customer not in self._keys:
            lines = CalculationLine.objects.filter(calculation__in=self._sheets[customer], kind=LineKind.LINE)
            self._keys[customer] = set(lines.order_by().values_list("key", flat=True))
        return key_of(number, position) in self._keys[customer]
