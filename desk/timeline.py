"""The story of an incident, told from its history: newest first, the small events folded away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from desk.answers import state_of, title_of
from ground.history.models import Entry
from ground.money.amounts import Money
from ground.money.formatting import format_money
from incidents.choices import Ending, Question, Via
from incidents.steps import rule
from recovery.decision_kinds import MONEY
from updates.choices import UpdateState
from updates.clock_words import day_and_time, gap_words
from updates.models import Recipient

if TYPE_CHECKING:
    from collections.abc import Callable

    from incidents.models import Answer, Incident
    from updates.models import Conversation, Update

SHOWN = 6
OF_FEELINGS = ("conversation.", "customer.", "note.", "step.", "trust.", "file.")
"""What tells of people's words and feelings: not for those who only look after the money."""


@dataclass(frozen=True)
class Event:
    title: str
    at: datetime
    when: str
    icon: str
    look: str = ""
    state_tone: str = ""
    state_icon: str = ""
    state_text: str = ""
    letter: str = ""
    said: str = ""
    text: str = ""
    small: bool = False
    more_url: str = ""
    more_label: str = ""
    act_url: str = ""
    act_label: str = ""


class Story:
    """Reads the entries of one incident and what they speak of in four queries, then tells each as an event."""

    def __init__(self, incident: Incident, now: datetime, zone: str, *, feelings: bool = True) -> None:
        self.incident, self.now, self.zone = incident, now, ZoneInfo(zone)
        entries = Entry.objects.about("incident", incident.pk).select_related("by").order_by("-sequence")
        self.entries = [entry for entry in entries if feelings or not _of_feelings(entry)]
        self.updates: dict[int, Update] = {}
        self.told: dict[int, list[str]] = {}
        self._read_updates()
        talks = incident.conversations.select_related("contact", "settled")
        self.talks: dict[int, Conversation] = {c.pk: c for c in talks}
        said = any(entry.what.startswith("customer.") for entry in self.entries)
        answers = incident.answers.select_related("contact", "promise") if said else ()
        self.answers: dict[int, Answer] = {answer.pk: answer for answer in answers}

    def _read_updates(self) -> None:
        """Every update, and whom it was for: each has at least one copy, so they are read by their copies."""
        copies = Recipient.objects.filter(update__incident=self.incident).order_by("update__sent_at", "update", "pk")
        for copy in copies.select_related("contact", "update__author", "update__settled"):
            self.updates.setdefault(copy.update_id, copy.update)
            self.told.setdefault(copy.update_id, []).append(copy.contact.name)

    def events(self, *, everything: bool) -> list[Event]:
        told = [event for entry in self.entries if (event := self._tell(entry)) is not None]
        told.sort(key=lambda event: event.at, reverse=True)
        return told if everything else [event for event in told if not event.small][:SHOWN]

    def hidden(self) -> int:
        return len(self.events(everything=True)) - len(self.events(everything=False))

    def _tell(self, entry: Entry) -> Event | None:
        teller = TELLERS.get(entry.what)
        return teller(self, entry) if teller else None

    def when(self, at: datetime) -> str:
        return day_and_time(at, self.now, self.zone)

    def plain(
        self, entry: Entry, title: str, icon: str, *, text: str = "", look: str = "", small: bool = False
    ) -> Event:
        return Event(title, entry.at, self.when(entry.at), icon, look=look, text=text, small=small)


def _of_feelings(entry: Entry) -> bool:
    """What was asked and decided is shown to all only where it is about money."""
    other_matter = entry.what.startswith("decision.") and entry.facts.get("what") not in MONEY
    return other_matter or entry.what.startswith(OF_FEELINGS)


def _by(entry: Entry) -> str:
    return entry.by.name if entry.by else _("The house")


def _words(entry: Entry) -> str:
    return entry.text


def _logged(story: Story, entry: Entry) -> Event:
    title = _("%(name)s logged the mistake") % {"name": _by(entry)}
    return story.plain(entry, title, "flag", text=_words(entry))


def _checking(story: Story, entry: Entry) -> Event:
    title = _("%(name)s reported it to be checked") % {"name": _by(entry)}
    return story.plain(entry, title, "search", text=_words(entry))


