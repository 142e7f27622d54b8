"""Forms of one incident: changing it, stopping it, ending a check, a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.next_times import LocalInstantField
from ground.choosing import ChoiceField, RowField
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
