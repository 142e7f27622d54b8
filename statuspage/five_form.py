"""The five short questions: how a customer sees us apart from the mistake. Any may be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.text import TextField
from recovery.answers import bank_details_refused
from recovery.bank_details import holds_bank_details

from .answer_forms import NO_CHOICE, ONE_TO_TEN

if TYPE_CHECKING:
    from django.http import QueryDict

    from updates.models import Link

FIVE = {
    "dependability": (gettext_lazy("Dependable"), gettext_lazy("We do what we say, when we say it.")),
    "competence": (gettext_lazy("Competent"), gettext_lazy("We know what we are doing.")),
    "empathy": (gettext_lazy("Understanding"), gettext_lazy("We see it from your side.")),
    "truth": (gettext_lazy("Truthful"), gettext_lazy("We tell you the whole of it, also when it is against us.")),
    "rapport": (gettext_lazy("Easy to deal with"), gettext_lazy("You can pick up the phone and say what you think.")),
}


class FiveForm(forms.Form):
    words = TextField(label=gettext_lazy("Anything you would like us to know?"), max_length=4000, required=False)

    def __init__(self, data: QueryDict | None = None, *, link: Link) -> None:
        self.link = link
        super().__init__(data, auto_id="five_%s", label_suffix="")
        for name, (label, _what) in FIVE.items():
            widget = forms.RadioSelect(attrs={"class": "scale"})
            self.fields[name] = forms.ChoiceField(
                label=label, choices=ONE_TO_TEN, required=False, widget=widget, error_messages=NO_CHOICE
            )
        self.order_fields([*FIVE, "words"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if holds_bank_details(data.get("words") or ""):
            self.add_error("words", bank_details_refused(self.link.incident.owner))
        if not self.errors and not any(data.get(name) for name in FIVE):
            self.add_error("dependability", _("Answer at least one of the five."))
        return data

    def scores(self) -> dict[str, int | None]:
        return {name: int(self.cleaned_data[name]) if self.cleaned_data[name] else None for name in FIVE}

    def questions(self) -> list[tuple[Any, Any]]:
        """Each field with the sentence it asks about."""
        return [(self[name], what) for name, (_label, what) in FIVE.items()]
