"""Each kind of entry told as an event of the story: a title, the words, and which side of the story it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from desk.answers import state_of, title_of
from ground.languages import unquoted
from ground.money.amounts import Money
from ground.money.formatting import format_money
from incidents.choices import Ending, Question, Via
from incidents.steps import rule
from updates.choices import UpdateKind, UpdateState
from updates.clock_words import gap_words, moment_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk.timeline import Story
    from ground.history.lines import Line
    from updates.models import Update

DECIDED = (
    "decision.", "incident.closed", "incident.reopened", "incident.grown", "incident.severity", "reopening.declined",
    "step.",
)  # fmt: skip
"""What tells of something settled among us."""


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
    strands: frozenset[str] = frozenset()


def strands_of(event: Event, what: str) -> frozenset[str]:
    """The sides of the story an event belongs to: told them, they said, decided; internal when none of these."""
    found = {
        "told": bool(event.letter) or event.look == "out",
        "said": bool(event.said) or event.look == "in",
        "decided": what.startswith(DECIDED),
    }
    return frozenset(name for name, holds in found.items() if holds) or frozenset({"internal"})


def _by(entry: Line) -> str:
    return entry.by_name or _("The house")


def _words(entry: Line) -> str:
    return entry.text


def _logged(story: Story, entry: Line) -> Event:
    title = _("%(name)s logged the mistake") % {"name": _by(entry)}
    return story.plain(entry, title, "flag", text=_words(entry))


def _checking(story: Story, entry: Line) -> Event:
    title = _("%(name)s reported it to be checked") % {"name": _by(entry)}
    return story.plain(entry, title, "search", text=_words(entry))


def _kind(update: Update) -> str:
    """What the letter was, as the head of its event."""
    return _("Closing letter") if update.kind == UpdateKind.RESOLVED else str(update.get_kind_display())


def _sent(story: Story, entry: Line) -> Event | None:
    update = story.updates.get(_fact(entry, "update"))
    if update is None:
        return None
    names = _joined(story.told[update.pk])
    title = _("%(kind)s sent to %(names)s") % {"kind": _kind(update), "names": names}
    tone, icon, text = _punctual(story, update)
    if number := _fact(entry, "statement"):
        text = " · ".join(filter(None, [text, _("with the statement, version %(n)s") % {"n": number}]))
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


def _signed(story: Story, entry: Line) -> Event:
    words = _("%(name)s changed the draft and signed it") if _fact(entry, "changed") else _("%(name)s signed the draft")
    return story.plain(entry, words % {"name": _by(entry)}, "pen", small=True)


def _taken_back(story: Story, entry: Line) -> Event:
    return story.plain(
        entry, _("%(name)s took the letter back") % {"name": _by(entry)}, "arrow-counterclockwise", small=True
    )


def _reached_nobody(story: Story, entry: Line) -> Event:
    text = _("The update does not count as told. Call them.")
    return story.plain(entry, _("The letter reached nobody"), "exclamation-triangle-fill", text=text, look="late")


def _came_back(story: Story, entry: Line) -> Event:
    return story.plain(entry, _("A letter came back"), "exclamation-triangle-fill", text=_words(entry), look="late")


def _talked(story: Story, entry: Line) -> Event | None:
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


def _trust(story: Story, entry: Line) -> Event:
    theirs, value = entry.facts.get("whose") == "theirs", _fact(entry, "value")
    title = _("They trust us %(value)s of 10") if theirs else _("We think they trust us %(value)s of 10")
    look, words = "in" if theirs else "", unquoted(_words(entry))
    said, text = (words, "") if theirs else ("", words)
    return Event(title % {"value": value}, entry.at, story.when(entry.at), "reply", look, said=said, text=text)


def _answered(story: Story, entry: Line) -> Event | None:
    """What they said on their page; what was said aloud stands in its conversation, a number in its reading."""
    answer = story.answers.get(_fact(entry, "answer"))
    if answer is None or answer.via == Via.CONVERSATION or answer.question == Question.TRUST:
        return None
    tone, icon, text = state_of(answer, story.now, story.zone)
    url = reverse("desk:seen_to", args=[story.incident.reference, answer.pk])
    at = answer.said_at
    return Event(
        title_of(answer), at, story.when(at), "reply", "in", tone, icon, text,
        said=answer.words,
        act_url=url if answer.pk in story.to_press else "",
        act_label=_("I have answered") if answer.promise or answer.via == Via.REPLY else _("Seen to"),
        more_url=reverse("desk:mail", args=[answer.via_id]) if answer.via == Via.REPLY and answer.via_id else "",
        more_label=_("The mail with what it quotes and brings"),
    )  # fmt: skip


def _answer_taken_back(story: Story, entry: Line) -> Event:
    answer = story.answers.get(_fact(entry, "answer"))
    name = answer.contact.greeting_name if answer else story.incident.customer.name
    return story.plain(entry, _("%(name)s took an answer back") % {"name": name}, "arrow-counterclockwise", look="in")


def _note(story: Story, entry: Line) -> Event:
    return story.plain(entry, _("Note by %(name)s") % {"name": _by(entry)}, "pencil", text=_words(entry))


def _step(words: str, icon: str) -> Callable[[Story, Line], Event]:
    def tell(story: Story, entry: Line) -> Event:
        number = _fact(entry, "step")
        title = _(words) % {"number": number, "name": rule(number).name}
        return story.plain(entry, title, icon, text=_words(entry))

    return tell


def _broken(story: Story, entry: Line) -> Event:
    due = moment_words(datetime.fromisoformat(str(entry.facts["due_at"])), story.now, story.zone)
    return story.plain(
        entry, _("The time we promised passed: %(when)s") % {"when": due}, "hourglass-split", look="late"
    )


def _small(words: str, icon: str) -> Callable[[Story, Line], Event]:
    def tell(story: Story, entry: Line) -> Event:
        return story.plain(entry, _(words), icon, text=_words(entry), small=True)

    return tell


def _grown(story: Story, entry: Line) -> Event:
    return story.plain(entry, _("It became a full recovery"), "flag", text=_words(entry))


def _closed(story: Story, entry: Line) -> Event:
    ending = Ending(str(entry.facts.get("ending"))).label
    title = _("%(name)s closed it: %(ending)s") % {"name": _by(entry), "ending": ending}
    return story.plain(entry, title, "check-circle-fill", text=_words(entry))


def _proposed(story: Story, entry: Line) -> Event:
    return story.plain(entry, _("They say that it is not right: open it again?"), "exclamation-lg", look="in")


def _left_closed(story: Story, entry: Line) -> Event:
    title = _("%(name)s left it closed") % {"name": _by(entry)}
    return story.plain(entry, title, "check-lg", text=_words(entry))


def _reopened(story: Story, entry: Line) -> Event:
    return story.plain(entry, _("%(name)s opened it again") % {"name": _by(entry)}, "flag", text=_words(entry))


def _decision(words: str, icon: str) -> Callable[[Story, Line], Event]:
    """What was asked or answered: the question in the title, the reason or the note beneath it."""

    def tell(story: Story, entry: Line) -> Event:
        what, _line, said = entry.text.partition("\n")
        return story.plain(entry, _(words) % {"name": _by(entry), "what": what}, icon, text=said)

    return tell


def _owed(story: Story, entry: Line) -> Event:
    words = {"name": _by(entry), "sum": _money(entry)}
    return story.plain(entry, _("%(name)s set the refund to %(sum)s") % words, "pencil", text=entry.text)


def _paid(story: Story, entry: Line) -> Event:
    words = {"sum": _money(entry), "reference": entry.text}
    return story.plain(entry, _("%(sum)s paid back, %(reference)s") % words, "check-circle-fill", look="out")


def _money(entry: Line) -> str:
    return format_money(Money(_fact(entry, "amount"), str(entry.facts["currency"])), get_language() or "en")


def _evidence(words: str) -> Callable[[Story, Line], Event]:
    """Something was written down for a step: who, and which step; the words stand on its page."""

    def tell(story: Story, entry: Line) -> Event:
        number = _fact(entry, "step")
        said = {"name": _by(entry), "number": number, "step": rule(number).name}
        return story.plain(entry, _(words) % said, "pencil", small=True)

    return tell


def _handed_over(story: Story, entry: Line) -> Event:
    return story.plain(entry, _("%(name)s looks after it now") % {"name": _by(entry)}, "people")


def _reaction(story: Story, entry: Line) -> Event:
    title = _("How they took the apology")
    return Event(title, entry.at, story.when(entry.at), "reply", "in", said=unquoted(_words(entry)))


def _fact(entry: Line, name: str) -> int:
    return int(entry.facts.get(name) or 0)


def _joined(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


TELLERS: dict[str, Callable[[Story, Line], Event | None]] = {
    "incident.logged": _logged,
    "incident.checking": _checking,
    "update.sent": _sent,
    "update.undone": _taken_back,
    "update.reached_nobody": _reached_nobody,
    "letter.came_back": _came_back,
    "letter.unwanted": _small(gettext_noop("Our mail is not wanted there: ring them"), "telephone"),
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
    "holding.written": _small(gettext_noop("They were told by a holding note that we are late"), "hourglass-split"),
    "link.revoked": _small(gettext_noop("A private link was closed"), "link-45deg"),
    "incident.renamed": _small(gettext_noop("It has another name"), "pencil"),
    "incident.severity": _small(gettext_noop("It is worse, or less bad, than it looked"), "flag"),
    "decision.asked": _decision(gettext_noop("%(name)s asked: %(what)s"), "question-circle"),
    "decision.approved": _decision(gettext_noop("%(name)s said yes: %(what)s"), "check-lg"),
    "decision.refused": _decision(gettext_noop("%(name)s said no: %(what)s"), "x-lg"),
    "decision.sent_back": _decision(gettext_noop("%(name)s sent back: %(what)s"), "arrow-counterclockwise"),
    "refund.sum_set": _owed,
    "refund.paid": _paid,
    "finding.taken": _small(gettext_noop("What the overcharge watch found belongs to it"), "search"),
    "campaign.opened": _small(gettext_noop("It was opened with the same mistake at others"), "people"),
    "campaign.joined": _small(gettext_noop("The same was found at others"), "people"),
    "campaign.no_sheet": _small(gettext_noop("Its refund could not be reckoned by itself"), "receipt"),
    "campaign.signed": _signed,
    "file.kept": _small(gettext_noop("A file was kept"), "paperclip"),
    "evidence.added": _evidence(gettext_noop("%(name)s added to step %(number)s, %(step)s")),
    "evidence.changed": _evidence(gettext_noop("%(name)s changed step %(number)s, %(step)s")),
    "evidence.taken_out": _evidence(gettext_noop("%(name)s took something out of step %(number)s, %(step)s")),
    "evidence.done": _evidence(gettext_noop("%(name)s marked something done in step %(number)s, %(step)s")),
    "apology.taken": _reaction,
    "promise.answered_for": _small(gettext_noop("A promise will not be kept, and somebody answered for it"), "clock"),
    "customer.asked": _small(gettext_noop("They were asked"), "question-circle"),
    "check_in.to_ring": _small(gettext_noop("Nobody could be asked by letter how it is now: ring them"), "telephone"),
    "check_in.answered": _small(gettext_noop("They said how it is now"), "reply"),
    "incident.handed_over": _handed_over,
    "incident.small": _small(gettext_noop("It was logged as a small mistake"), "flag"),
    "incident.grown": _grown,
    "incident.closed": _closed,
    "incident.reopened": _reopened,
    "reopening.proposed": _proposed,
    "reopening.declined": _left_closed,
}
