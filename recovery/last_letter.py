"""The last letter and the closing it goes with: one transaction, whoever says yes to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Contact
from ground.decisions import deciding
from ground.decisions.models import Decision
from ground.decisions.models import State as DecisionState
from incidents.choices import State
from incidents.endings import EndingRefused, close_incident, why_not_open
from incidents.promises import lock
from updates.choices import UpdateKind
from updates.sending import Telling, send_update

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.models import Incident

OVERRIDE, WITHOUT_WORD = "close_override", "close_without_word"
CLOSINGS = (OVERRIDE, WITHOUT_WORD)


@dataclass(frozen=True)
class LastLetter:
    """What they read at the end, to whom; without people there is no letter, and `nobody_because` says why."""

    heading: str = ""
    body: str = ""
    contacts: Sequence[Contact] = ()
    nobody_because: str = ""

    def as_details(self) -> dict[str, str | int | None]:
        """For a decision: small values, so that what is sent after the yes is what was read before it."""
        people = " ".join(str(contact.pk) for contact in self.contacts)
        return {"heading": self.heading, "body": self.body, "to": people, "nobody_because": self.nobody_because}

    @classmethod
    def of_details(cls, details: Mapping[str, object]) -> LastLetter:
        people = [int(pk) for pk in str(details.get("to", "")).split()]
        found = Contact.objects.in_bulk(people)
        return cls(
            heading=str(details.get("heading", "")),
            body=str(details.get("body", "")),
            contacts=[found[pk] for pk in people if pk in found],
            nobody_because=str(details.get("nobody_because", "")),
        )


@transaction.atomic
def tell_and_close(
    incident: Incident, *, ending: str, reason: str, letter: LastLetter, author: Person, by: Person, now: datetime
) -> Incident:
    """Send the resolved letter in its author's name, which keeps the last promise, and close; or neither.

    What was asked about closing and still waits is taken back. EndingRefused, SendRefused.
    """
    incident = lock(incident)
    if incident.state != State.OPEN:
        raise EndingRefused(why_not_open(incident, now))
    if letter.contacts:
        telling = Telling(UpdateKind.RESOLVED, letter.heading, letter.body, list(letter.contacts), next_at=None)
        send_update(incident, telling=telling, by=author, now=now)
    why = letter.nobody_because
    closed = close_incident(incident, ending=ending, reason=reason, by=by, now=now, let_go_why=why)
    take_back_what_was_asked(closed, by=by, now=now, why=why_not_open(closed, now))
    return closed


def demand_a_letter(incident: Incident, letter: LastLetter, *, now: datetime) -> None:
    """The last promise is kept by a letter; it is let go, with a reason, only where nobody can be reached."""
    if letter.contacts:
        return
    if any(contact.reachable_by_mail(now) for contact in incident.customer.contacts.all().told()):
        raise EndingRefused(_("Write the last letter, and choose who reads it."))
    if not letter.nobody_because.strip():
        raise EndingRefused(_("Say why nobody can be reached. The next update is let go with this reason."))


def take_back_what_was_asked(incident: Incident, *, by: Person, now: datetime, why: str) -> None:
    asked = Decision.objects.within("incident", [incident.pk]).filter(what__in=CLOSINGS)
    for decision in asked.filter(state__in=(DecisionState.ASKED, DecisionState.SENT_BACK)):
        deciding.withdraw(decision, by=by, now=now, why=why)
