"""What administrators type about rhythm, working time and the company; every form asks why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from board.settings_words import span_words, weekday_name
from ground.accounts.form_parts import CHOOSE, CalendarField, DayField, LanguageField, ZoneField
from ground.accounts.refusals import PeopleRefused
from ground.text import AddressField, LineField, TextField
from ground.worktime.blocks import Block
from ground.worktime.public_holidays import countries, regions
from ground.worktime.weeks import checked
from ground.worktime.zone_days import instant_of
from incidents.choices import Severity
from incidents.house_words import PhrasesRefused
from incidents.small import MOST_LIMIT, SmallRefused
from updates.cadence import MOST, RhythmRefused
from updates.choices import SpanUnit
from updates.clock import Rhythm, Span
from updates.holding import HoldingRefused

OFFERED = tuple(
    Span(amount, unit)
    for unit, amounts in (
        (SpanUnit.HOURS, (1, 2, 4, 8, 24)),
        (SpanUnit.WORKING_HOURS, (1, 2, 4, 8)),
        (SpanUnit.WORKING_DAYS, (1, 2, 3, 5, 10)),
    )
    for amount in amounts
)
BLOCK = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})", re.IGNORECASE)
LONGEST_DAY = 200
YEARS = range(2000, 2101)


def attempt(form: forms.Form, verb: Callable[[], object]) -> bool:
    """Call the verb when the form is whole; a refusal becomes the error of its field, or of the form."""
    if not form.is_valid():
        return False
    try:
        verb()
    except (HoldingRefused, PeopleRefused, PhrasesRefused, RhythmRefused, SmallRefused) as refusal:
        field = getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, str(refusal))
        return False
    return True


def code_of(span: Span) -> str:
    return f"{span.amount}:{span.unit}"


def span_of(code: str) -> Span:
    """ "4:working_hours" read back; ValueError for what no rhythm may be."""
    amount, _colon, unit = code.partition(":")
    if unit not in MOST or not amount.isascii() or not amount.isdigit() or len(amount) > 3:
        raise ValueError(code)
    return Span(int(amount), unit)


class SpanField(forms.TypedChoiceField):
    """A length of time from those offered; one that was set otherwise stays to be chosen."""

    def __init__(self, *, now: Span | None = None, empty: str = "", **kwargs: Any) -> None:
        spans = [*OFFERED, *([now] if now is not None and now not in OFFERED else [])]
        choices = [("", empty)] if empty else []
        choices += [(code_of(span), span_words(span)) for span in spans]
        super().__init__(choices=choices, coerce=span_of, empty_value=None, error_messages=CHOOSE, **kwargs)
        self.widget.attrs["class"] = "form-select"


class WhyForm(forms.Form):
    """What every change of a setting asks for, after its own fields."""

    why = LineField(
        max_length=300,
        label=_later("Why are you changing this?"),
        help_text=_later("Goes into the history with your name. Running clocks keep the time they were promised."),
        error_messages={"required": _later("Say in a sentence why you change this.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"] = self.fields.pop("why")


class RhythmForm(WhyForm):
    """First notice and gap for each severity. For a customer's own, an empty choice follows the house."""

    def __init__(
        self, *args: Any, rhythms: Mapping[str, Rhythm], own: Mapping[str, Rhythm] | None = None, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.house, self.own = rhythms, own
        for severity in Severity:
            shown = rhythms[severity] if own is None else own.get(severity)
            for part, label in (("first", _("First notice, %(name)s")), ("gap", _("Gap, %(name)s"))):
                now = getattr(shown, part) if shown else None
                usual = getattr(rhythms[severity], part)
                self.fields[f"{part}_{severity.value}"] = SpanField(
                    now=now,
                    empty="" if own is None else _("As the house: %(span)s") % {"span": span_words(usual)},
                    required=own is None,
                    label=label % {"name": severity.label},
                    initial=code_of(now) if now else "",
                )
        if own is not None:
            self.fields["asked_on"] = DayField(
                label=_("They asked for it on"),
                required=False,
                help_text=_("Needed when they will hear later than the house’s rhythm says."),
            )
        self.fields["why"] = self.fields.pop("why")

    def rows(self) -> list[dict[str, Any]]:
        return [{"severity": s, "first": self[f"first_{s.value}"], "gap": self[f"gap_{s.value}"]} for s in Severity]

    def chosen(self) -> dict[str, Rhythm]:
        """The rhythm of each severity for which at least one time was chosen; the other is then the house's."""
        found = {}
        for severity in Severity.values:
            first, gap = self.cleaned_data[f"first_{severity}"], self.cleaned_data[f"gap_{severity}"]
            if first or gap:
                usual = self.house[severity]
                found[severity] = Rhythm(first=first or usual.first, gap=gap or usual.gap)
        return found


class CustomerNameForm(forms.Form):
    name = LineField(
        max_length=120,
        label=_later("Which customer?"),
        error_messages={"required": _later("Write the customer’s name.")},
    )


class BlocksField(forms.CharField):
    """The hours of one day: “08:00-12:00, 12:30-17:00”; empty is closed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs["inputmode"] = "text"

    def clean(self, value: Any) -> tuple[Block, ...]:
        text: str = super().clean(value)
        if len(text) > LONGEST_DAY:
            raise ValidationError(_("That is too long for one day."))
        return checked([_block(part) for part in text.split(",") if part.strip()])


def _block(text: str) -> Block:
    found = BLOCK.fullmatch(text.strip())
    if found is None:
        raise ValidationError(_("Write hours like 09:00-12:00, 13:00-17:00. Leave it empty when closed."))
    opens, closes = (int(found[1]), int(found[2])), (int(found[3]), int(found[4]))
    try:
        return time(*opens), time(0) if closes == (24, 0) else time(*closes)
    except ValueError:
        raise ValidationError(_("There is no such hour. Hours go from 00:00 to 24:00.")) from None


def blocks_typed(blocks: tuple[Block, ...]) -> str:
    return ", ".join(f"{opens:%H:%M}-{'24:00' if closes == time(0) else f'{closes:%H:%M}'}" for opens, closes in blocks)


class WeekForm(WhyForm):
    """Seven days, Monday first; several blocks a day are set apart by commas."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(7):
            self.fields[f"day_{number}"] = BlocksField(label=weekday_name(number))
        self.fields["day_0"].help_text = _("Like 09:00-12:00, 13:00-17:00. Leave a day empty when it is closed.")
        self.fields["why"] = self.fields.pop("why")

    def week(self) -> list[tuple[Block, ...]]:
        return [self.cleaned_data[f"day_{number}"] for number in range(7)]


class SpecialDayForm(WhyForm):
    on = DayField(label=_later("Which day?"))
    label = LineField(max_length=100, required=False, label=_later("What is it?"))
    blocks = BlocksField(label=_later("At work"), help_text=_later("Like 08:00-12:00. Leave it empty when closed."))


class PlaceForm(WhyForm):
    """A calendar's name, zone and holidays. The regions offered are those of the country that is chosen or was sent."""

    name = LineField(max_length=100, label=_later("Name"), error_messages={"required": _later("Give it a name.")})
    zone = ZoneField()
    country = forms.ChoiceField(label=_later("Public holidays of"), required=False, error_messages=CHOOSE)
    region = forms.ChoiceField(
        label=_later("Region"),
        required=False,
        help_text=_later("Save a country first; its regions are offered then."),
        error_messages={"invalid_choice": _later("Choose a region of this country, or none.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = countries(Locale.parse((get_language() or "en").replace("-", "_"), sep="_"))
        self._offer("country", [("", _("No public holidays")), *known])
        country = str(self.data.get("country", "")) if self.is_bound else str(self.initial.get("country", ""))
        self._offer("region", [("", _("The whole country")), *regions(country)])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class CompanyForm(WhyForm):
    name = LineField(
        max_length=100, label=_later("Name of the company"), error_messages={"required": _later("Give it a name.")}
    )
    sender = AddressField(
        label=_later("Address our letters come from"),
        help_text=_later("Your mail relay must be allowed to send for it."),
        error_messages={"required": _later("We need an address to write from.")},
    )
    zone = ZoneField()
    language = LanguageField()
    calendar = CalendarField(
        label=_later("Work calendar"),
        empty_label=None,
        help_text=_later("For whoever is in no team. Each team has its own."),
    )


class PhrasesForm(WhyForm):
    phrases = TextField(
        max_length=8_000,
        required=False,
        label=_later("Phrases, one a line"),
        help_text=_later("Such as the name of a law, or words your insurer asks for."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class WallField(forms.CharField):
    """A moment as the clock on a wall shows it, without a zone; the calendar that is tried gives it one."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def clean(self, value: Any) -> datetime:
        text: str = super().clean(value)
        try:
            wall = datetime.strptime(text[:20], "%Y-%m-%dT%H:%M")  # noqa: DTZ007 the zone is the calendar's
        except ValueError:
            raise ValidationError(_("Write the moment like 2026-11-25T15:00.")) from None
        if wall.year not in YEARS:
            raise ValidationError(_("Choose a year between 2000 and 2100."))
        return wall


class TryForm(forms.Form):
    """Something happens at a moment of the calendar's own clock, and we have some time: when is it due?"""

    start = WallField(label=_later("Something happens on"), error_messages={"required": _later("Choose a moment.")})

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["span"] = SpanField(label=_("And we have"))

    def clean_start(self) -> datetime:
        """The instant (UTC) at which the clocks of the calendar's zone show what was typed."""
        wall: datetime = self.cleaned_data["start"]
        return instant_of(self.zone, wall.date(), wall - datetime.combine(wall.date(), time(0)))


class HoldingForm(WhyForm):
    on = forms.BooleanField(required=False, label=_later("Tell customers by letter when an update is overdue"))
    field_order = ["on", "why"]


class SmallForm(forms.Form):
    units = forms.IntegerField(
        min_value=0,
        max_value=MOST_LIMIT,
        label=_later("A small mistake may cost at most"),
        help_text=_later("In whole units of whatever currency the customer has."),
        error_messages={"required": _later("Say an amount."), "invalid": _later("Type a whole number, like 500.")},
    )
    why = LineField(
        max_length=200,
        label=_later("Why?"),
        error_messages={"required": _later("Say in a sentence why you change this.")},
    )
