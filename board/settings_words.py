"""Settings of the house in words: spans, weeks, the ladder with an example, and what was changed, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from ground.history.models import Entry
from ground.languages import weekday, written_day
from ground.worktime.blocks import Block, written
from ground.worktime.hours import Hours, WorktimeError, next_opening
from incidents.choices import Severity
from updates.choices import SpanUnit
from updates.clock import Rhythm, Span
from updates.clock_words import day_and_time
from updates.ladder import Watched, fixed_rungs

SHOWN = 20
CHANGES = {
    "house.founded": gettext_noop("Founded"),
    "house.changed": gettext_noop("Company changed"),
    "house.rhythm_set": gettext_noop("Rhythm changed"),
    "house.small_limit": gettext_noop("Limit of a small mistake changed"),
    "house.holding_notes": gettext_noop("Holding notes switched"),
    "house.phrases_set": gettext_noop("Required phrases changed"),
    "snippet.added": gettext_noop("Snippet added"),
    "snippet.changed": gettext_noop("Snippet changed"),
    "snippet.dropped": gettext_noop("Snippet taken out"),
    "house.look_set": gettext_noop("Look of the letters changed"),
    "house.backed_up": gettext_noop("Backed up"),
    "customer.rhythm_set": gettext_noop("Own rhythm set"),
    "customer.rhythm_dropped": gettext_noop("Follows the house again"),
    "channel.held": gettext_noop("Mail paused"),
    "channel.opened": gettext_noop("Mail opened again"),
    "letter.sent_again": gettext_noop("A letter sent again"),
    "calendar.opened": gettext_noop("Opened"),
    "calendar.changed": gettext_noop("Place changed"),
    "calendar.week_changed": gettext_noop("Hours changed"),
    "calendar.special_day_set": gettext_noop("A day with other hours"),
    "calendar.special_day_dropped": gettext_noop("A day follows the week again"),
}
FIELDS = {
    "name": gettext_noop("name"),
    "zone": gettext_noop("time zone"),
    "language": gettext_noop("language"),
    "sender": gettext_noop("sender"),
    "accent": gettext_noop("colour"),
    "country": gettext_noop("country"),
    "region": gettext_noop("region"),
    "asked_on": gettext_noop("asked for it on"),
}


@dataclass(frozen=True)
class Line:
    """One change: when, who, what; `detail` holds the new values and the reason."""

    at: datetime
    who: str
    text: str
    detail: str


@dataclass(frozen=True)
class LadderRow:
    when: str
    who: str
    example: str


def span_words(span: Span) -> str:
    """ "4 working hours", "1 working day", "1 hour, day or night"."""
    n = {"n": span.amount}
    if span.unit == SpanUnit.HOURS:
        return ngettext("%(n)s hour, day or night", "%(n)s hours, day or night", span.amount) % n
    if span.unit == SpanUnit.WORKING_HOURS:
        return ngettext("%(n)s working hour", "%(n)s working hours", span.amount) % n
    return ngettext("%(n)s working day", "%(n)s working days", span.amount) % n


def rhythm_words(rhythm: Rhythm) -> str:
    words = {"first": span_words(rhythm.first), "gap": span_words(rhythm.gap)}
    return _("first notice within %(first)s, then every %(gap)s") % words


def blocks_words(blocks: Sequence[Block]) -> str:
    return ", ".join(written(block) for block in blocks) or _("Closed")


def weekday_name(number: int) -> str:
    """ "Monday" for 0."""
    return weekday(date(2024, 1, 1 + number))


def week_rows(hours: Hours) -> list[tuple[str, str]]:
    """The week with equal neighbours together: "Monday to Thursday", "08:00–12:00, 12:30–17:00"."""
    found = []
    for blocks, days in groupby(range(7), key=lambda day: hours.week[day]):
        first, *rest = list(days)
        names = {"first": weekday_name(first), "last": weekday_name(rest[-1] if rest else first)}
        found.append((_("%(first)s to %(last)s") % names if rest else names["first"], blocks_words(blocks)))
    return found


def ladder_rows(rhythms: dict[str, Rhythm], hours: Hours, now: datetime) -> list[LadderRow]:
    """The rungs, and when each would come for something of high severity told at the next opening from `now`."""
    gap = rhythms[Severity.HIGH].gap
    try:
        told = next_opening(hours, now)
        watched = Watched(
            told_at=told,
            due_at=gap.after(told, hours),
            elapsed=False,
            gap=gap,
            hours=hours,
            owner=1,
            levels=[(2,), (3,)],
        )
        moments = [day_and_time(rung.at, now, hours.zone) for rung in fixed_rungs(watched)]
    except WorktimeError:
        moments = ["–"] * 5
    owner = pgettext("who hears", "Owner")
    whens = [
        (_("Half of the time is gone"), _("Owner, or the deputy when they are away")),
        (_("Nine tenths are gone"), owner),
        (_("It is due"), owner),
        (_("It is overdue"), _("Their manager")),
        (_("A further gap has passed"), _("The manager above, and at the top the administrators")),
    ]
    rows = [LadderRow(when, who, at) for (when, who), at in zip(whens, moments, strict=True)]
    return [*rows, LadderRow(_("Every day after"), _("One mail to all of them"), "")]


def changes_of(kind: str, pk: int, *whats: str) -> list[Line]:
    """The latest changes of one subject, newest first; of the given kinds when there are any."""
    entries = Entry.objects.about(kind, pk).order_by("-sequence")
    if whats:
        entries = entries.filter(what__in=whats)
    return [_line(entry) for entry in entries[:SHOWN]]


def changes_named(*whats: str) -> list[Line]:
    """The latest changes of these kinds, of whatever subject, newest first."""
    entries = Entry.objects.filter(what__in=whats).select_related("words", "by").order_by("-at", "-pk")
    return [_line(entry) for entry in entries[:SHOWN]]


def _line(entry: Entry) -> Line:
    facts = [words for name, value in entry.facts.items() if (words := _fact(name, value))]
    detail = "; ".join([*facts, *([entry.text] if entry.text else [])])
    who = str(entry.by) if entry.by else _("The house")
    return Line(entry.at, who, _(CHANGES.get(entry.what, entry.what)), detail)


def _fact(name: str, value: object) -> str:
    if name in Severity.values:
        return f"{Severity(name).label}: {_rhythm_of(str(value))}"
    if name.startswith("day_"):
        hours = str(value).replace(" ", ", ") or _("Closed")
        return f"{weekday_name(int(name[4:]))}: {hours}"
    if name == "on":
        return written_day(date.fromisoformat(str(value)), "short-year")
    if name == "hours":
        return str(value).replace(" ", ", ") or _("Closed")
    return f"{_(FIELDS[name])}: {value or '–'}" if name in FIELDS else ""


def _rhythm_of(fact: str) -> str:
    """The words behind "4 working_hours / 1 working_days"."""
    first, gap = (Span(int(amount), unit) for amount, unit in (part.split(" ") for part in fact.split(" / ")))
    return rhythm_words(Rhythm(first=first, gap=gap))
