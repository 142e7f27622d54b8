"""Who else? The rule as a form: what is looked for, among whom, and until when interest is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.models import Customer
from desk.sheet_forms import NumberField
from desk.sheet_views import USUAL_WAIT
from ground.accounts.form_parts import DayField
from ground.choosing import ChoiceField
from ground.text import LineField, TextField
from recovery.others import sheet_of
from refunds.agreed import ITEM_LENGTH
from refunds.models import PriceList
from refunds.pasted import Matched, lines_of, match
from refunds.priced import Rule
from refunds.rate_tables import latest_versions
from refunds.stored import Scope
from refunds.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Incident
    from refunds.models import Calculation, RateVersion, Sweep

MOST_NAMES = 2_000
MOST_LETTERS = 200_000
SHOWN = 20


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
    agreed = NumberField(most=10**9, help_text=gettext_lazy("May stay empty. An agreed price on file goes before it."))
    names = TextField(
        max_length=MOST_LETTERS,
        required=False,
        label=gettext_lazy("Only these customers"),
        help_text=gettext_lazy("Names, their numbers with us, or invoice numbers: one a line. Empty for all of yours."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    without = forms.BooleanField(
        required=False, label=gettext_lazy("Leave out what is not found, or is not clear, on this list")
    )
    rates = ChoiceField(label=gettext_lazy("Interest by"), required=False)
    points = NumberField(label=gettext_lazy("Percentage points on top"), least=-100)
    refund_on = DayField(
        label=gettext_lazy("Interest until"),
        required=False,
        help_text=gettext_lazy("The day the money reaches them; it does not count."),
    )

    def __init__(
        self, *args: Any, currency: str, person: Person, versions: Sequence[RateVersion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency, self.person, self.versions = currency, person, {str(one.pk): one for one in versions}
        self.matched: Matched | None = None
        lists = [(str(pk), name) for pk, name in PriceList.objects.values_list("pk", "name")]
        self.fields["price_list"].choices = [("", _("Everybody")), *lists]  # type: ignore[attr-defined]
        named = [
            (key, _("%(table)s, version %(n)s") % {"table": one.table.name, "n": one.number})
            for key, one in self.versions.items()
        ]
        self.fields["rates"].choices = [("", _("No interest")), *named]  # type: ignore[attr-defined]
        label = _("Price of one piece where none is on file, in %(currency)s") % {"currency": currency}
        self.fields["agreed"].label = label

    def clean_names(self) -> str:
        """Whom the list means stands in `matched`; None without a list."""
        text: str = self.cleaned_data["names"]
        if not text:
            return text
        count = len(lines_of(text))
        if count > MOST_NAMES:
            words = {"count": count, "most": MOST_NAMES}
            raise ValidationError(_("%(count)s lines are too many. Paste at most %(most)s at once.") % words)
        self.matched = match(text, self.person)
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.matched is not None:
            self._say_what_is_not_clear(self.matched, leave_out=data.get("without", False))
        if not self.errors and not (data["item"] or data["price_list"] or data["names"]):
            self.add_error("item", _("Name an item, choose a price list, or list the customers."))
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("This day is before the first one."))
        if data.get("rates") and not data.get("refund_on") and "refund_on" not in self.errors:
            self.add_error("refund_on", _("Name the day until which interest is paid."))
        return data

    def _say_what_is_not_clear(self, matched: Matched, *, leave_out: bool) -> None:
        if not matched.customers:
            self.add_error("names", _("Nothing on this list is a customer of yours."))
        elif matched.whole or leave_out:
            return
        else:
            found = ngettext("%(n)s customer was found.", "%(n)s customers were found.", len(matched.customers))
            self.add_error("names", found % {"n": len(matched.customers)})
        if matched.unknown:
            self.add_error("names", _("Not found: %(names)s.") % {"names": _some(matched.unknown)})
        for one, names in list(matched.several.items())[:SHOWN]:
            self.add_error("names", _("%(one)s may mean %(names)s.") % {"one": one, "names": _some(names)})

    def chosen(self) -> dict[str, Any]:
        """What the verb wants."""
        data = self.cleaned_data
        chosen = int(data["price_list"]) if data["price_list"] else None
        rates = self.versions.get(data["rates"])
        return {
            "rule": Rule(data["item"], chosen, data["since"], data["until"], data["agreed"], self.currency),
            "named": None if self.matched is None else set(self.matched.customers),
            "rates": rates,
            "points": data["points"] if rates else None,
            "refund_on": data["refund_on"],
        }


def _some(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    shown, rest = ", ".join(name[:60] for name in names[:SHOWN]), len(names) - SHOWN
    return _("%(names)s and %(n)s more") % {"names": shown, "n": rest} if rest > 0 else shown


def form_for(
    data: Any, *, person: Person, now: datetime, currency: str, incident: Incident | None, like: Sweep | None
) -> RuleForm:
    """The form, with what is known: of the sweep it shall be like, else of the mistake it starts from."""
    versions, sheet = latest_versions(), sheet_of(incident) if incident else None
    for used in (sheet and sheet.rates, like and like.rates):
        if used and used.pk not in {one.pk for one in versions}:
            versions.append(used)
    today = now.astimezone(ZoneInfo(person.zone)).date()
    initial = {"refund_on": today + USUAL_WAIT, "rates": _usual_rates(versions, currency)}
    if like is not None:
        initial |= _known_of(like, person)
    elif incident is not None:
        initial |= _known(incident, sheet)
    return RuleForm(data, initial=initial, currency=currency, person=person, versions=versions)


def _usual_rates(versions: Sequence[RateVersion], currency: str) -> str:
    """A table of this currency, else one of none."""
    for wanted in (currency, ""):
        for one in versions:
            if one.table.currency == wanted:
                return str(one.pk)
    return ""


def _known(incident: Incident, sheet: Calculation | None) -> dict[str, Any]:
    """The item that the refund, or else the watch, speaks of, the day it began, and how its interest is reckoned."""
    if sheet is None:
        item = incident.finding_links.values_list("finding__item", flat=True).first() or ""
        return {"item": item, "since": incident.started_on}
    scope = Scope.of(sheet.scope)
    known = {"item": scope.items[0], "since": scope.since or incident.started_on, "until": scope.until}
    return known | {"rates": str(sheet.rates_id), "points": _points(sheet.conventions), "refund_on": sheet.refund_on}


def _known_of(like: Sweep, person: Person) -> dict[str, Any]:
    theirs = like.named.filter(pk__in=Customer.objects.visible_to(person).order_by().values("pk")).order_by("name")
    names = "\n".join(theirs.values_list("name", flat=True)) if like.limited else ""
    return {
        "item": like.item,
        "price_list": str(like.price_list_id or ""),
        "since": like.since,
        "until": like.until,
        "agreed": "" if like.agreed is None else figure(like.agreed),
        "names": names,
        "rates": str(like.rates_id or ""),
        "points": _points(like.terms),
        "refund_on": like.refund_on,
    }


def _points(kept: dict[str, Any]) -> str:
    return "" if kept["points"] == "0" else figure(Decimal(kept["points"]))
