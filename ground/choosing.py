"""What people choose: one sentence for whatever is not on the list, and nothing sent is said back."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CHOOSE: dict[str, Any] = {"required": _("Choose one from the list."), "invalid_choice": _("Choose one from the list.")}
_NUMBER_OF_A_ROW = re.compile("[0-9]{1,18}")


class ChoiceField(forms.ChoiceField):
    default_error_messages = CHOOSE


class TypedChoiceField(forms.TypedChoiceField):
    default_error_messages = CHOOSE


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of a table."""

    default_error_messages = CHOOSE


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows of a table. A number that no database holds is no choice (Django asks for it all the same, and SQLite
    breaks)."""

    default_error_messages = CHOOSE | {"invalid_list": CHOOSE["required"]}

    def clean(self, value: Any) -> Any:
        sent = value if isinstance(value, list | tuple) else []
        if not all(_NUMBER_OF_A_ROW.fullmatch(str(number)) for number in sent):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)
