"""What came and went in a week, and the campaigns that run: one statement for the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ground.accounts.models import House, asking
from ground.built_once import BuiltOnce
from incidents.choices import State
from incidents.counting import CEILING, Count, count_words
from incidents.models import Campaign, Incident

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ground.accounts.models import Person

WEEK = timedelta(days=7)
CAMPAIGNS = ("first", "second", "third")
"""So many are named, the latest first."""


@dataclass(frozen=True)
class Week:
    """`words` say how many more or fewer are open than a week ago; `campaigns` have a `pk` and a `title`."""

    words: str
    campaigns: list[dict[str, Any]]


def week_of(person: Person, now: datetime) -> Week:
    """Of what this person may see."""
    [found] = FOUND.ask(person.role, person=person.pk, at=now, since=now - WEEK)
    return Week(_change(found["came"], found["went"]), [one for name in CAMPAIGNS if (one := found[name])])


def _week(role: str, person: int, at: datetime, since: datetime) -> QuerySet[House, dict[str, Any]]:
    somebody = asking(role, person, at)
    visible = Incident.objects.visible_to(somebody)
    running = Campaign.objects.visible_to(somebody).running().values(found=JSONObject(pk="pk", title="title"))
    week: dict[str, Any] = {
        "came": Count(visible.filter(logged_at__gt=since)),
        "went": Count(visible.filter(state=State.CLOSED, closed_at__gt=since)),
        **{name: Subquery(running[place : place + 1]) for place, name in enumerate(CAMPAIGNS)},
    }
    found: QuerySet[House, dict[str, Any]] = House.objects.annotate(**week).values(*week)
    return found


FOUND: BuiltOnce[dict[str, Any]] = BuiltOnce(_week)


def _change(came: int, went: int) -> str:
    if CEILING in (came, went):
        return _("%(came)s came, %(went)s went in a week") % {"came": count_words(came), "went": count_words(went)}
    change = came - went
    if change == 0:
        return _("as many as last week")
    more = ngettext("%(n)s more than last week", "%(n)s more than last week", change)
    fewer = ngettext("%(n)s fewer than last week", "%(n)s fewer than last week", -change)
    return (more if change > 0 else fewer) % {"n": abs(change)}
