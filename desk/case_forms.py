"""Forms of one incident: a step's note, stopping it, ending a check, closing, opening again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Contact
from desk.next_times import LocalInstantField
from ground.choosing import ChoiceField, RowField, RowsField
from ground.text import LineField, TextField
from incidents.choices import ContainmentState, Ending, Severity
from incidents.models import Incident

if TYPE_CHECKING:
    from ground.accounts.models import Person

LONG, REASON = 20_000, 2_000


class ChangeForm(forms.Form):
    title = LineField(
        max_length=120,
        label=_("What we call it"),
        help_text=_("Only we read this. The subject of the letters stays."),
        error_messages={"required": _("Give it a name.")},
    )
    severity = ChoiceField(
        label=_("How bad is it?"),
        choices=Severity.choices,
        widget=forms.RadioSelect,
        help_text=_("A time you told them stays. A first notice still to come may be due sooner."),
    )


class ReasonForm(forms.Form):
    reason = TextField(
        max_length=REASON,
        label=_("Why"),
        help_text=_("It stays on record."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write down why. It stays on record.")},
    )


class ContainmentForm(forms.Form):
    state = ChoiceField(
        label=_("How it stands"),
        choices=[c for c in ContainmentState.choices if c[0] != ContainmentState.UNDECIDED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it stands.")},
    )
    who = LineField(max_length=100, required=False, label=_("Who does it (if planned)"))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by_at"] = LocalInstantField(zone=zone, required=False, label=_("By when (if planned)"))


class EndCheckForm(ReasonForm):
    ending = ChoiceField(
        label=_("How did the check end?"),
        choices=[(e.value, e.label) for e in (Ending.NOT_A_MISTAKE, Ending.NO_EFFECT, Ending.DUPLICATE)],
        widget=forms.RadioSelect,
    )
    duplicate_of = RowField(
        label=_("Which one does it repeat? (if it is a duplicate)"), queryset=Incident.objects.none(), required=False
    )

    def __init__(self, *args: Any, incident: Incident, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = Incident.objects.visible_to(person).filter(customer=incident.customer).exclude(pk=incident.pk)
        self.fields["duplicate_of"].queryset = same.order_by("-logged_at")[:50]  # type: ignore[attr-defined]
        self.order_fields(["ending", "duplicate_of", "reason"])


class CloseForm(ReasonForm):
    heading = LineField(max_length=150, required=False, label=_("Heading of the last letter"))
    body = TextField(
        max_length=LONG,
        required=False,
        label=_("What they read at the end"),
        widget=forms.Textarea(attrs={"rows": 5, "class": "letter letter--s"}),
        help_text=_("Leave it empty only when nobody can be reached."),
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Contact.objects.filter(customer=incident.customer).told()
        told = incident.contacts.values_list("pk", flat=True)
        self.fields["tell"] = RowsField(
            label=_("To"),
            queryset=people,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=[c.pk for c in people if c.pk in set(told)],
        )
        self.order_fields(["reason", "tell", "heading", "body"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("tell") and not (data.get("heading") and data.get("body")):
            self.add_error("body", _("Write what they read, or choose nobody."))
        return data
