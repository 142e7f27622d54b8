"""What waits for a person's decision: the list of the board; the page of one, its place, its case, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.humanize.templatetags.humanize import apnumber
from django.db.models import Count, OuterRef, Subquery, Window
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from board.decision_sheets import Asked, sheets_of
from ground.accounts.models import asking
from ground.built_once import BuiltOnce
from ground.decisions.models import Decision, DecisionQuerySet, State
from ground.decisions.refusals import first_name
from ground.history.models import Chain, Entry
from ground.languages import unquoted
from ground.money.formatting import format_money
from incidents.choices import State as Case
from incidents.models import Incident
from recovery.deciders import nobody_decides
from recovery.deciding import incident_of, visible_to, waiting_for
from recovery.decision_kinds import kind_of
from updates.clock_words import ago_words, day_and_time, moment_words

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from ground.accounts.models import Person

SHOWN, READ = 8, 40


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    url: str
    badge: str
    title: str
    about: str
    ago: str


@dataclass(frozen=True)
class Said:
    """One thing that happened to the question, with its words."""

    when: str
    who: str
    text: str


def rows_for(person: Person, now: datetime) -> tuple[list[Row], int]:
    """The oldest few that wait for this person, and how many wait in all."""
    if not person.powers.decides:
        return [], 0
    waiting = WAITING.ask(person.role, person=person.pk, at=now)
    count = waiting[0].in_all if waiting else 0
    return [_row(one, one.customer_name, now, ZoneInfo(person.zone)) for one in waiting], count


def _waiting(role: str, person: int, at: datetime) -> Any:
    customer = Incident.objects.filter(pk=OuterRef("within_id")).values("customer__name")[:1]
    in_all = Window(Count("pk"))
    waiting = waiting_for(asking(role, person, at))
    return waiting.annotate(customer_name=Subquery(customer), in_all=in_all)[:SHOWN]


WAITING: BuiltOnce[Any] = BuiltOnce(_waiting)


def _row(decision: Decision, customer: str, now: datetime, zone: ZoneInfo) -> Row:
    return Row(
        url=reverse("board:decision", args=[decision.pk]),
        badge=str(kind_of(decision).label),
        title=decision.summary,
        about=f"{customer} · {decision.asked_by.name}",
        ago=ago_words(decision.asked_at, now, zone),
    )


def lead_words(count: int) -> str:
    """One sentence behind the lead of the board; nothing when nothing waits."""
    if not count:
        return ""
    words = {"n": capfirst(str(apnumber(count)))}
    return ngettext("One decision is waiting for you.", "%(n)s decisions are waiting for you.", count) % words


def page_of(decision: Decision, person: Person, now: datetime) -> dict[str, Any]:
    incident, zone = incident_of(decision), ZoneInfo(person.zone)
    asked = {
        "when": moment_words(decision.asked_at, now, zone),
        "ago": ago_words(decision.asked_at, now, zone),
    }
    return {
        "decision": decision,
        "incident": incident,
        "kind": kind_of(decision),
        "act": act_words(decision),
        "sheets": sheets_of(Asked(decision, incident)),
        "case": _case(incident, person, now, zone),
        "asker": first_name(decision.asked_by),
        "asked": _("Asked %(when)s, %(ago)s") % asked,
        "nobody": nobody_decides(incident, decision.what, asked_by=decision.asked_by) if decision.is_waiting else "",
        "outcome": _outcome(decision, now, zone),
        "story": _story(decision, now, zone) if _more_than_asked(decision) else [],
        "nav_key": "board" if person.powers.decides else "today",
        **(_place(decision, person) if person.powers.decides else {"decides": False}),
    }


def _more_than_asked(decision: Decision) -> bool:
    """Whether anything happened to the question yet; `sequence` comes with it from `readable_by`."""
    return getattr(decision, "sequence", 2) > 1


def readable_by(person: Person) -> DecisionQuerySet:
    """What this person may read, with the people in it and how long its history is."""
    chain = Chain.objects.filter(kind="decision", subject_id=OuterRef("pk")).values("last_sequence")
    found = visible_to(person).select_related("asked_by", "decided_by")
    return found.annotate(sequence=Subquery(chain[:1]))


def act_words(decision: Decision) -> str:
    """What the button of the yes says, with the sum."""
    return _with_sum(kind_of(decision).act, decision)


def _with_sum(words: _StrPromise, decision: Decision) -> str:
    if decision.amount is None:
        return str(words)
    return str(words) % {"sum": format_money(decision.amount, get_language() or "en")}


def _place(decision: Decision, person: Person) -> dict[str, Any]:
    """Where it stands among those that wait for this person, and which comes next; after the last, the first."""
    waiting = list(waiting_for(person).values_list("pk", "summary"))
    keys = [pk for pk, _summary in waiting]
    if decision.pk not in keys:
        return {"decides": False, "next": _link(waiting[:1])}
    place = keys.index(decision.pk)
    following = (waiting[place + 1 :] + waiting[:place])[:1]
    words = {"n": place + 1, "all": len(keys)}
    return {"decides": True, "place": _("%(n)s of %(all)s, oldest first") % words, "next": _link(following)}


def _link(following: list[tuple[int, str]]) -> dict[str, str]:
    return {"url": reverse("board:decision", args=[following[0][0]]), "label": following[0][1]} if following else {}


def next_url(person: Person) -> str:
    """Where whoever has decided goes on: the oldest that waits, else the board."""
    following = waiting_for(person).values_list("pk", flat=True).first()
    return reverse("board:decision", args=[following]) if following else reverse("board:review")


def _case(incident: Incident, person: Person, now: datetime, zone: ZoneInfo) -> dict[str, str]:
    case = {"number": "", "said": "", "by": ""}
    parts = _trust_into(case, incident, now, zone) if person.powers.feelings else []
    if incident.step_now is not None and incident.first_told_at is not None:
        parts.append(_("Step %(step)s of 8.") % {"step": incident.step_now})
    if incident.next_update_due_at is not None:
        due = _("To be checked by %(when)s.") if incident.state == Case.CHECKING else _("Next update due %(when)s.")
        parts.append(due % {"when": moment_words(incident.next_update_due_at, now, zone)})
    return {**case, "words": " ".join(parts)}


def _trust_into(case: dict[str, str], incident: Incident, now: datetime, zone: ZoneInfo) -> list[str]:
    """Their own numbers only, the latest first; their words where they gave some."""
    readings = list(incident.customer.readings.theirs().select_related("contact").order_by("-said_at", "-pk")[:READ])
    if not readings:
        return []
    case["number"] = str(readings[0].value)
    before = [one.value for one in readings if one.said_at < incident.found_at]
    worded = next((one for one in readings if one.why), None)
    if worded is not None:
        day = moment_words(worded.said_at, now, zone)
        case["said"] = unquoted(worded.why)
        case["by"] = f"{worded.contact.name}, {day}" if worded.contact else day
    return [_("of 10."), *([_("Was %(was)s.") % {"was": before[0]}] if before else [])]


def _outcome(decision: Decision, now: datetime, zone: ZoneInfo) -> str:
    if decision.decided_by is None or decision.decided_at is None:
        return str(decision.get_state_display()) if decision.state == State.WITHDRAWN else ""
    words = {
        "state": decision.get_state_display(),
        "name": decision.decided_by.name,
        "when": moment_words(decision.decided_at, now, zone),
    }
    return _("%(state)s by %(name)s, %(when)s.") % words


def _story(decision: Decision, now: datetime, zone: ZoneInfo) -> list[Said]:
    """The way of the question once it is more than asked; the sentence of the question itself stands above."""
    entries = list(Entry.objects.about(*decision.history_subject))
    words = {
        "decision.asked": _("asked"),
        "decision.answered": _("answered and asked again"),
        "decision.approved": _("said yes"),
        "decision.refused": _("said no"),
        "decision.sent_back": _("sent it back with a question"),
        "decision.withdrawn": _("took it back"),
        "decision.noted": _("came later, with a note"),
    }
    house = _("The house")
    return [
        Said(
            day_and_time(entry.at, now, zone),
            f"{entry.by.name if entry.by else house} {words[entry.what]}",
            "" if entry.what == "decision.asked" else entry.text,
        )
        for entry in entries
    ]
