"""What the house is called, where it is, the address its letters come from, and how they look."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ground.colours import LIGHT_GROUND, colour_of, contrast, is_readable
from ground.history.recording import record
from ground.worktime.models import WorkCalendar

from .calendars import reason
from .models import House, Person
from .refusals import PeopleRefused, only_administrators

MOST_LINES = 5


@transaction.atomic
def change_house(
    *, name: str, zone: str, language: str, sender: str, calendar: WorkCalendar, by: Person, now: datetime, why: str
) -> House:
    """What stays the same leaves no trace. Letters already written keep the name and address they were written with."""
    only_administrators(by)
    why = reason(why)
    house = House.objects.select_for_update().get()
    wanted: dict[str, str | int | None] = {
        "name": name,
        "zone": zone,
        "language": language,
        "sender": sender,
        "calendar_id": calendar.pk,
    }
    return _changed(house, "house.changed", wanted, by, now, why)


@transaction.atomic
def set_look(*, accent: str, signature: str, by: Person, now: datetime, why: str) -> House:
    """The colour of letters and private pages, empty for our own; and the lines beneath every signature.

    A colour is refused that cannot be read on a light ground, and so cannot stand beneath white words either; the
    shades of it for dark are reckoned so that they can be read there.
    """
    only_administrators(by)
    why = reason(why)
    lines = [line.strip() for line in signature.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise LookRefused(_("Keep it to %(most)s lines.") % {"most": MOST_LINES}, "signature")
    house = House.objects.select_for_update().get()
    wanted: dict[str, str | int | None] = {"accent": _readable(accent), "signature": "\n".join(lines)}
    new_lines = lines if wanted["signature"] != house.signature else []
    return _changed(house, "house.look_set", wanted, by, now, "; ".join([why, *new_lines]), unsaid=("signature",))


class LookRefused(PeopleRefused):
    """`field` is where it was typed."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def _readable(accent: str) -> str:
    if not accent.strip():
        return ""
    try:
        colour = colour_of(accent)
    except ValueError:
        raise LookRefused(_("Write the colour like #0b5f68."), "accent") from None
    if not is_readable(colour):
        values = {"colour": colour, "has": f"{contrast(colour, LIGHT_GROUND):.1f}"}
        raise LookRefused(
            _("%(colour)s cannot be read on white: the contrast is %(has)s to 1. Choose a darker one, of 4.5 or more.")
            % values,
            "accent",
        )
    return colour


def _changed(
    house: House,
    what: str,
    wanted: dict[str, str | int | None],
    by: Person,
    now: datetime,
    why: str,
    unsaid: tuple[str, ...] = (),
) -> House:
    """`unsaid` are fields whose words stand with the reason, where they can be erased."""
    facts = {field: value for field, value in wanted.items() if getattr(house, field) != value}
    for field, value in facts.items():
        setattr(house, field, value)
    if facts:
        house.save(update_fields=list(facts))
        said = {field: value for field, value in facts.items() if field not in unsaid}
        record(("house", house.pk), by=by, what=what, now=now, text=why, facts=said)
    return house