def _sent(story: Story, entry: Entry) -> Event | None:
    update = story.updates.get(_fact(entry, "update"))
    if update is None:
        return None
    names = _joined(story.told[update.pk])
    title = _("%(kind)s sent to %(names)s") % {"kind": update.get_kind_display(), "names": names}
    tone, icon, text = _punctual(story, update)
    look = "late" if tone == "late" and update.state == UpdateState.TOLD else "out"
    return Event(
        title, update.sent_at, story.when(update.sent_at), "envelope", look, tone, icon, text, letter=update.body
    )


def _punctual(story: Story, update: Update) -> tuple[str, str, str]:
    if update.state != UpdateState.TOLD:
        return "late", "exclamation-triangle-fill", update.get_state_display()
    settled = update.settled
    if settled is None or (settled.is_internal and update.sent_at <= settled.due_at):
        return "", "", ""
    if update.sent_at <= settled.due_at:
        return "kept", "check-lg", _("On time")
    return (
        "late",
        "exclamation-lg",
        _("%(span)s late") % {"span": gap_words(settled.due_at, update.sent_at, story.zone)},
    )


def _taken_back(story: Story, entry: Entry) -> Event:
    return story.plain(
        entry, _("%(name)s took the letter back") % {"name": _by(entry)}, "arrow-counterclockwise", small=True
    )


def _reached_nobody(story: Story, entry: Entry) -> Event:
    text = _("The update does not count as told. Call them.")
    return story.plain(entry, _("The letter reached nobody"), "exclamation-triangle-fill", text=text, look="late")


def _came_back(story: Story, entry: Entry) -> Event:
    return story.plain(entry, _("A letter came back"), "exclamation-triangle-fill", text=_words(entry), look="late")


def _talked(story: Story, entry: Entry) -> Event | None:
    talk = story.talks.get(_fact(entry, "conversation"))
    if talk is None:
        return None
    name = talk.contact.name if talk.contact else story.incident.customer.name
    title = (_("%(name)s called") if talk.began == "them" else _("Call with %(name)s")) % {"name": name}
    if talk.channel != "phone":
        title = _("%(channel)s with %(name)s") % {"channel": talk.get_channel_display(), "name": name}
    icon = "telephone" if talk.channel == "phone" else "chat-left-text"
    look = "in" if talk.their_words else "out"
    at = talk.happened_at
    return Event(title, at, story.when(at), icon, look, said=talk.their_words, letter=talk.our_words)


def _trust(story: Story, entry: Entry) -> Event:
    theirs, value = entry.facts.get("whose") == "theirs", _fact(entry, "value")
    title = _("They trust us %(value)s of 10") if theirs else _("We think they trust us %(value)s of 10")
    look, words = "in" if theirs else "", _words(entry).strip("“”")
    said, text = (words, "") if theirs else ("", words)
    return Event(title % {"value": value}, entry.at, story.when(entry.at), "reply", look, said=said, text=text)


def _answered(story: Story, entry: Entry) -> Event | None:
    """What they said on their page; what they said aloud stands in its conversation."""
    answer = story.answers.get(_fact(entry, "answer"))
    if answer is None or answer.via == Via.CONVERSATION:
        return None
    tone, icon, text = state_of(answer, story.now, story.zone)
    waits = answer.dealt_at is None and answer.withdrawn_at is None
    said = "" if answer.question == Question.TRUST else answer.words
    return Event(
        title_of(answer), answer.said_at, story.when(answer.said_at), "reply", "in", tone, icon, text,
        said=said,
        act_url=reverse("desk:seen_to", args=[story.incident.reference, answer.pk]) if waits else "",
        act_label=_("I have answered") if answer.promise else _("Seen to"),
    )  # fmt: skip


def _answer_taken_back(story: Story, entry: Entry) -> Event:
    answer = story.answers.get(_fact(entry, "answer"))
    name = answer.contact.greeting_name if answer else story.incident.customer.name
    return story.plain(entry, _("%(name)s took an answer back") % {"name": name}, "arrow-counterclockwise", look="in")


def _note(story: Story, entry: Entry) -> Event:
    return story.plain(entry, _("Note by %(name)s") % {"name": _by(entry)}, "pencil", text=_words(entry))


def _step(words: str, icon: str) -> Callable[[Story, Entry], Event]:
    def tell(story: Story, entry: Entry) -> Event:
        number = _fact(entry, "step")
        title = _(words) % {"number": number, "name": rule(number).name}
        return story.plain(entry, title, icon, text=_words(entry))

    return tell


def _broken(story: Story, entry: Entry) -> Event:
    due = story.when(datetime.fromisoformat(str(entry.facts["due_at"])))
    return story.plain(
        entry, _("The time we promised passed: %(when)s") % {"when": due}, "hourglass-split", look="late"
    )


