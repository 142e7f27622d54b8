"""Fields that forms about people share, and the form of an absence."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ground.choosing import CHOOSE as CHOOSE
from ground.choosing import ChoiceField
from ground.worktime.models import WorkCalendar

from .models import Person, Team


def zones() -> list[tuple[str, str]]:
    """Every zone there is: one that was stored once stays to be chosen."""
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones() - {"Factory", "localtime"})]


class ZoneField(ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=zones, label=_("Time zone"), **kwargs)


class LanguageField(forms.ChoiceField):
    """What our own people read; customers are written to in more languages."""

    def __init__(self, **kwargs: Any) -> None:
        offered = [(code, name) for code, name in settings.LANGUAGES if code in settings.STAFF_LANGUAGES]
        super().__init__(choices=offered, label=_("Language"), error_messages=CHOOSE, **kwargs)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who works here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Person.objects.reachable(), error_messages=CHOOSE, **kwargs)


class TeamField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Team.objects.all(), error_messages=CHOOSE, **kwargs)


class CalendarField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=WorkCalendar.objects.order_by("name"), error_messages=CHOOSE, **kwargs)


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        wrong = {"invalid": _("Write the day like 2026-11-30."), "required": _("Choose a day.")}
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], error_messages=wrong, **kwargs)


class AbsenceForm(forms.Form):
    """Whole days away, and who stands in."""

    first = DayField(label=_("First day away"))
    last = DayField(label=_("Last day away"))
    deputy = PersonField(
        label=_("Deputy"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Gets the reminders meanwhile, and sees the customers."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deputies = Person.objects.reachable().exclude(pk=person.pk)
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]
