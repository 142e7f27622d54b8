"""The page on which a recovery is closed: the answer first, their number in their words, what is there and missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.humanize.templatetags.humanize import apnumber
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.incident_page import meta_line, rail, trust_words
from desk.promise_rows import promise_row
from ground.decisions.models import Decision
from ground.decisions.models import State as DecisionState
from ground.languages import unquoted
from incidents.check_in_days import days_after, due_at
from incidents.choices import CLOCK_KINDS, PromiseState
from incidents.closing_gate import SEVEN, checks, missing, missing_without_word
from incidents.closing_picture import picture_of
from incidents.standing import Standing
from recovery.closing import may_close_at_once
from recovery.deciders import nobody_decides
from recovery.last_letter import CLOSINGS, OVERRIDE
from trust.metrics import Said, trough
from trust.models import Whose
from updates.clock_words import day_and_time, day_words, moment_words
from updates.links import LIVES_ON
from updates.rows import clock_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ground.accounts.models import Person
    from incidents.closing_gate import Picture
    from incidents.models import Incident
    from trust.models import Reading

JUDGED = (PromiseState.KEPT, PromiseState.KEPT_LATE, PromiseState.BROKEN)
SHOWN = 6


@dataclass(frozen=True)
class Act:
    """The next right thing to do, and where."""

    label: str
    url: str
    icon: str = ""
    by_letter: str = ""
    """Where the same is asked in a letter."""


class Look:
    """One look of one person at the end of a recovery."""

    def __init__(self, incident: Incident, person: Person, now: datetime) -> None:
        self.incident, self.person, self.now, self.zone = incident, person, now, ZoneInfo(person.zone)
        self.standing, self.hours = Standing(incident), incident.customer.our_hours()
        self.readings: list[Reading] = list(incident.customer.readings.in_order().select_related("contact"))
        seen = {"standing": self.standing, "readings": self.readings}
        self.picture: Picture = picture_of(incident, hours=self.hours, now=now, **seen)  # type: ignore[arg-type]
        self.lacking = missing(self.picture)
        self.may_close = all(one.code == "other" for one in self.lacking)
        self.without_word = not missing_without_word(self.picture)
        self.at_once = may_close_at_once(incident, person)
        theirs = ZoneInfo(incident.speaker.local_zone if incident.speaker else incident.customer.zone)
        days = days_after(incident.severity)
        self.days = {day: due_at(now, day, hours=self.hours, zone=theirs) for day in days}

    @property
    def reasoned(self) -> bool:
        """Whether a reason is asked for: to answer others below the line, and on every way but the first."""
        return bool(self.lacking) or not self.may_close


def context_of(look: Look) -> dict[str, Any]:
    """What the template shows, but for its form and the preview of the letter."""
    incident, now = look.incident, look.now
    return {
        "incident": incident,
        "meta": meta_line(incident, now, look.person.zone),
        "rail": rail(incident, look.standing.steps, now, look.person.zone),
        "clock": clock_of(incident, now, look.person.zone, about=True) if incident.next_update_due_at else None,
        "heading": _silent_heading(look) if look.without_word else heading(look.picture, look.lacking),
        "may_close": look.may_close,
        "without_word": look.without_word,
        "at_once": look.at_once,
        "folded": not (look.at_once or look.without_word),
        "line": look.picture.line,
        "gate": [*_gate(look), *_notes(look)],
        "said": _said(look),
        "act": _act(look),
        "asked": _asked(look),
        "nobody": "" if look.may_close or look.at_once else _nobody(look),
        "after": _after(look),
        "promises": [promise_row(p, now, look.person.zone) for p in _settled(look)[:SHOWN]],
        "nav_key": "today",
    }


def heading(picture: Picture, lacking: Sequence[Any]) -> str:
    """The answer: it may be closed, or what is missing; their number comes before everything else."""
    named = {"name": picture.name, "value": picture.word, "line": picture.line}
    codes = {one.code for one in lacking}
    if not codes - {"other"}:
        return _("You may close this. %(name)s trusts us again") % named
    if "trust" in codes:
        return _("This cannot be closed yet. %(name)s says %(value)s, and the line is %(line)s") % named
    if codes == {"word"}:
        return _("This cannot be closed yet. %(name)s has not said how much they trust us") % named
    number = {"n": capfirst(str(apnumber(len(lacking))))}
    words = ngettext("One thing is missing", "%(n)s things are missing", len(lacking)) % number
    return _("This cannot be closed yet. %(what)s") % {"what": words}


def _silent_heading(look: Look) -> str:
    """Everything is done, and twice there was no word."""
    return _("%(name)s kept silent. This may be closed without their word") % {"name": look.picture.name}


def _gate(look: Look) -> list[dict[str, str]]:
    subs = {"trust": _short(look.picture), "steps": _skipped(look), "other": _("Name them in your reason below.")}
    return [
        {"text": words.rstrip("."), "state": "done" if there else "missing", "sub": subs.get(code, "")}
        for code, words, there in checks(look.picture)
    ]


def _short(picture: Picture) -> str:
    if picture.word is None or picture.word >= picture.line:
        return _("Asked of %(name)s, not our estimate") % {"name": picture.name}
    words = {"n": picture.line - picture.word, "line": picture.line}
    short = ngettext("One short.", "%(n)s short.", words["n"]) % words
    question = _("What would make it a %(line)s?") % words
    return f"{short} {question}"


def _skipped(look: Look) -> str:
    skipped = any(step.state == "not_needed" for step in look.standing.steps)
    return _("Step 5 was not needed") if skipped else _("Each by its evidence")


def _notes(look: Look) -> list[dict[str, str]]:
    """How silence counts, where the customer has said no number."""
    picture, notes = look.picture, []
    if picture.word is None and picture.asked:
        words = ngettext("Asked once for a number", "Asked %(n)s times for a number", picture.asked)
        notes.append({"text": words % {"n": picture.asked}, "state": "note", "sub": _silence(look)})
    return notes


def _silence(look: Look) -> str:
    if look.picture.silent:
        return _("Their silence stands for an answer: it may be closed without their word.")
    if look.picture.again_from is not None:
        when = {"when": moment_words(look.picture.again_from, look.now, look.zone)}
        return _("A second question counts from %(when)s; in a letter, 14 days after the first.") % when
    if look.picture.silent_from is None:
        return ""
    when = {"when": moment_words(look.picture.silent_from, look.now, look.zone)}
    return _("Silence counts from %(when)s.") % when


def _said(look: Look) -> dict[str, Any] | None:
    """Their last number in their own words: was, lowest, now."""
    theirs = [r for r in look.readings if r.whose == Whose.THEIRS]
    own = [r for r in theirs if r.contact_id == look.incident.speaker_id] or theirs
    if not own:
        return None
    last = own[-1]
    began, spoken = look.incident.found_at, [Said(r.said_at, r.value) for r in own]
    was = next((r.value for r in reversed(own) if r.said_at < began), None)
    lowest = trough(spoken, began, look.now)
    parts = [last.contact.name if last.contact else "", last.get_how_display() if last.how else ""]
    by = ", ".join(part for part in (*parts, day_and_time(last.said_at, look.now, look.zone)) if part)
    words = _trusted_words(look.picture, trust_words(last.value, was, lowest), last.value)
    return {"now": last.value, "was": was, "lowest": lowest, "words": words, "why": unquoted(last.why), "by": by}


def _trusted_words(picture: Picture, usual: str, value: int) -> str:
    """What stands beside the number: where the line is, once it is reached or lower than usual."""
    if picture.line < SEVEN:
        return _("of 10. Before the mistake it was %(line)s.") % {"line": picture.line}
    line = _("The line is %(line)s.") % {"line": picture.line}
    return f"{usual} {line}" if value >= picture.line else usual


def _act(look: Look) -> Act | None:
    """Below the line, ask; without a number, ask for it; else the first open step."""
    incident, picture = look.incident, look.picture
    codes = {one.code for one in look.lacking}
    if look.may_close:
        return None
    if picture.steps_open:
        url = reverse("desk:step", args=[incident.reference, picture.steps_open[0]])
        return Act(_("Go to step %(number)s") % {"number": picture.steps_open[0]}, url)
    talk = reverse("desk:talk", args=[incident.reference])
    named = {"name": picture.name}
    if "trust" in codes:
        return Act(_("Call %(name)s and ask what is missing") % named, talk, "telephone")
    if "word" in codes:
        letter = reverse("desk:update", args=[incident.reference]) + "?ask=trust"
        return Act(_("Call %(name)s and ask how much they trust us") % named, talk, "telephone", letter)
    return Act(_("Back to the mistake"), reverse("desk:incident", args=[incident.reference]))


def _asked(look: Look) -> dict[str, Any] | None:
    """What was asked of a manager and waits, or came back."""
    states = (DecisionState.ASKED, DecisionState.SENT_BACK)
    found = Decision.objects.within("incident", [look.incident.pk]).filter(what__in=CLOSINGS, state__in=states)
    decision = found.select_related("asked_by", "decided_by").order_by("-asked_at").first()
    if decision is None:
        return None
    return {
        "decision": decision,
        "mine": decision.asked_by_id == look.person.pk,
        "when": day_and_time(decision.asked_at, look.now, look.zone),
        "back": decision.state == DecisionState.SENT_BACK,
    }


def _nobody(look: Look) -> str:
    """There is no other manager who could say yes."""
    return nobody_decides(look.incident, OVERRIDE, asked_by=look.person)


def _after(look: Look) -> list[tuple[str, str]]:
    """What follows a closing now: until when their page stays, and when they are asked."""
    until = day_words(max(look.days.values()) + LIVES_ON, look.now, look.zone)
    first = (_("Today"), _("The clock stops. Their page stays open until %(day)s.") % {"day": until})
    words = _("Asked again, after %(n)s days")
    return [first, *((day_words(at, look.now, look.zone), words % {"n": n}) for n, at in look.days.items())]


def _settled(look: Look) -> list[Any]:
    told = [p for p in look.standing.promises if not p.is_internal and not (p.is_live and p.kind in CLOCK_KINDS)]
    return sorted((p for p in told if p.kind not in CLOCK_KINDS), key=lambda p: (not p.is_live, p.due_at))
