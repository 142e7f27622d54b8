"""The history of a person or a team, a sentence a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ground.history.models import Entry

SENTENCES = {
    "person.invited": gettext_noop("Invited"),
    "person.invited_again": gettext_noop("Invited again"),
    "person.changed": gettext_noop("Changed"),
    "person.password_chosen": gettext_noop("Chose a password"),
    "person.disabled": gettext_noop("May not sign in any more"),
    "person.enabled": gettext_noop("May sign in again"),
    "person.absence_noted": gettext_noop("Absence noted"),
    "person.absence_ended": gettext_noop("Back"),
    "person.absence_cancelled": gettext_noop("Absence cancelled"),
    "person.deputy_changed": gettext_noop("Another deputy"),
    "team.opened": gettext_noop("Opened"),
    "team.changed": gettext_noop("Changed"),
}
FACTS = {
    "role": gettext_noop("role"),
    "team_id": gettext_noop("team"),
    "zone": gettext_noop("time zone"),
    "language": gettext_noop("language"),
    "calendar_id": gettext_noop("work calendar"),
    "parent": gettext_noop("team above"),
    "manager": gettext_noop("manager"),
    "calendar": gettext_noop("work calendar"),
}


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    text: str
    detail: str


def history_of(kind: str, pk: int, at_most: int = 20) -> list[Line]:
    """The last entries, newest first."""
    entries = Entry.objects.about(kind, pk).order_by("-sequence")[:at_most]
    return [_line(entry) for entry in entries]


def _line(entry: Entry) -> Line:
    who = str(entry.by) if entry.by else _("The house")
    changed = entry.what.endswith(".changed")
    details = [_(FACTS[name]) for name in entry.facts if name in FACTS] if changed else []
    details += [entry.text] if entry.text else []
    return Line(entry.at, who, _(SENTENCES.get(entry.what, entry.what)), "; ".join(details))