def _small(words: str, icon: str) -> Callable[[Story, Entry], Event]:
    def tell(story: Story, entry: Entry) -> Event:
        return story.plain(entry, _(words), icon, text=_words(entry), small=True)

    return tell


def _grown(story: Story, entry: Entry) -> Event:
    return story.plain(entry, _("It became a full recovery"), "flag", text=_words(entry))


def _closed(story: Story, entry: Entry) -> Event:
    ending = Ending(str(entry.facts.get("ending"))).label
    title = _("%(name)s closed it: %(ending)s") % {"name": _by(entry), "ending": ending}
    return story.plain(entry, title, "check-circle-fill", text=_words(entry))


def _reopened(story: Story, entry: Entry) -> Event:
    return story.plain(entry, _("%(name)s opened it again") % {"name": _by(entry)}, "flag", text=_words(entry))


def _decision(words: str, icon: str) -> Callable[[Story, Entry], Event]:
    """What was asked or answered: the question in the title, the reason or the note beneath it."""

    def tell(story: Story, entry: Entry) -> Event:
        what, _line, said = entry.text.partition("\n")
        return story.plain(entry, _(words) % {"name": _by(entry), "what": what}, icon, text=said)

    return tell


def _owed(story: Story, entry: Entry) -> Event:
    words = {"name": _by(entry), "sum": _money(entry)}
    return story.plain(entry, _("%(name)s set the refund to %(sum)s") % words, "pencil", text=entry.text)


def _paid(story: Story, entry: Entry) -> Event:
    words = {"sum": _money(entry), "reference": entry.text}
    return story.plain(entry, _("%(sum)s paid back, %(reference)s") % words, "check-circle-fill", look="out")


def _money(entry: Entry) -> str:
    return format_money(Money(_fact(entry, "amount"), str(entry.facts["currency"])), get_language() or "en")


def _fact(entry: Entry, name: str) -> int:
    return int(entry.facts.get(name) or 0)


def _joined(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


TELLERS: dict[str, Callable[[Story, Entry], Event | None]] = {
    "incident.logged": _logged,
    "incident.checking": _checking,
    "update.sent": _sent,
    "update.undone": _taken_back,
    "update.reached_nobody": _reached_nobody,
    "letter.came_back": _came_back,
    "conversation.noted": _talked,
    "customer.answered": _answered,
    "customer.took_back": _answer_taken_back,
    "customer.dealt_with": _small(gettext_noop("An answer of theirs was seen to"), "check-lg"),
    "customer.waits_again": _small(gettext_noop("The letter that answered them did not happen"), "clock"),
    "note.added": _note,
    "trust.recorded": _trust,
    "step.done": _step(gettext_noop("Step %(number)s finished: %(name)s"), "check-circle-fill"),
    "step.not_needed": _step(gettext_noop("Step %(number)s marked not needed"), "flag"),
    "step.reopened": _step(gettext_noop("Step %(number)s opened again: %(name)s"), "flag"),
    "promise.broken": _broken,
    "promise.moved": _small(gettext_noop("The time was moved"), "clock"),
    "promise.void": _small(gettext_noop("A promise was never told, so it does not count"), "clock"),
    "promise.released": _small(gettext_noop("A promise was released"), "clock"),
    "containment.decided": _small(gettext_noop("Stop it now: one thing settled"), "check-lg"),
    "link.revoked": _small(gettext_noop("A private link was closed"), "link-45deg"),
    "incident.renamed": _small(gettext_noop("It has another name"), "pencil"),
    "incident.severity": _small(gettext_noop("It is worse, or less bad, than it looked"), "flag"),
    "decision.asked": _decision(gettext_noop("%(name)s asked: %(what)s"), "question-circle"),
    "decision.approved": _decision(gettext_noop("%(name)s said yes: %(what)s"), "check-lg"),
    "decision.refused": _decision(gettext_noop("%(name)s said no: %(what)s"), "x-lg"),
    "decision.sent_back": _decision(gettext_noop("%(name)s sent back: %(what)s"), "arrow-counterclockwise"),
    "refund.sum_set": _owed,
    "refund.paid": _paid,
    "file.kept": _small(gettext_noop("A file was kept"), "paperclip"),
    "incident.grown": _grown,
    "incident.closed": _closed,
    "incident.reopened": _reopened,
}
