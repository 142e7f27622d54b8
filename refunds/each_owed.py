"""What each customer of a sweep is owed: reckoned as the sheet of their refund would be, before there is one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ground.money.amounts import AmountRefused

from .agreed import AgreedPrice
from .billed import InvoiceLine
from .calculated import Calculation
from .calculation import calculate
from .conventions import Conventions
from .gathering import case_of
from .price_lists import priced_by, priced_by_each
from .priced import Rule
from .questions import EVERY, Answer, Asked, Reply
from .rates import RatePlan, RateTable
from .reckoning import MOST_LINES
from .refusals import RefundRefused
from .stored import Scope, conventions_of, kept_conventions
from .sums import PartName
from .swept import Doubt, Sure
from .watch import MOST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from customers.models import Customer

    from .calculation import Calculation as Calculated
    from .calculation import Case
    from .choices import PricingDate
    from .questions import Replies
    from .stored import Kept
    from .sums import Totals
    from .swept import Sweep, SweepRow

NO_INTEREST = RatePlan(RateTable.flat("", Decimal(0)))


@dataclass(frozen=True)
class Sums:
    """Parts of what is owed, in minor units: what was given back is taken off."""

    over: int
    tax: int = 0
    given_back: int = 0
    interest: int = 0

    @property
    def owed(self) -> int:
        return self.over + self.tax - self.given_back + self.interest

    @property
    def can_be_kept(self) -> bool:
        bounded = (self.over, self.given_back, self.interest, self.owed)
        return all(0 <= part <= MOST for part in bounded) and abs(self.tax) <= MOST


def rule_of(sweep: Sweep) -> Rule:
    return Rule(sweep.item, sweep.price_list_id, sweep.since, sweep.until, sweep.agreed, sweep.currency)


def scope_of(sweep: Sweep) -> Scope:
    """The lines a customer's own sheet looks at for this sweep: the item, or every item of the price list."""
    items = (sweep.item,) if sweep.item else _listed(sweep)
    return Scope(items, sweep.since, sweep.until)


def usual_terms(latest: Calculation | None, points: Decimal | None) -> Kept:
    """Conventions to keep with a sweep: those of the sheet it started from, else those a sheet begins with.

    What concerns one customer alone is not taken over: their zone, the day whose price counts, tax withheld from the
    interest, how far back.
    """
    usual = kept_conventions(Conventions("EUR", NO_INTEREST))
    theirs = ("day_count", "compounding", "rounding", "stage", "interest_base", "fixed")
    chosen = {name: latest.conventions[name] for name in theirs} if latest else {}
    return {**usual, **chosen, "points": format(points or Decimal(0), "f")}


def conventions_for(sweep: Sweep, customer: Customer, currency: str) -> Conventions:
    """The conventions a customer's own sheet takes from this sweep; zone and the day that counts are their own."""
    return _conventions(sweep, customer, currency, _table(sweep), priced_by(customer))


