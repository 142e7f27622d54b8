"""What the page of a closed recovery shows: how it ended, whether it has stayed right, and what would open it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from ground.languages import unquoted
from incidents.choices import Ending, Verdict
from recovery.closing import may_close_at_once
from updates.clock_words import day_and_time, day_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ground.accounts.models import Person
    from ground.history.lines import Line
    from ground.history.models import Entry
    from incidents.models import CheckIn, Incident, Reopening


@dataclass(frozen=True)
class Row:
    """One check-in: when, what they said, how it stands, and what can be done about it."""

    title: str
    said: str
    sub: str
    tone: str = ""
    icon: str = ""
    state: str = ""
    ask_url: str = ""
    note_url: str = ""


@dataclass(frozen=True)
class Overridden:
    """A closing below the line, or without their word: for ever on the page."""

    words: str
    reason: str


def closed_page(incident: Incident, person: Person, now: datetime, *, may_change: bool) -> dict[str, Any]:
    """Two questions to the database. Words of feelings are for those who may read them."""
    zone, feelings = ZoneInfo(person.zone), person.powers.feelings
    found = incident.check_ins.filter(closed_at=F("incident__closed_at")).select_related("answer__contact", "contact")
    check_ins = list(found.order_by("day"))
    waiting = incident.reopenings.waiting().select_related("answer__contact").first() if feelings else None
    rows = [_row(incident, c, now, zone, feelings=feelings, may_change=may_change) for c in check_ins]
    return {
        "check_ins": rows,
        "check_in_days": _(", ").join(str(c.day) for c in check_ins),
        "closed_main": _closed_words(incident, now, zone, feelings=feelings),
        "closed_sub": _next(incident, check_ins, now, zone),
        "waiting": _waiting(waiting, now, zone) if waiting else None,
        "may_leave_closed": waiting is not None and may_close_at_once(incident, person),
    }


def overridden(incident: Incident, entries: Iterable[Line], person: Person, now: datetime) -> list[Overridden]:
    """Every closing a manager said yes to, from the history, newest first; the one in force stands on the band."""
    place, feelings = ZoneInfo(person.zone), person.powers.feelings
    return [
        override_of(entry, now, place, feelings=feelings)
        for entry in entries
        if entry.what == "incident.closed"
        and entry.facts.get("ending") in (Ending.OVERRIDE, Ending.WITHOUT_WORD)
        and entry.at != incident.closed_at
    ]


def override_of(entry: Entry | Line, now: datetime, zone: ZoneInfo, *, feelings: bool) -> Overridden:
    """One such closing in a sentence; the number is for those who may read feelings."""
    by = entry.by_name or _("The house")
    named = {"name": by, "day": day_words(entry.at, now, zone), "value": entry.facts.get("trust")}
    if entry.facts.get("ending") == Ending.WITHOUT_WORD:
        words = _("%(name)s closed this without their word on %(day)s.") % named
    elif entry.facts.get("trust") and feelings:
        words = _("%(name)s closed this at trust %(value)s on %(day)s.") % named
    else:
        words = _("%(name)s closed this below the line on %(day)s.") % named
    return Overridden(words, entry.text)


def _closed_words(incident: Incident, now: datetime, zone: ZoneInfo, *, feelings: bool) -> str:
    assert incident.closed_at is not None
    named = {"day": day_words(incident.closed_at, now, zone), "value": incident.closed_at_trust}
    if incident.closed_at_trust and feelings:
        return _("Closed %(day)s at trust %(value)s") % named
    return _("Closed %(day)s") % named


def _next(incident: Incident, check_ins: list[CheckIn], now: datetime, zone: ZoneInfo) -> str:
    by = incident.closed_by.name if incident.closed_by else ""
    ended = str(incident.get_ending_display())
    first = _("%(ending)s, by %(name)s.") % {"ending": ended, "name": by} if by else f"{ended}."
    ahead = next((c for c in check_ins if not c.asked_at and not c.ring_since and not c.answered_at), None)
    if ahead is None or ahead.void_at:
        return first
    to = incident.speaker.greeting_name if incident.speaker else incident.customer.name
    when = {"day": day_words(ahead.due_at, now, zone), "name": to}
    then = _("Next check-in: %(day)s, to %(name)s. We send it; you read the answer first.") % when
    return f"{first} {then}"


def _row(
    incident: Incident, check_in: CheckIn, now: datetime, zone: ZoneInfo, *, feelings: bool, may_change: bool
) -> Row:
    args = [incident.reference, check_in.day]
    asked = day_and_time(check_in.asked_at, now, zone) if check_in.asked_at else ""
    open_ = may_change and check_in.void_at is None
    note = reverse("desk:check_in", args=args) if open_ else ""
    if check_in.answered_at is not None:
        return _answered(incident, check_in, asked, now, zone, feelings=feelings, note=note)
    if check_in.void_at is not None:
        return Row(_title(check_in, now, zone), "", _("Not asked: the next one came first."))
    if check_in.ring_since is not None:
        words = _("No letter reaches them. Ring them.")
        return Row(_title(check_in, now, zone), "", words, "soon", "telephone", _("Ring them"), note_url=note)
    if asked:
        words = _("Asked %(when)s. No answer yet.") % {"when": asked}
        return Row(_title(check_in, now, zone), "", words, "open", "hourglass-split", _("Waiting"), note_url=note)
    words = _("Two questions: has it stayed right, and how much do they trust us now?")
    ask = reverse("desk:ask_check_in", args=args) if open_ else ""
    return Row(_title(check_in, now, zone), "", words, ask_url=ask, note_url=note)


def _answered(
    incident: Incident, check_in: CheckIn, asked: str, now: datetime, zone: ZoneInfo, *, feelings: bool, note: str
) -> Row:
    assert check_in.answer is not None and check_in.answered_at is not None
    holds = check_in.verdict != Verdict.NO and (check_in.value or 10) >= incident.closing_height
    named = {"days": check_in.day, "value": check_in.value}
    title = _("%(days)s days: trust %(value)s") if check_in.value and feelings else _("%(days)s days")
    said = {
        "asked": asked,
        "name": check_in.answer.contact.greeting_name,
        "when": day_and_time(check_in.answered_at, now, zone),
    }
    words = _("Asked %(asked)s. %(name)s answered %(when)s.") if asked else _("%(name)s answered %(when)s.")
    state = (_("Holds"), "kept", "check-lg") if holds else (_("Does not hold"), "soon", "exclamation-lg")
    said_words = unquoted(check_in.answer.words) if feelings else ""
    return Row(title % named, said_words, words % said, state[1], state[2], state[0], note_url=note)


def _title(check_in: CheckIn, now: datetime, zone: ZoneInfo) -> str:
    return _("%(n)s days: %(day)s") % {"n": check_in.day, "day": day_words(check_in.due_at, now, zone)}


def _waiting(waiting: Reopening, now: datetime, zone: ZoneInfo) -> dict[str, str]:
    named = {"name": waiting.answer.contact.greeting_name, "value": waiting.value}
    main = (
        _("%(name)s says %(value)s: open again?") if waiting.value else _("%(name)s says it is not right: open again?")
    )
    return {
        "main": main % named,
        "sub": day_and_time(waiting.proposed_at, now, zone),
        "said": unquoted(waiting.answer.words),
    }
