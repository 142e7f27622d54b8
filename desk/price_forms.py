"""Forms of agreed prices: one agreed, one corrected, one taken away; a list made; by which list a customer buys."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from desk.customer_forms import babel_locale
from ground.accounts.form_parts import DayField
from ground.choosing import ChoiceField, RowField
from ground.money.currencies import currency_choices
from ground.text import LineField
from refunds.choices import PricingDate
from refunds.models import AgreedPrice, PriceList
from refunds.numbers import read_number
from refunds.refusals import RefundRefused
from refunds.wording import figure

if TYPE_CHECKING:
    from customers.models import Customer

HIGHEST = Decimal(10) ** 12
DAY_NOT_INCLUDED = gettext_lazy("That day not included. Empty while it holds.")


class PriceField(LineField):
    """The price of one piece in the reader's notation."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = {"required": gettext_lazy("Write the price of one piece.")}
        super().__init__(max_length=30, error_messages=wrong, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            found = read_number(text, get_language() or "en")
        except RefundRefused as refused:
            raise ValidationError(str(refused), code="number") from None
        if not 0 <= found <= HIGHEST:
            raise ValidationError(_("An agreed price is not negative, and below a million millions."), code="bounds")
        return found


class WhyForm(forms.Form):
    why = LineField(
        max_length=300,
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("It goes into the history with your name."),
        error_messages={"required": gettext_lazy("Say why.")},
    )


class PriceForm(forms.Form):
    """A price from a day on; the currency is asked for a customer alone, since a list has one."""

    item = LineField(
        max_length=100,
        label=gettext_lazy("Item"),
        help_text=gettext_lazy("As it stands on the invoice lines."),
        error_messages={"required": gettext_lazy("Name the item.")},
    )
    unit_price = PriceField(label=gettext_lazy("Price of one piece, without tax"))
    currency = ChoiceField(label=gettext_lazy("Currency"))
    valid_from = DayField(label=gettext_lazy("Valid from"), help_text=gettext_lazy("That day included."))
    valid_to = DayField(label=gettext_lazy("Until"), required=False, help_text=DAY_NOT_INCLUDED)
    source = LineField(
        max_length=200,
        label=gettext_lazy("Where is it agreed?"),
        help_text=gettext_lazy("A contract, a letter, a mail and its day."),
        error_messages={"required": gettext_lazy("Say where it is agreed.")},
    )

    def __init__(self, *args: Any, owner: Customer | PriceList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(owner, PriceList):
            del self.fields["currency"]
        else:
            self.fields["currency"].choices = currency_choices(babel_locale())  # type: ignore[attr-defined]
            self.fields["currency"].initial = owner.currency


class CorrectForm(WhyForm):
    """What was put down wrongly; `was` is what the person saw, so that nobody overwrites what another wrote."""

    unit_price = PriceField(label=gettext_lazy("Price of one piece, without tax"))
    valid_to = DayField(label=gettext_lazy("Until"), required=False, help_text=DAY_NOT_INCLUDED)
    was = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ("unit_price", "valid_to", "why")

    def __init__(self, *args: Any, price: AgreedPrice, **kwargs: Any) -> None:
        self.price = price
        known = {"unit_price": figure(price.unit_price), "valid_to": price.valid_to, "was": seen_of(price)}
        super().__init__(*args, **{**kwargs, "initial": known})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.pop("was", "") != seen_of(self.price):
            raise ValidationError(_("Somebody changed this price meanwhile. Look at it again."), code="meanwhile")
        return cleaned


class NewListForm(forms.Form):
    name = LineField(
        max_length=120,
        label=gettext_lazy("Name"),
        error_messages={"required": gettext_lazy("Write a name for the list.")},
    )
    currency = ChoiceField(label=gettext_lazy("Currency"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = currency_choices(babel_locale())  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if PriceList.objects.filter(name__iexact=name).exists():
            raise ValidationError(_("There is a list of this name already."), code="twice")
        return name


class DayForm(forms.Form):
    priced_by = ChoiceField(label=gettext_lazy("Whose day's price counts?"), choices=PricingDate.choices)


class BuysByForm(forms.Form):
    price_list = RowField(
        queryset=PriceList.objects.order_by("name"),
        required=False,
        label=gettext_lazy("Price list"),
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Prices agreed with them alone go before it."),
    )
    priced_by = ChoiceField(
        label=gettext_lazy("Whose day's price counts?"),
        required=False,
        choices=[("", gettext_lazy("As their list says, else the day of the invoice")), *PricingDate.choices],
    )


def seen_of(price: AgreedPrice) -> str:
    """What a person sees of a price, in one value."""
    return f"{price.unit_price}|{price.valid_to or ''}"
