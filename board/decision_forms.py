"""The form of a decision: a note or question, the sum and version that were seen, the password where money moves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ground.money.amounts import AmountRefused, Money
from ground.text import LineField, TextField

if TYPE_CHECKING:
    from ground.decisions.models import Decision

LONGEST = 2_000
SEEN = re.compile(r"([0-9]{1,18}) ([A-Z]{3})", re.ASCII)


class PasswordField(forms.CharField):
    """Needed for one of three buttons only: whether it is there is asked by the view, when that one is pressed."""

    def validate(self, value: Any) -> None:
        """Nothing is not refused here."""


class DecideForm(forms.Form):
    use_required_attribute = False
    words = TextField(max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    seen_sum = LineField(max_length=30, required=False, widget=forms.HiddenInput)
    seen_version = LineField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, decision: Decision, label: str, password: bool) -> None:
        amount = decision.amount
        seen = {"seen_sum": f"{amount.minor} {amount.currency}" if amount else "", "seen_version": decision.version}
        super().__init__(data, initial=seen)
        self.fields["words"].label = label
        if password:
            self.fields["password"] = PasswordField(
                max_length=1024,
                strip=False,
                label=_("Your password"),
                help_text=_("Asked for when you approve money, once in ten minutes."),
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            )

    def seen(self) -> Money | None:
        """The sum that stood on the page; nothing when it was no sum."""
        found = SEEN.fullmatch(self.cleaned_data["seen_sum"])
        try:
            return Money(int(found[1]), found[2]) if found else None
        except AmountRefused:
            return None


class AnswerForm(forms.Form):
    words = TextField(
        max_length=LONGEST,
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Answer the question, then ask again.")},
    )