class Reckoner:
    """Reckons row after row of one sweep; what they share is asked for once."""

    def __init__(self, sweep: Sweep, now: datetime) -> None:
        self.sweep, self.now = sweep, now
        self.scope = scope_of(sweep)
        self.table = _table(sweep)

    def reckon(self, rows: Sequence[SweepRow]) -> None:
        """Fill in the sums of these rows, with their customers; what cannot be reckoned becomes a doubt."""
        already = self._already(rows)
        pricing = priced_by_each({row.customer_id for row in rows})
        for row in rows:
            if self.sweep.has_rule:
                self._reckon(row, pricing[row.customer_id])
                if (row.customer_id, row.currency) in already:
                    _doubt(row, Doubt.RECKONED)
            row.reckoned = True

    def _reckon(self, row: SweepRow, pricing: PricingDate) -> None:
        billed = self._billed(row)
        sums = None if len(billed) > MOST_LINES else self._sums(row, pricing, set(billed))
        if sums is None or not sums.can_be_kept:
            _doubt(row, Doubt.UNRECKONED)
            sums = Sums(min(row.over_minor, MOST))
        if sums.given_back:
            _doubt(row, Doubt.GIVEN_BACK)
        row.over_minor, row.tax_minor, row.given_back_minor = sums.over, sums.tax, sums.given_back
        row.interest_minor, row.owed_minor = sums.interest, sums.owed

    def _sums(self, row: SweepRow, pricing: PricingDate, items: set[str]) -> Sums | None:
        """Only the items they bought are asked for: of a long price list that is a small part."""
        scope = replace(self.scope, items=tuple(sorted(items)))
        case = case_of(row.customer, row.currency, scope, replies=self._replies(row.currency))
        conventions = _conventions(self.sweep, row.customer, row.currency, self.table, pricing)
        try:
            try:
                found = self._calculated(case, conventions)
                if self.sweep.rates and any(one.asked == Asked.PAYMENT_DAY for one in found.questions):
                    row.doubts = [*row.doubts, Doubt.PAID_WHEN.value]
            except RefundRefused:
                found = self._calculated(case, replace(conventions, plan=NO_INTEREST))
                _doubt(row, Doubt.NO_RATE)
        except (RefundRefused, AmountRefused):
            return None
        return _parts(found.totals)

    def _calculated(self, case: Case, conventions: Conventions) -> Calculated:
        today = self.now.astimezone(ZoneInfo(conventions.zone)).date()
        refund_on = self.sweep.refund_on or today
        return calculate(case, conventions, refund_on=refund_on, today=today)

    def _replies(self, currency: str) -> Replies:
        """The price a person named for this search answers every question after one."""
        if self.sweep.agreed is None or currency != self.sweep.currency:
            return {}
        why = _("Named when others were looked for.")
        return {(Asked.NO_PRICE, EVERY): Reply(Answer.PRICE, why, price=self.sweep.agreed)}

    def _billed(self, row: SweepRow) -> list[str]:
        """The items of their lines, one for each line, and at most one more than a sheet takes."""
        since, until = self.scope.since, self.scope.until
        days = {"issued_on__gte": since, "issued_on__lte": until}
        lines = InvoiceLine.objects.filter(customer=row.customer_id, invoice__currency=row.currency)
        lines = lines.filter(item__in=self.scope.items, **{name: day for name, day in days.items() if day})
        return list(lines.order_by().values_list("item", flat=True)[: MOST_LINES + 1])

    def _already(self, rows: Sequence[SweepRow]) -> set[tuple[int, str]]:
        """Customers and currencies with a sheet of these items: telling them twice would be another mistake."""
        theirs = Calculation.objects.filter(refund__customer__in={row.customer_id for row in rows}).order_by()
        known = theirs.values_list("refund__customer", "refund__currency", "scope")
        items = set(self.scope.items)
        return {(who, currency) for who, currency, scope in known if items & set(scope["items"])}


def _table(sweep: Sweep) -> RateTable:
    return sweep.rates.as_table() if sweep.rates else NO_INTEREST.base


def _conventions(
    sweep: Sweep, customer: Customer, currency: str, table: RateTable, pricing: PricingDate
) -> Conventions:
    return conventions_of({**sweep.terms, "zone": customer.zone, "pricing": pricing.value}, currency, table)


def _parts(totals: Totals) -> Sums:
    def minor(name: PartName) -> int:
        return totals.part(name).minor

    given_back = -(minor(PartName.CREDITED) + minor(PartName.EXCESS))
    return Sums(minor(PartName.NET), minor(PartName.TAX), given_back, minor(PartName.INTEREST))


def _doubt(row: SweepRow, doubt: Doubt) -> None:
    row.sure = Sure.CHECK
    if doubt not in row.doubts:
        row.doubts = [*row.doubts, doubt.value]


def _listed(sweep: Sweep) -> tuple[str, ...]:
    prices = AgreedPrice.objects.filter(price_list=sweep.price_list_id).order_by("item")
    return tuple(prices.values_list("item", flat=True).distinct()) if sweep.price_list_id else ()
