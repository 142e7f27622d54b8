"""Who else? The rule as a form, and whom a sweep of every invoice line by it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.models import Customer
from desk.refund_page import Figure, money
from desk.sheet_forms import NumberField
from ground.accounts.form_parts import DayField
from ground.choosing import ChoiceField
from ground.languages import written_day
from ground.money.amounts import Money
from ground.text import LineField
from refunds.agreed import ITEM_LENGTH
from refunds.models import Calculation, PriceList, Sure
from refunds.priced import Rule
from refunds.sweep import Affected, Swept, sweep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ground.accounts.models import Person
    from incidents.models import Incident

LOOKS = {Sure.CERTAIN: ("kept", "check-lg"), Sure.LISTED: ("open", "list-ul"), Sure.CHECK: ("soon", "pencil")}
AT_MOST = 500


class RuleForm(forms.Form):
    item = LineField(
        max_length=ITEM_LENGTH,
        required=False,
        label=gettext_lazy("Item"),
        help_text=gettext_lazy("As it stands on the invoices."),
    )
    price_list = ChoiceField(label=gettext_lazy("Only who buys by"), required=False)
    since = DayField(label=gettext_lazy("Invoices from"), required=False)
    until = DayField(label=gettext_lazy("Invoices up to"), required=False)
    agreed = NumberField(
        most=10**9,
        label=gettext_lazy("Price of one piece where none is on file"),
        help_text=gettext_lazy("May stay empty. An agreed price on file goes before it."),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        lists = [(str(pk), name) for pk, name in PriceList.objects.values_list("pk", "name")]
        self.fields["price_list"].choices = [("", _("Everybody")), *lists]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data["item"] and not data["price_list"]:
            self.add_error("item", _("Name an item, or choose a price list."))
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("This day is before the first one."))
        return data

    def rule(self) -> Rule:
        data = self.cleaned_data
        chosen = int(data["price_list"]) if data["price_list"] else None
        return Rule(data["item"], chosen, data["since"], data["until"], data["agreed"], self.currency)


@dataclass(frozen=True)
class Row:
    """One customer in one currency."""

    customer: Customer
    invoices: int
    lines: int
    days: str
    over: str
    sure: str
    tone: str
    icon: str
    doubts: list[str]


@dataclass(frozen=True)
class Found:
    heading: str
    lead: str
    figures: list[Figure]
    rows: list[Row]
    more: int
    looked: str
    unpriced: str


def known(incident: Incident) -> dict[str, Any]:
    """What the form begins with: the item that the refund, or else the watch, speaks of, and the day it began."""
    kept = Calculation.objects.filter(refund__incident_link__incident=incident).order_by("-version")
    scope = kept.values_list("scope", flat=True).first() or {}
    item = next(iter(scope.get("items") or ()), None)
    if item is None:
        item = incident.finding_links.values_list("finding__item", flat=True).first() or ""
    return {"item": item, "since": incident.started_on}


def found_by(rule: Rule, *, besides: Customer, person: Person) -> Found:
    """Only customers this person may see are looked at, and never the one the question came from."""
    swept = sweep(rule, customers=Customer.objects.visible_to(person).exclude(pk=besides.pk))
    shown = swept.affected[:AT_MOST]
    wanted = {one.customer_id for one in shown} | set(swept.unpriced[:3])
    names = Customer.objects.visible_to(person).select_related("account_manager").in_bulk(wanted)
    return Found(
        heading=_heading(swept),
        lead=_lead(swept),
        figures=_figures(swept.affected) if swept.affected else [],
        rows=[_row(one, names[one.customer_id]) for one in shown],
        more=len(swept.affected) - len(shown),
        looked=_looked(swept),
        unpriced=_unpriced(swept, names),
    )


def _heading(swept: Swept) -> str:
    count = len({one.customer_id for one in swept.affected})
    if not count:
        return _("Nobody else")
    words = ngettext(
        "%(count)s more customer paid too much for the same thing",
        "%(count)s more customers paid too much for the same thing",
        count,
    )
    return words % {"count": capfirst(str(apnumber(count)))}


def _lead(swept: Swept) -> str:
    if not swept.affected:
        return _("We looked at %(lines)s lines; the rule is below.") % {"lines": _number(swept.looked)}
    return _("Together they were billed %(sums)s too much, without tax and interest.") % {"sums": _sums(swept.affected)}


def _figures(affected: Iterable[Affected]) -> list[Figure]:
    rows = list(affected)
    check = len({one.customer_id for one in rows if one.sure == Sure.CHECK})
    days = {"first": _day(min(one.first for one in rows)), "last": _day(max(one.last for one in rows))}
    customers, invoices = len({one.customer_id for one in rows}), sum(one.invoices for one in rows)
    return [
        Figure(_("Customers"), _number(customers), _("%(n)s to check first") % {"n": check} if check else ""),
        Figure(_("Invoices"), _number(invoices), _("%(first)s to %(last)s") % days),
        Figure(_("Overcharge"), _sums(rows), _("without tax and interest"), tone="sum"),
    ]


def _sums(affected: Iterable[Affected]) -> str:
    sums: dict[str, int] = {}
    for one in affected:
        sums[one.currency] = sums.get(one.currency, 0) + one.over_minor
    return " + ".join(money(Money(minor, currency)) for currency, minor in sorted(sums.items()))


def _row(one: Affected, customer: Customer) -> Row:
    tone, icon = LOOKS[one.sure]
    days = _day(one.first) if one.first == one.last else f"{_day(one.first)} – {_day(one.last)}"
    doubts = [str(doubt.label) for doubt in one.doubts]
    return Row(customer, one.invoices, one.lines, days, money(one.over), str(one.sure.label), tone, icon, doubts)


def _looked(swept: Swept) -> str:
    words = {"lines": _number(swept.looked), "customers": _number(swept.customers)}
    return _("%(lines)s invoice lines of %(customers)s customers") % words


def _unpriced(swept: Swept, names: dict[int, Customer]) -> str:
    """Of whom nothing can be said, because no price is on file."""
    some = ", ".join(names[pk].name for pk in swept.unpriced[:3])
    rest = len(swept.unpriced) - 3
    return _("%(names)s and %(n)s more") % {"names": some, "n": rest} if rest > 0 else some


def _day(day: Any) -> str:
    return written_day(day, "short-year")


def _number(value: int) -> str:
    return str(number_format(value, force_grouping=True))
