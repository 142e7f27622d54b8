"""What people choose: one sentence for whatever is not on the list, and nothing sent is said back."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

CHOOSE: dict[str, Any] = {"required": _("Choose one from the list."), "invalid_choice": _("Choose one from the list.")}
_NUMBER_OF_A_ROW = re.compile("[0-9]{1,18}")


class Select(forms.Select):
    """A list written at once: Django asks two templates for each option, and there are six hundred time zones."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        listed = ((_group(label, options),) for label, options, _place in widget["optgroups"])
        groups = format_html_join("", "{}", listed)
        return format_html('<select name="{}"{}>{}\n</select>', widget["name"], flatatt(widget["attrs"]), groups)


def _group(label: str | None, options: list[dict[str, Any]]) -> SafeString:
    rows = ((one["value"], flatatt(one["attrs"]), one["label"]) for one in options)
    listed = format_html_join("", '\n  <option value="{}"{}>{}</option>', rows)
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', label, listed) if label else listed


class ChoiceField(forms.ChoiceField):
    widget = Select
    default_error_messages = CHOOSE


class TypedChoiceField(forms.TypedChoiceField):
    widget = Select
    default_error_messages = CHOOSE


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of a table."""

    widget = Select
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
