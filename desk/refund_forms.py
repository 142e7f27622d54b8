"""Forms of a refund: the sum with its reason, a payment on account, asking, what was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ground.accounts.form_parts import DayField
from ground.choosing import ChoiceField
from ground.money.amounts import AmountRefused, Money
from ground.money.typed import example, parse_money
from ground.text import LineField, TextField
from refunds.models import PaymentKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ground.decisions.models import Decision

REASON = 2_000


class AmountField(LineField):
    """An amount of one currency as the reader writes it; refused in the sentence of whatever is wrong with it."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        self.currency, self.locale = currency, get_language() or "en"
        kwargs.setdefault("error_messages", {"required": _("Write the amount.")})
        kwargs.setdefault("help_text", _("Like %(example)s.") % {"example": example(currency, self.locale)})
        super().__init__(max_length=60, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_money(text, self.currency, self.locale)
        except AmountRefused as refused:
            raise ValidationError(str(refused), code="amount") from None


class SumForm(forms.Form):
    words = TextField(
        max_length=REASON,
        label=_("How did you come to this sum?"),
        help_text=_("Whoever approves it reads this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say how you came to this sum.")},
    )

    def __init__(self, *args: Any, currency: str, was: Money | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(currency=currency, label=_("What do we owe them in all?"))
        self.order_fields(["amount", "words"])


class AskForm(forms.Form):
    reason = TextField(
        max_length=REASON,
        required=False,
        label=_("What should they know?"),
        help_text=_("What was promised, and by when."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OnAccountForm(forms.Form):
    reason = TextField(
        max_length=REASON,
        label=_("Why should it be paid now?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it should be paid now.")},
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(currency=currency, label=_("How much, before the whole sum is known?"))
        self.order_fields(["amount", "reason"])


class PaymentForm(forms.Form):
    """What was paid, how, when it counts; a payment on account names the yes it goes by."""

    reference = LineField(
        max_length=80,
        label=_("Reference"),
        help_text=_("The bank reference, or the number of the credit note."),
        error_messages={"required": _("Write the reference of the payment.")},
    )
    value_on = DayField(label=_("Value date"), help_text=_("The day the money is theirs."))

    def __init__(self, *args: Any, currency: str, on_account: Sequence[Decision] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_account = {f"{PaymentKind.ON_ACCOUNT}-{one.pk}": one for one in on_account}
        rest = [(kind.value, kind.label) for kind in (PaymentKind.PAYMENT, PaymentKind.CREDIT_NOTE)]
        choices = [*((key, one.summary) for key, one in self.on_account.items()), *rest]
        self.fields["kind"] = ChoiceField(
            label=_("How was it paid?"), choices=choices, widget=forms.RadioSelect, initial=choices[0][0]
        )
        self.fields["amount"] = AmountField(currency=currency, label=_("How much?"))
        self.order_fields(["kind", "amount", "value_on", "reference"])

    def paid(self) -> dict[str, Any]:
        """What the verb wants: on account becomes its kind and its decision."""
        data = dict(self.cleaned_data)
        if decision := self.on_account.get(data["kind"]):
            data |= {"kind": PaymentKind.ON_ACCOUNT.value, "decision": decision}
        return data
