"""Forms of a promise: a new one, and what has become of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.next_times import LocalInstantField
from ground.choosing import ChoiceField, RowField
from ground.text import LineField, TextField
from incidents.choices import How
from updates.choices import Channel

if TYPE_CHECKING:
    from incidents.models import Incident

LONG = 2_000
NEEDED = ("due_at", "contact", "channel", "their_words")
"""Fields that some answer cannot do without; they do not say that they are optional."""


class PromiseForm(forms.Form):
    text = LineField(
        max_length=300,
        label=_("What did we promise?"),
        help_text=_("They read these words on their page, unless the promise is inferred."),
        widget=forms.TextInput(attrs={"class": "letter letter--s"}),
        error_messages={"required": _("Say what was promised.")},
    )
    how = ChoiceField(
        label=_("How?"),
        choices=[(h.value, h.label) for h in (How.WRITTEN, How.SPOKEN, How.INFERRED)],
        widget=forms.RadioSelect,
        initial=How.SPOKEN,
    )

    def __init__(self, *args: Any, incident: Incident, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_at"] = LocalInstantField(
            zone=zone, label=_("By when?"), error_messages={"required": _("Say by when.")}
        )
        self.fields["to"] = RowField(label=_("To whom?"), queryset=incident.customer.contacts.here(), required=False)


class SettleForm(forms.Form):
    """What has become of a promise. Each end needs some of the fields; `by_letter` sends a new date to the composer."""

    KEPT, MOVED, RELEASED, GIVEN_UP = "kept", "moved", "released", "given_up"
    outcome = ChoiceField(
        label=_("What has become of it?"),
        choices=[
            (KEPT, _("Kept")),
            (MOVED, _("A new date, agreed with them")),
            (RELEASED, _("They released us from it")),
            (GIVEN_UP, _("It will not be kept")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what has become of it.")},
    )
    channel = ChoiceField(
        label=_("How did they say it?"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
        initial=Channel.PHONE,
        required=False,
    )
    their_words = TextField(
        max_length=LONG,
        required=False,
        label=_("What they said"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "letter letter--s"}),
    )
    why = LineField(max_length=300, required=False, label=_("Why, in a sentence"))

    def __init__(
        self, *args: Any, incident: Incident, zone: str, by_letter: bool = False, to: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_letter = by_letter
        self.fields["done_at"] = LocalInstantField(
            zone=zone,
            required=False,
            label=_("When was it done?"),
            help_text=_("Leave it empty when it was just now. This moment decides whether it was late."),
        )
        self.fields["due_at"] = LocalInstantField(zone=zone, required=False, label=_("The new date"))
        self.fields["contact"] = RowField(
            label=_("Who said it?"), queryset=incident.customer.contacts.here(), required=False, initial=to
        )

        for name in NEEDED:
            self.fields[name].needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        outcome = data.get("outcome")
        data["channel"] = data.get("channel") or Channel.PHONE
        if outcome == self.MOVED and data.get("due_at") is None and "due_at" not in self.errors:
            self.add_error("due_at", _("Say the new date."))
        spoken = outcome == self.RELEASED or (outcome == self.MOVED and not self.by_letter)
        if spoken and data.get("contact") is None and "contact" not in self.errors:
            self.add_error("contact", _("Say who agreed, or tell them by letter."))
        if outcome == self.RELEASED and not data.get("their_words") and "their_words" not in self.errors:
            self.add_error("their_words", _("Write down what they said. Their words are needed."))
        return data
