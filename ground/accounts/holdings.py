"""What somebody holds that another must take over before they leave; the rooms above register what they know of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Absence, Person, Team


@dataclass(frozen=True)
class Holding:
    """`label` says number and thing ("3 customers"); `url` shows them, or is empty."""

    label: str
    count: int
    url: str = ""


Holds = Callable[[Person, datetime], list[Holding]]
HandsOver = Callable[[Person, Person, Person, datetime], None]
"""(from, to, by, now): moves everything this room knows of, with its history, in the caller's transaction."""

_rooms: dict[str, tuple[Holds, HandsOver]] = {}


def register(room: str, *, holds: Holds, hands_over: HandsOver) -> None:
    """Called once by each room when it starts; the same name again replaces the earlier pair."""
    _rooms[room] = (holds, hands_over)


def held_by(person: Person, now: datetime) -> list[Holding]:
    """Everything that still hangs on this person, in the order in which the rooms registered."""
    return [holding for holds, _hands in _rooms.values() for holding in holds(person, now) if holding.count]


def hand_over(person: Person, *, to: Person, by: Person, now: datetime) -> None:
    """Let every room move what `person` holds to `to`: the upper rooms first, whose rows are locked before others."""
    for _holds, hands in reversed(_rooms.values()):
        hands(person, to, by, now)


def in_words(holdings: list[Holding]) -> str:
    """ "3 customers, 2 open mistakes and 1 team"."""
    return get_text_list([holding.label for holding in holdings], _("and"))


def own_holdings(person: Person, now: datetime) -> list[Holding]:
    teams = Team.objects.filter(manager=person).count()
    absences = Absence.objects.filter(deputy=person, ends_at__gt=now).count()
    return [
        Holding(ngettext("%d team to manage", "%d teams to manage", teams) % teams, teams),
        Holding(ngettext("%d absence to stand in for", "%d absences to stand in for", absences) % absences, absences),
    ]
