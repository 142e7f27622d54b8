"""What several step pages need besides the case: who may be given something, the house's phrases, the rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from ground.accounts.models import Person
from ground.choosing import ChoiceField
from ground.worktime.models import SpecialDay, WeeklyBlock
from incidents.models import RequiredPhrase
from incidents.repairing import who_may_do_it
from incidents.together import read_together
from updates.clock import DEFAULT_RHYTHM
from updates.models import Cadence
from updates.rhythm import rhythm_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk.steps.contract import Page
    from updates.clock import Rhythm


CHOOSE_PEOPLE = (7, 8)


@dataclass(frozen=True)
class AtHand:
    """`people` may be given a remedy or say an apology; `rhythm` is that of the customer at this severity."""

    people: list[Person]
    phrases: list[str]
    rhythm: Rhythm


def at_hand(page: Page) -> AtHand:
    """Read once for each page, in one statement; with it the working hours that the gates and next times go by."""
    kept = vars(page)
    if "at_hand" not in kept:
        kept["at_hand"] = _read(page)
    found: AtHand = kept["at_hand"]
    return found


def _read(page: Page) -> AtHand:
    incident, calendar = page.incident, page.incident.customer.team.calendar
    rhythms = Cadence.objects.filter(Q(customer=incident.customer_id) | Q(customer=None), severity=incident.severity)
    hours = [WeeklyBlock.objects.filter(calendar=calendar), SpecialDay.objects.filter(calendar=calendar)]
    people = [who_may_do_it(incident)] if page.number in CHOOSE_PEOPLE else []
    found: dict[Any, Any] = dict(read_together([*people, *hours, RequiredPhrase.objects.all(), rhythms]))
    calendar.keep_hours(found[WeeklyBlock], found[SpecialDay])
    own = sorted(found[Cadence], key=lambda row: row.customer_id is None)
    return AtHand(
        people=sorted(found.get(Person, []), key=lambda person: (person.name, person.pk)),
        phrases=[phrase.words for phrase in found[RequiredPhrase]],
        rhythm=rhythm_in(own[0]) if own else DEFAULT_RHYTHM[incident.severity],
    )


class PersonField(ChoiceField):
    """One of these people; cleans to the person."""

    def __init__(self, people: Sequence[Person], *, empty: Any = None, **kwargs: Any) -> None:
        self.people = {str(person.pk): person for person in people}
        choices = [(number, person.name) for number, person in self.people.items()]
        super().__init__(choices=[("", empty), *choices] if empty else choices, **kwargs)

    def clean(self, value: Any) -> Any:
        return self.people.get(str(super().clean(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


WISH = gettext_lazy("Without an owner and a date it is a wish.")
