"""“When will they hear from you again?”: three sensible times as pills, or another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.choosing import ChoiceField
from updates.clock import better_than_night, in_their_night, next_times
from updates.clock_words import day_and_time, moment_words, time_words
from updates.rhythm import rhythm_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from customers.models import Customer
    from ground.accounts.models import Person
    from updates.clock import Rhythm

OTHER = "other"
BETTER = "better:"
"""Begins the act of the button that takes a better time; the instant follows."""
FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Of a typed moment. At the ends of all time the clock of another zone has no year any more."""


class LocalInstantField(forms.DateTimeField):
    """A wall time in the zone of the person who types it, as an aware instant; one in a gap shifts forward.

    It is typed by the minute. Where `now` is given and it is still that minute, it means this very instant: what is
    written down now comes after all that was said before, earlier in the same minute too.
    """

    def __init__(self, *, zone: str, now: datetime | None = None, **kwargs: Any) -> None:
        self.zone, self.now = ZoneInfo(zone), now
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        super().__init__(input_formats=formats, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        if not value or isinstance(value, datetime):
            return value or None
        for pattern in self.input_formats or ():
            try:
                local = datetime.strptime(str(value).strip(), pattern)  # noqa: DTZ007
                at = local.replace(tzinfo=self.zone).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
            if not believable(at):
                raise ValidationError(_("Check the year. We take years from 2000 to 2099."))
            return self.now if self.now and at == self.now.replace(second=0, microsecond=0) else at
        raise ValidationError(_("Write a day and a time, like 2026-11-20 12:00."))

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value


class NextTimes:
    """The choices for one customer and severity, told in the writer's zone, with the customer's beside it."""

    def __init__(
        self, customer: Customer, severity: str, person: Person, now: datetime, rhythm: Rhythm | None = None
    ) -> None:
        self.person, self.now, self.their_zone = person, now, customer.zone
        self.gap = (rhythm or rhythm_of(customer, severity)).gap
        self.times = next_times(now, self.gap, customer.our_hours())

    def choices(self) -> list[tuple[str, str]]:
        return [(at.isoformat(), self.label(at)) for at in self.times] + [(OTHER, _("Another time"))]

    def label(self, at: datetime) -> str:
        ours = day_and_time(at, self.now, ZoneInfo(self.person.zone))
        theirs = time_words(at, ZoneInfo(self.their_zone))
        if theirs == time_words(at, ZoneInfo(self.person.zone)):
            return ours
        return _("%(ours)s (%(theirs)s for them)") % {"ours": ours, "theirs": theirs}

    def usual(self) -> str:
        """The one chosen beforehand: the middle of the three."""
        return self.times[len(self.times) // 2].isoformat()


class NextTimeForm(forms.Form):
    """Fields of a form that promises a next time; `self.next_at` after cleaning."""

    next_at: datetime | None = None
    writer_zone: ZoneInfo

    def offer_next_times(self, offer: NextTimes | None, *, zone: str, label: Any = None) -> None:
        choices = offer.choices() if offer else [(OTHER, _("Another time"))]
        self.writer_zone = ZoneInfo(zone)
        sent = self.data.get(self.add_prefix("next"), "") if self.is_bound else ""
        if sent and sent not in dict(choices) and instant_of(sent):
            choices.insert(0, (sent, offer.label(instant_of(sent)) if offer else sent))  # type: ignore[arg-type]
        self.fields["next"] = ChoiceField(
            label=label or gettext_lazy("When will they hear from you again?"),
            choices=choices,
            widget=forms.RadioSelect,
            initial=offer.usual() if offer else OTHER,
            error_messages={"required": gettext_lazy("Say when they will hear from you again.")},
        )
        self.fields["next_other"] = LocalInstantField(
            zone=zone, required=False, label=gettext_lazy("Another time"), help_text=_zone_help(zone)
        )

    def chosen_instant(self) -> datetime | None:
        """The time picked so far, for a preview; None while it is open."""
        return self.next_at or (instant_of(str(self["next"].value() or "")) if "next" in self.fields else None)

    def clean_next_time(self, data: dict[str, Any], now: datetime) -> None:
        chosen = data.get("next")
        if not chosen or "next_other" in self.errors:
            return
        self.next_at = data.get("next_other") if chosen == OTHER else instant_of(chosen)
        field = "next_other" if chosen == OTHER else "next"
        if self.next_at is None:
            self.add_error(field, _("Say when they will hear from you again."))
        elif self.next_at <= now:
            words = moment_words(self.next_at, now, self.writer_zone)
            self.add_error(field, _("%(when)s has already passed. Pick a time after now.") % {"when": words})


@dataclass(frozen=True)
class Advice:
    """A word about a time, and the button that takes a better one."""

    words: str
    act: str
    label: str


def advice(at: datetime | None, customer: Customer, now: datetime) -> Advice | None:
    """When the time falls into their night; never a refusal."""
    if at is None or not in_their_night(at, customer.zone):
        return None
    theirs = ZoneInfo(customer.zone)
    better = better_than_night(at, customer.zone)
    words = {"time": time_words(at, theirs), "better": moment_words(better, now, theirs)}
    return Advice(
        _("%(time)s is in the middle of their night. Is %(better)s better?") % words,
        f"{BETTER}{better.isoformat()}",
        _("Take %(better)s, their time") % words,
    )


def at_a_better_time(data: QueryDict) -> QueryDict | None:
    """The form after the button beside the advice; None for any other act."""
    act = data.get("act", "")
    if not act.startswith(BETTER) or instant_of(act.removeprefix(BETTER)) is None:
        return None
    changed = data.copy()
    changed["next"] = act.removeprefix(BETTER)
    return changed


def believable(at: datetime) -> bool:
    return FIRST_YEAR <= at.year <= LAST_YEAR


def instant_of(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        utc = at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return utc if utc and believable(utc) else None


def _zone_help(zone: str) -> str:
    return _("In your time zone, %(zone)s.") % {"zone": zone.replace("_", " ")}
