"""What every form of a step page has: its fields begin with its name, and a change of what is finished asks why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.choosing import ChoiceField
from ground.text import LineField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from customers.models import Contact
    from desk.steps.contract import Page
    from incidents.models import Evidence

LONG, SHORT = 20_000, 300
WHY = "why"


class PartForm(forms.Form):
    """Fields with the names of the row's columns; `kept` says what of them is written down.

    `may_go`: the row may be taken out, for which a reason is asked as well. `asks_why` is off where a new version only
    adds what was not known before. `needed` may be left out of a draft, and the step is not finished without them: they
    do not say that they are optional.
    """

    may_go = False
    asks_why = True
    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, page: Page, row: Evidence | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page, self.row = page, row
        self.build()
        for name in self.needed:
            self.fields[name].needed = True  # type: ignore[attr-defined]
        if row is not None and self.asks_why and (page.finished or self.may_go):
            self.fields[WHY] = LineField(
                max_length=SHORT,
                required=page.finished,
                label=gettext_lazy("Why do you change it?"),
                help_text=self._why_help(),
                error_messages={"required": gettext_lazy("This step is finished. Say why you change it.")},
            )

    def _why_help(self) -> str:
        if self.may_go:
            return _("The old words stay on record. To take it out, say why.")
        return _("The old words stay on record.")

    def build(self) -> None:
        """Fields that depend on the page."""

    def kept(self) -> dict[str, Any]:
        """What is written to the row."""
        return {name: value for name, value in self.cleaned_data.items() if name != WHY}

    @property
    def why(self) -> str:
        return str(self.cleaned_data.get(WHY, ""))


class DayField(forms.DateField):
    """A day; years from 1950 to 2099."""

    default_error_messages = {"invalid": gettext_lazy("Write a day, like 2026-11-20.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, date) and not 1950 <= value.year <= 2099:
            raise ValidationError(_("Check the year. We take years from 1950 to 2099."))


class ContactField(ChoiceField):
    """One of these people as pills; cleans to the contact."""

    def __init__(self, people: Sequence[Contact], **kwargs: Any) -> None:
        self.people = {str(contact.pk): contact for contact in people}
        choices = [(number, contact.name) for number, contact in self.people.items()]
        super().__init__(choices=choices, widget=forms.RadioSelect, **kwargs)

    def clean(self, value: Any) -> Any:
        return self.people.get(str(super().clean(value)))


def contact_field(people: Sequence[Contact], label: Any) -> ContactField:
    """Whoever is the only one is chosen beforehand."""
    initial = str(people[0].pk) if len(people) == 1 else None
    return ContactField(
        people, label=label, initial=initial, error_messages={"required": gettext_lazy("Choose who it was.")}
    )
