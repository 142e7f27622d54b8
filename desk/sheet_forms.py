"""Forms of the calculated refund: what is reckoned and by which rules, a line left out, a question answered."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from desk.refund_forms import REASON, AmountField
from ground.accounts.form_parts import DayField, ZoneField
from ground.choosing import ChoiceField
from ground.money.amounts import Money
from ground.money.formatting import format_amount
from ground.text import LineField, TextField
from refunds.choices import Compounding, DayCount, InterestBase, PricingDate, Rounding, Stage
from refunds.conventions import Conventions
from refunds.numbers import read_number
from refunds.overcharge import LookBack
from refunds.questions import ANSWERS, Answer, Asked
from refunds.rates import RatePlan
from refunds.refusals import RefundRefused
from refunds.stored import Scope
from refunds.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refunds.models import Calculation, RateVersion

MOST_YEARS = 100


class NumberField(LineField):
    """An exact figure in the reader's notation, or empty for nothing."""

    def __init__(self, *, least: int = 0, most: int = 100, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(max_length=30, required=kwargs.pop("required", False), **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            found = read_number(text, get_language() or "en")
        except RefundRefused as refused:
            raise ValidationError(str(refused), code="number") from None
        if not self.least <= found <= self.most:
            words = {"least": self.least, "most": self.most}
            raise ValidationError(_("Between %(least)s and %(most)s."), code="bounds", params=words)
        return found


def _choice(label: Any, choices: Any, **more: Any) -> ChoiceField:
    return ChoiceField(label=label, choices=choices.choices, initial=choices.values[0], **more)


class CalculateForm(forms.Form):
    """Everything a calculation is made of; what is known of the one before stands there already."""

    items = forms.MultipleChoiceField(
        label=_("Which items were overcharged?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one item."), "invalid_choice": _("Choose from the list.")},
    )
    since = DayField(label=_("Invoices from"), required=False, help_text=_("Empty for all of them."))
    until = DayField(label=_("Invoices up to"), required=False)
    refund_on = DayField(label=_("Interest until"), help_text=_("The day the money reaches them; it does not count."))
    rates = ChoiceField(label=_("Rates"))
    points = NumberField(label=_("Percentage points on top"), least=-100)
    pricing = _choice(_("Whose day's price counts?"), PricingDate, help_text="")
    interest_base = _choice(_("Interest on"), InterestBase)
    day_count = _choice(_("Days"), DayCount)
    compounding = _choice(_("Interest on interest"), Compounding)
    rounding = _choice(_("A half"), Rounding)
    stage = _choice(_("What is rounded"), Stage)
    zone = ZoneField()
    withholding = NumberField(label=_("Tax to withhold from the interest, in per cent"))
    look_back = forms.IntegerField(
        label=_("Ask about invoices older than how many years?"), required=False, min_value=1, max_value=MOST_YEARS
    )
    noticed_on = DayField(label=_("Years are counted back from"), required=False)
    why = TextField(
        max_length=REASON,
        required=False,
        label=_("What is new in this version?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, currency: str, items: Sequence[str], tables: Sequence[RateVersion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currency, self.versions = currency, {str(one.pk): one for one in tables}
        chosen = (kwargs.get("initial") or {}).get("items", [])
        self.fields["items"].choices = [(item, item) for item in sorted({*items, *chosen})]  # type: ignore[attr-defined]
        self.fields["rates"].choices = [  # type: ignore[attr-defined]
            (key, _now("%(table)s, version %(n)s") % {"table": one.table.name, "n": one.number})
            for key, one in self.versions.items()
        ]
        for name, label in (("fixed", _("Fixed sum for late payment")), ("goodwill", _("Goodwill, beside the refund"))):
            self.fields[name] = AmountField(currency=currency, label=label, required=False)
        self.order_fields([*list(self.fields)[:-3], "fixed", "goodwill", "why"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("look_back")) != bool(data.get("noticed_on")):
            self.add_error("noticed_on", _("Years and day belong together: write both or none."))
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first."))
        return data

    def chosen(self) -> dict[str, Any]:
        """What the verb wants."""
        data = self.cleaned_data
        version = self.versions[data["rates"]]
        years, noticed = data.get("look_back"), data.get("noticed_on")
        conventions = Conventions(
            self.currency,
            RatePlan(version.as_table(), data["points"] or Decimal(0)),
            zone=data["zone"],
            day_count=DayCount(data["day_count"]),
            compounding=Compounding(data["compounding"]),
            rounding=Rounding(data["rounding"]),
            stage=Stage(data["stage"]),
            pricing=PricingDate(data["pricing"]),
            interest_base=InterestBase(data["interest_base"]),
            look_back=LookBack(years, noticed) if years and noticed else None,
            withholding_percent=data["withholding"] or Decimal(0),
        )
        on_top = [data[name].minor if data[name] else 0 for name in ("fixed", "goodwill")]
        scope = Scope(tuple(data["items"]), data["since"], data["until"], *on_top)
        return {
            "scope": scope,
            "conventions": conventions,
            "rates": version,
            "refund_on": data["refund_on"],
            "why": data["why"],
        }


def known_of(latest: Calculation) -> dict[str, Any]:
    """The choices of a calculation as the form shows them, figures in the notation it reads them in."""
    kept, scope = latest.conventions, Scope.of(latest.scope)
    back = kept["look_back"]
    locale, currency = get_language() or "en", latest.refund.currency
    amounts = {"fixed": scope.fixed_minor, "goodwill": scope.goodwill_minor}
    shown = {name: format_amount(Money(minor, currency), locale) for name, minor in amounts.items() if minor}
    return {
        **{name: kept[name] for name in ("zone", "day_count", "compounding", "rounding", "stage", "pricing")},
        "interest_base": kept["interest_base"],
        **{name: figure(Decimal(kept[name])) for name in ("points", "withholding")},
        "look_back": back and back[0],
        "noticed_on": back and back[1],
        "items": list(scope.items),
        "since": scope.since,
        "until": scope.until,
        "refund_on": latest.refund_on,
        "rates": str(latest.rates_id),
        **shown,
    }


class EmptyForm(forms.Form):
    """Nothing to write: only to be sent."""


class WhyForm(forms.Form):
    why = TextField(
        max_length=REASON,
        label=_("Why?"),
        help_text=_("It stands on the sheet, for us alone. The customer does not read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why.")},
    )


class AnswerForm(WhyForm):
    """One of the answers that fit; a day or a price only where it names one."""

    def __init__(self, *args: Any, asked: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = ANSWERS[Asked(asked)]
        choices = [(one.value, one.label) for one in answers]
        self.fields["answer"] = ChoiceField(
            label=_("Answer"), choices=choices, initial=choices[0][0], widget=forms.RadioSelect
        )
        if Answer.DAY in answers:
            self.fields["day"] = DayField(label=_("The day"), required=False)
        if Answer.PRICE in answers:
            self.fields["price"] = NumberField(label=_("The agreed price of one piece"), most=10**12)
        self.order_fields(["answer", "day", "price", "why"])
