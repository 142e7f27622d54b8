"""What every form of a step page has: its fields begin with its name, and a change of what is finished asks why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.text import LineField

if TYPE_CHECKING:
    from desk.steps.contract import Page
    from incidents.models import Evidence

LONG, SHORT = 20_000, 300
WHY = "why"


class PartForm(forms.Form):
    """Fields with the names of the row's columns; `kept` says what of them is written down."""

    def __init__(self, *args: Any, page: Page, row: Evidence | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page, self.row = page, row
        self.build()
        if row is not None and page.finished:
            self.fields[WHY] = LineField(
                max_length=SHORT,
                label=gettext_lazy("Why do you change it?"),
                help_text=gettext_lazy("The old words stay beside the new ones."),
                error_messages={"required": gettext_lazy("This step is finished. Say why you change it.")},
            )

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
