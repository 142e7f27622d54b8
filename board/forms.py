"""What administrators type about people and teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ground.accounts.form_parts import CHOOSE, CalendarField, LanguageField, PersonField, TeamField, ZoneField
from ground.accounts.holdings import Holding, in_words
from ground.accounts.models import Person, Role, Team
from ground.text import AddressField, LineField, clean_line


class PersonForm(forms.Form):
    name = LineField(max_length=100, label=_("Name"), error_messages={"required": _("Say who it is.")})
    role = forms.ChoiceField(choices=Role.choices, label=_("Role"), error_messages=CHOOSE)
    team = TeamField(label=_("Team"), required=False, empty_label=_("No team"))
    zone = ZoneField()
    language = LanguageField()
    phone = LineField(
        max_length=40, label=_("Phone"), required=False, help_text=_("Customers read it under this person’s letters.")
    )
    calendar = CalendarField(
        label=_("Work calendar"),
        required=False,
        empty_label=_("The team’s"),
        help_text=_("Only when they keep other hours than their team."),
    )


class InviteForm(PersonForm):
    email = AddressField(label=_("Work email"), error_messages={"required": _("We need an address to write to.")})
    field_order = ("name", "email")


class TeamForm(forms.Form):
    """Who manages is chosen from the managers, what stands above from the other teams."""

    name = LineField(max_length=100, label=_("Name"), error_messages={"required": _("Give the team a name.")})
    manager = PersonField(label=_("Manager"), required=False, empty_label=_("Nobody yet"))
    parent = TeamField(
        label=_("Belongs to"),
        required=False,
        empty_label=_("No team above"),
        help_text=_("The manager of that team is told when this team’s manager is told and nothing happens."),
    )
    calendar = CalendarField(label=_("Work calendar"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managers = Person.objects.reachable().filter(role=Role.MANAGER)
        self.fields["manager"].queryset = managers  # type: ignore[attr-defined]


class DisableForm(forms.Form):
    hand_to = PersonField(
        label=_("Who takes over?"),
        required=False,
        empty_label=_("Choose somebody"),
        help_text=_("Customers, open mistakes, teams and absences all go to this person."),
    )

    def __init__(self, *args: Any, person: Person, held: list[Holding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hand_to"].required = bool(held)
        things = {"name": person.name, "things": in_words(held)}
        self.fields["hand_to"].error_messages["required"] = (
            _("%(name)s still has %(things)s. Say who takes over.") % things
        )
        others = Person.objects.reachable().exclude(pk=person.pk)
        self.fields["hand_to"].queryset = others  # type: ignore[attr-defined]


class PeopleFilter(forms.Form):
    """What the list shows; a value that cannot be read filters nothing."""

    q = forms.CharField(required=False)
    team = forms.ModelChoiceField(queryset=Team.objects.all(), required=False)
    role = forms.ChoiceField(choices=[("", _("Every role")), *Role.choices], required=False)
    state = forms.ChoiceField(
        choices=[("", _("May sign in")), ("invited", _("Invited, not here yet")), ("left", _("May not sign in"))],
        required=False,
    )

    def clean_q(self) -> str:
        return clean_line(self.cleaned_data["q"], 100)
