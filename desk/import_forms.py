"""Forms of the import: the file, what its columns are, and what becomes of rows that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.assigning import account_managers_for
from customers.encodings import ENCODINGS
from customers.headings import choices
from customers.reading_csv import MOST_BYTES, SEPARATORS, too_large
from customers.rows import Otherwise
from desk.customer_forms import babel_locale
from ground.accounts.models import Role
from ground.choosing import ChoiceField, RowField
from ground.money.currencies import currency_choices
from ground.text import LineField
from ground.worktime.zones import zone_choices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from ground.accounts.models import Person

LEAVE_OUT, MEND = "leave_out", "mend"
WORK_IT_OUT = ("", gettext_lazy("Work it out from the file"))


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("CSV, at most 5 MB and 5,000 rows. Any separator, any of the usual encodings."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty."),
            "max_length": gettext_lazy("The name of this file is too long. Give it a shorter one."),
        },
        max_length=200,
    )
    encoding = ChoiceField(
        required=False, label=pgettext_lazy("of a file", "Letters"), choices=[WORK_IT_OUT, *ENCODINGS.items()]
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise ValidationError(too_large(file.size or 0))
        return file


class ColumnsForm(forms.Form):
    """One choice for each column, then what holds for the whole file and for rows that do not say."""

    encoding = ChoiceField(label=pgettext_lazy("of a file", "Letters"), choices=list(ENCODINGS.items()))
    separator = ChoiceField(
        label=gettext_lazy("Between columns"), choices=[(str(ord(mark)), name) for mark, name in SEPARATORS.items()]
    )
    zone = ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices)
    language = ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    currency = ChoiceField(label=gettext_lazy("Currency"))

    def __init__(
        self, *args: Any, headings: Sequence[str], reading: dict[str, Any], person: Person, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {**reading, "separator": str(ord(reading["separator"]))})
        super().__init__(*args, **kwargs)
        self.headings = headings
        self.fields["currency"].choices = currency_choices(babel_locale())  # type: ignore[attr-defined]
        for index, heading in enumerate(headings):
            self.fields[f"column_{index}"] = ChoiceField(
                label=_("%(heading)s is") % {"heading": heading},
                choices=choices(),
                required=False,
                widget=forms.Select(attrs={"class": "form-select w-auto"}),
                initial=reading["columns"].get(str(index), ""),
            )
        self._offer_people(person, reading.get("account_manager"))

    def _offer_people(self, person: Person, chosen: int | None) -> None:
        """Whoever may import for others says for whom."""
        if person.role == Role.ACCOUNT_MANAGER:
            return
        people = account_managers_for(person)
        own = person.pk if person.role == Role.MANAGER else None
        self.fields["account_manager"] = RowField(
            label=_("Account manager"),
            queryset=people,
            required=False,
            empty_label=_("Only who the file names"),
            initial=chosen or own,
        )

    def whole_file(self) -> list[forms.BoundField]:
        return [self[name] for name in ("encoding", "separator")]

    def otherwise_fields(self) -> list[forms.BoundField]:
        names = ("zone", "language", "currency", "account_manager")
        return [self[name] for name in names if name in self.fields]

    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column_{index}"] for index in range(len(self.headings))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: dict[str, str] = {}
        for index, heading in enumerate(self.headings):
            field = data.get(f"column_{index}", "")
            if field and field in seen:
                values = {"heading": seen[field], "field": dict(choices())[field]}
                self.add_error(f"column_{index}", _("%(heading)s is “%(field)s” already. Choose one.") % values)
            seen[field] = heading
        if "name" not in seen and not self.errors:
            self.add_error(None, _("Say which column holds the customer’s name."))
        return data

    def chosen(self) -> dict[str, Any]:
        """What was chosen, as the verb wants it."""
        data = self.cleaned_data
        return {
            "columns": {index: data[f"column_{index}"] for index in range(len(self.headings))},
            "otherwise": Otherwise(zone=data["zone"], language=data["language"], currency=data["currency"]),
            "encoding": data["encoding"],
            "separator": chr(int(data["separator"])),
            "account_manager": data.get("account_manager"),
        }


class ConfirmForm(forms.Form):
    """What becomes of the rows that cannot be used; `seen` is the plan the person read."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    what = ChoiceField(
        choices=[
            (MEND, gettext_lazy("Mend the file and come back")),
            (LEAVE_OUT, gettext_lazy("Leave them out, with a reason")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what we shall do with these rows.")},
    )
    why = LineField(
        max_length=300,
        label=gettext_lazy("Reason, when they are left out"),
        error_messages={"required": gettext_lazy("Say why these rows are left out.")},
    )

    def __init__(self, *args: Any, wrong: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wrong = wrong
        self.fields["what"].label = _("What shall we do with the %(n)s?") % {"n": wrong}
        self.fields["why"].required = self.data.get("what") != MEND
        if not wrong:
            del self.fields["what"], self.fields["why"]
