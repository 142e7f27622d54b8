"""The story of an incident, told from its history: newest first, the small events folded away."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from desk.answers import to_press
from desk.timeline_events import TELLERS, Event, strands_of
from ground.built_once import BuiltOnce
from ground.history.lines import Line, line_of, rows_about
from recovery.decision_kinds import MONEY
from updates.clock_words import day_and_time
from updates.models import Conversation, Recipient

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from ground.history.models import Entry
    from incidents.models import Answer, Incident
    from updates.models import Update

SHOWN = 6
STRANDS = {
    "told": gettext_lazy("Told them"),
    "said": gettext_lazy("They said"),
    "decided": gettext_lazy("Decided"),
    "internal": gettext_lazy("Internal"),
}
PERHAPS = ("update.sent", "conversation.noted", "customer.answered")
OF_FEELINGS = ("apology.", "check_in.", "conversation.", "customer.", "evidence.", "note.", "step.", "trust.", "file.")
"""What tells of people's words and feelings: not for those who only look after the money."""


def _entries(incident: int) -> QuerySet[Entry, tuple[Any, ...]]:
    return rows_about("incident", incident)


def _copies(incident: int) -> QuerySet[Recipient]:
    copies = Recipient.objects.filter(update__incident=incident).order_by("update__sent_at", "update", "pk")
    return copies.select_related("contact", "update__author", "update__settled")


def _talks(incident: int) -> QuerySet[Conversation]:
    return Conversation.objects.filter(incident=incident).select_related("contact", "settled")


ENTRIES: BuiltOnce[tuple[Any, ...]] = BuiltOnce(_entries)
COPIES: BuiltOnce[Recipient] = BuiltOnce(_copies)
TALKS: BuiltOnce[Conversation] = BuiltOnce(_talks)


class Story:
    """Reads the entries of one incident and what they speak of in four queries, then tells each as an event."""

    def __init__(self, incident: Incident, now: datetime, zone: str, *, feelings: bool = True) -> None:
        self.incident, self.now, self.zone = incident, now, ZoneInfo(zone)
        entries = [line_of(row) for row in ENTRIES.ask(incident=incident.pk)]
        self.entries = [entry for entry in entries if feelings or not _of_feelings(entry)]
        self.updates: dict[int, Update] = {}
        self.told: dict[int, list[str]] = {}
        self._read_updates()
        self.talks: dict[int, Conversation] = {c.pk: c for c in TALKS.ask(incident=incident.pk)}
        said = any(entry.what.startswith("customer.") for entry in self.entries)
        answers = incident.answers.select_related("contact", "promise") if said else ()
        self.answers: dict[int, Answer] = {answer.pk: answer for answer in answers}
        self.to_press = to_press(self.answers.values())

    def _read_updates(self) -> None:
        """Every update, and whom it was for: each has at least one copy, so they are read by their copies."""
        for copy in COPIES.ask(incident=self.incident.pk):
            self.updates.setdefault(copy.update_id, copy.update)
            self.told.setdefault(copy.update_id, []).append(copy.contact.name)

    def events(self, *, everything: bool, strand: str = "") -> list[Event]:
        """Newest first: the latest few that matter, or everything, or everything of one side of the story."""
        if strand in STRANDS:
            return [event for event in self._all if strand in event.strands]
        return self._all if everything else self._latest

    def hidden(self) -> int:
        return sum(self._has_event(entry) for entry in self.entries) - len(self._latest)

    @cached_property
    def _latest(self) -> list[Event]:
        """As many as are shown. Nothing is noted before it happens, so older entries bring no newer event."""
        found: list[Event] = []
        for entry in sorted(self.entries, key=lambda entry: entry.at, reverse=True):
            if len(found) == SHOWN and entry.at <= found[-1].at:
                break
            event = self._tell(entry)
            if event is not None and not event.small:
                found = sorted([*found, event], key=lambda event: event.at, reverse=True)[:SHOWN]
        return found

    def _has_event(self, entry: Line) -> bool:
        """Whether it is told at all: what some entries speak of may be gone, or stand elsewhere."""
        return self._tell(entry) is not None if entry.what in PERHAPS else entry.what in TELLERS

    @cached_property
    def _all(self) -> list[Event]:
        told = [event for entry in self.entries if (event := self._tell(entry)) is not None]
        return sorted(told, key=lambda event: event.at, reverse=True)

    def _tell(self, entry: Line) -> Event | None:
        teller = TELLERS.get(entry.what)
        event = teller(self, entry) if teller else None
        return replace(event, strands=strands_of(event, entry.what)) if event else None

    def when(self, at: datetime) -> str:
        return day_and_time(at, self.now, self.zone)

    def plain(
        self, entry: Line, title: str, icon: str, *, text: str = "", look: str = "", small: bool = False
    ) -> Event:
        return Event(title, entry.at, self.when(entry.at), icon, look=look, text=text, small=small)


def _of_feelings(entry: Line) -> bool:
    """What was asked and decided is shown to all only where it is about money."""
    other_matter = entry.what.startswith("decision.") and entry.facts.get("what") not in MONEY
    return other_matter or entry.what.startswith(OF_FEELINGS)
