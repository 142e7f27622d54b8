"""What a closed recovery still asks of us: an answer that proposes to open it again, a check-in to be asked aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, QuerySet, Value
from django.utils.translation import gettext as _

from ground.accounts.models import asking
from ground.built_once import BuiltOnce
from incidents.models import FIRST_NUMBER, CheckIn, Incident, Reopening

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person

AGAIN, RING = "again", "ring"
AT_MOST = 20


@dataclass(frozen=True)
class ToSeeTo:
    """`value` is the number they gave, or the day of the check-in that is to be asked."""

    kind: str
    incident: int
    title: str
    customer: str
    name: str
    value: int | None
    at: datetime

    @property
    def reference(self) -> str:
        return f"TR-{FIRST_NUMBER + self.incident}"

    @property
    def words(self) -> str:
        called = {"name": self.name.split()[0] if self.name.split() else _("Somebody"), "value": self.value}
        if self.kind == RING:
            return _("Ring them: has it stayed right, after %(value)s days?") % called
        if self.value is None:
            return _("%(name)s says it is not right: open again?") % called
        return _("%(name)s says %(value)s: open again?") % called


def to_see_to(person: Person, now: datetime, *, everyone: bool) -> list[ToSeeTo]:
    """The longest waiting first, of the incidents this person owns or of all they may see; one statement."""
    return [ToSeeTo(*row) for row in TO_SEE_TO.ask(person.role, everyone, person=person.pk, at=now)]


def _waiting(role: str, everyone: bool, person: int, at: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    somebody = asking(role, person, at)
    incidents = Incident.objects.visible_to(somebody) if everyone else Incident.objects.mine(somebody)
    within = incidents.order_by().values("pk")
    again = Reopening.objects.waiting().order_by().filter(incident__in=within)
    ring = CheckIn.objects.to_ring().order_by().filter(incident__in=within)
    found = _columns(again, AGAIN, "answer__contact__name", "value", "proposed_at").union(
        _columns(ring, RING, "contact__name", "day", "ring_since"), all=True
    )
    return found.order_by("since", "place")[:AT_MOST]


TO_SEE_TO: BuiltOnce[tuple[Any, ...]] = BuiltOnce(_waiting)


def _columns(rows: QuerySet[Any], kind: str, name: str, value: str, at: str) -> QuerySet[Any, tuple[Any, ...]]:
    named = {
        "kind": Value(kind, CharField()),
        "place": F("incident_id"),
        "mistake": F("incident__title"),
        "whose": F("incident__customer__name"),
        "who": F(name),
        "number": F(value),
        "since": F(at),
    }
    found: QuerySet[Any, tuple[Any, ...]] = rows.annotate(**named).values_list(*named)
    return found
