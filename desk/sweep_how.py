"""How a sweep looked, in words: the rule, the days, how much was looked at and when."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import Customer
from desk.watch_page import per_piece
from ground.languages import written_day
from refunds.wording import figure
from updates.instants import Reader

if TYPE_CHECKING:
    from datetime import date, datetime

    from ground.accounts.models import Person
    from refunds.models import Sweep

NAMES_SHOWN = 3


def rule_words(sweep: Sweep) -> str:
    """Item “Freight handling”, billed above the agreed price of that day."""
    if not sweep.has_rule:
        return _("Customers named on a list")
    words = {"item": sweep.item, "list": sweep.price_list.name if sweep.price_list else ""}
    if not sweep.item:
        said = _("Every item of the price list “%(list)s”, billed above the agreed price of that day")
    elif sweep.price_list:
        said = _("Item “%(item)s” of who buys by “%(list)s”, billed above the agreed price of that day")
    else:
        said = _("Item “%(item)s”, billed above the agreed price of that day")
    return said % words


def number(value: int) -> str:
    return str(number_format(value, force_grouping=True))


def how_we_looked(sweep: Sweep, person: Person, now: datetime) -> list[tuple[str, str]]:
    """What a reader needs to look again: the rule, the days, how much was looked at and when."""
    reader = Reader.of_person(person)
    said = [(_("Rule"), rule_words(sweep))]
    if sweep.limited:
        count = sweep.named.count()
        named = ngettext("%(n)s customer named on a list", "%(n)s customers named on a list", count)
        said.append((_("Only"), named % {"n": number(count)}))
    if sweep.has_rule:
        said.append((_("Period"), _period(sweep)))
        if sweep.agreed is not None:
            price = per_piece(sweep.agreed, sweep.currency)
            said.append((_("Where no price is on file"), _("%(price)s counts") % {"price": price}))
        if sweep.rates is not None and sweep.refund_on is not None:
            said.append((_("Interest"), _rates(sweep)))
        looked = _("%(lines)s of %(customers)s, in %(seconds)s seconds, on %(when)s")
        counts = {
            "lines": _lines(sweep.looked or 0),
            "customers": _customers(sweep.customers_looked),
            "seconds": number_format(round(sweep.seconds_ms / 1000, 1)),
            "when": reader.moment_with_zone(sweep.done_at or now, now=now),
        }
        said.append((_("Looked at"), looked % counts))
        if unpriced := _unpriced(sweep, person):
            said.append((_("No agreed price on file"), unpriced))
    said.append((_("Asked by"), sweep.asked_by.name))
    return said


def _lines(count: int) -> str:
    return ngettext("%(n)s invoice line", "%(n)s invoice lines", count) % {"n": number(count)}


def _customers(count: int) -> str:
    return ngettext("%(n)s customer", "%(n)s customers", count) % {"n": number(count)}


def _period(sweep: Sweep) -> str:
    words = {"since": sweep.since and day_words(sweep.since), "until": sweep.until and day_words(sweep.until)}
    if sweep.since and sweep.until:
        return _("%(since)s to %(until)s") % words
    if sweep.since:
        return _("From %(since)s on") % words
    return _("Up to %(until)s") % words if sweep.until else _("All invoices there are")


def _rates(sweep: Sweep) -> str:
    if sweep.rates is None or sweep.refund_on is None:
        return ""
    words = {"table": sweep.rates.table.name, "n": str(sweep.rates.number), "day": day_words(sweep.refund_on)}
    if sweep.terms["points"] == "0":
        return _("By “%(table)s”, version %(n)s, from the day they paid to %(day)s") % words
    words["points"] = figure(Decimal(sweep.terms["points"]))
    return _("By “%(table)s”, version %(n)s, and %(points)s points, from the day they paid to %(day)s") % words


def _unpriced(sweep: Sweep, person: Person) -> str:
    """Of whom nothing can be said, because no price is on file."""
    theirs = Customer.objects.visible_to(person).filter(pk__in=sweep.unpriced[:1000]).order_by("name")
    names = list(theirs.values_list("name", flat=True)) if sweep.unpriced else []
    some, rest = ", ".join(names[:NAMES_SHOWN]), len(names) - NAMES_SHOWN
    return _("%(names)s and %(n)s more") % {"names": some, "n": number(rest)} if rest > 0 else some


def day_words(day: date | None) -> str:
    return written_day(day, "short-year") if day else ""
