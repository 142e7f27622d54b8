"""Forms of bringing invoice lines and agreed prices: the file, how it is read, what becomes of rows left over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from customers.encodings import ENCODINGS
from customers.reading_csv import SEPARATORS, grouped
from desk.customer_forms import babel_locale
from desk.import_forms import LEAVE_OUT, MEND, WORK_IT_OUT
from ground.choosing import ChoiceField
from ground.money.currencies import currency_choices
from ground.text import LineField
from refunds.incoming import UploadKind
from refunds.intake.fields import FIELDS, NEEDED, choices
from refunds.intake.figures import MARKS, ORDERS
from refunds.intake.files import MOST_BYTES, too_large

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile

MARK_NAMES = {"point": ".", "comma": ","}


class BringForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("CSV or XLSX, at most 300 MB. The first line names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,text/csv,text/plain"}),
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
            raise ValidationError(too_large())
        return file


class ReadingForm(forms.Form):
    """One choice for each column, then how the whole file is written."""

    decimal = ChoiceField(
        label=gettext_lazy("Decimals begin with"),
        choices=[(name, MARKS[mark]) for name, mark in MARK_NAMES.items()],
    )
    dates = ChoiceField(label=gettext_lazy("Days are written"), choices=list(ORDERS.items()))
    currency = ChoiceField(label=gettext_lazy("Currency of rows that do not say"))
    encoding = ChoiceField(label=pgettext_lazy("of a file", "Letters"), choices=list(ENCODINGS.items()))
    separator = ChoiceField(
        label=gettext_lazy("Between columns"), choices=[(str(ord(mark)), name) for mark, name in SEPARATORS.items()]
    )

    def __init__(self, *args: Any, kind: str, reading: Mapping[str, Any], **kwargs: Any) -> None:
        marks = {mark: name for name, mark in MARK_NAMES.items()}
        shown = {**reading, "separator": str(ord(reading["separator"])), "decimal": marks[reading["decimal"]]}
        kwargs.setdefault("initial", shown)
        super().__init__(*args, **kwargs)
        self.kind, self.headings = UploadKind(kind), reading["headings"]
        self.fields["currency"].choices = currency_choices(babel_locale())  # type: ignore[attr-defined]
        for index, heading in enumerate(self.headings):
            self.fields[f"column_{index}"] = ChoiceField(
                label=_("%(heading)s is") % {"heading": heading or index + 1},
                choices=choices(kind),
                required=False,
                widget=forms.Select(attrs={"class": "form-select w-auto"}),
                initial=reading["columns"].get(str(index), ""),
            )

    def whole_file(self) -> list[forms.BoundField]:
        return [self[name] for name in ("dates", "decimal", "currency", "encoding", "separator")]

    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"column_{index}"] for index in range(len(self.headings))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = FIELDS[self.kind]
        seen: dict[str, str] = {}
        for index, heading in enumerate(self.headings):
            field = data.get(f"column_{index}", "")
            if field and field in seen:
                values = {"heading": seen[field], "field": names[field]}
                self.add_error(f"column_{index}", _("%(heading)s is “%(field)s” already. Choose one.") % values)
            seen[field] = heading
        missing = [str(names[field]) for field in NEEDED[self.kind] if field not in seen]
        if missing and not self.errors:
            self.add_error(None, _("Say which column is: %(fields)s.") % {"fields": ", ".join(missing)})
        if self.kind == UploadKind.PRICES and not {"customer", "price_list"} & seen.keys() and not self.errors:
            self.add_error(None, _("Say which column names the customer or the price list."))
        return data

    def chosen(self) -> dict[str, Any]:
        """How the file is read, as the verb wants it."""
        data = self.cleaned_data
        return {
            "columns": {str(index): data[f"column_{index}"] for index in range(len(self.headings))},
            "decimal": MARK_NAMES[data["decimal"]],
            "dates": data["dates"],
            "currency": data["currency"],
            "encoding": data["encoding"],
            "separator": chr(int(data["separator"])),
        }


class LandForm(forms.Form):
    """What becomes of the rows that cannot be used."""

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
        label = ngettext("What shall we do with it?", "What shall we do with the %(n)s?", wrong)
        self.fields["what"].label = label % {"n": grouped(wrong)}
        self.fields["why"].required = self.data.get("what") != MEND
        if not wrong:
            del self.fields["what"], self.fields["why"]

    def mends(self) -> bool:
        return self.cleaned_data.get("what") == MEND
