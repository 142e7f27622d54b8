"""The clock in words: how long is left, until when, and how much of the gap that is.

Pure: instants are aware, `zone` is the reader's. Time left and time overdue are rounded down to whole minutes, so the
clock never claims time that is gone. Exactly at the due instant is not overdue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from ground.languages import written_day

FINE, SOON, LATE = "fine", "soon", "late"
PLAIN, NEXT_UPDATE, FIRST_NOTICE, CHECKING = "", "next_update", "first_notice", "checking"
SETTLING = "settling"
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
NEAR = {-1: gettext_noop("Yesterday"), 0: gettext_noop("Today"), 1: gettext_noop("Tomorrow")}


@dataclass(frozen=True)
class ClockWords:
    """The two lines; `tone` is fine, soon or late; `share` is the percentage of time left (0 to 100)."""

    main: str
    sub: str
    tone: str
    share: int


def clock_words(
    due_at: datetime,
    now: datetime,
    started_at: datetime | None,
    zone: tzinfo,
    *,
    soon: bool,
    hours24: bool = True,
    about: str = PLAIN,
) -> ClockWords:
    """What the clock says at `now`.

    `started_at` is the last update (or the logging): the start of the gap the dial shows; none means a full dial.
    `soon` is whether this is the last quarter of the gap, which the clock of working time decides.
    `about` names what is due in the first line: nothing, the next update, the first notice, the answer to a check.
    """
    sentence = SENTENCES[about]
    if now > due_at:
        main = _(sentence["late"]) % {"span": gap_words(due_at, now, zone)}
        return ClockWords(main, day_and_time(due_at, now, zone, hours24=hours24), LATE, 0)
    return ClockWords(
        _due(sentence, due_at, now, zone),
        day_and_time(due_at, now, zone, hours24=hours24, name_tomorrow=_in_hours(due_at - now, due_at, now, zone)),
        SOON if soon or due_at == now else FINE,
        share_left(due_at, now, started_at),
    )


def _due(sentence: dict[str, str], due_at: datetime, now: datetime, zone: tzinfo) -> str:
    if due_at == now:
        return _(sentence["now"])
    if _in_hours(due_at - now, due_at, now, zone):
        return _(sentence["in"]) % {"span": span_words(due_at - now)}
    days = _days(now, due_at, zone)
    return _(sentence["tomorrow"]) if days == 1 else _(sentence["in"]) % {"span": days_words(days)}


def _in_hours(gap: timedelta, later: datetime, earlier: datetime, zone: tzinfo) -> bool:
    """Under 24 hours count hours; so does the one day of the year that is longer than that."""
    return gap < A_DAY or _days(earlier, later, zone) < 1


def _days(earlier: datetime, later: datetime, zone: tzinfo) -> int:
    return (later.astimezone(zone).date() - earlier.astimezone(zone).date()).days


def gap_words(earlier: datetime, later: datetime, zone: tzinfo) -> str:
    """The time between two instants: hours and minutes under a day, else the number of days."""
    gap = later - earlier
    return span_words(gap) if _in_hours(gap, later, earlier, zone) else days_words(_days(earlier, later, zone))


def ago_words(then: datetime, now: datetime, zone: tzinfo) -> str:
    """How long ago: “2 h 20 min ago”, “3 days ago”. Whole phrases, since a span changes its form after German “vor”."""
    gap = now - then
    if not _in_hours(gap, now, then, zone):
        days = _days(then, now, zone)
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    return _("%(span)s ago") % {"span": span_words(gap)} if gap >= A_MINUTE else _("less than a minute ago")


def span_words(span: timedelta) -> str:
    """A duration under a day in hours and minutes, rounded down: “2 h 20 min”, “19 h”, “less than a minute”."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    if hours and minutes:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(minutes)d min") % {"minutes": minutes} if minutes else _("less than a minute")


def days_words(days: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def share_left(due_at: datetime, now: datetime, started_at: datetime | None) -> int:
    """The percentage of the gap that is left; at least 1 while there is any, 100 when the start is not known."""
    if now >= due_at:
        return 0
    if started_at is None or started_at >= due_at:
        return 100
    return min(100, max(1, round(100 * ((due_at - now) / (due_at - started_at)))))


def day_and_time(at: datetime, now: datetime, zone: tzinfo, *, hours24: bool = True, name_tomorrow: bool = True) -> str:
    """A line of its own: “Today, 13:00”, “Yesterday, 15:40”, “Fri 20 Nov, 12:00”."""
    near = NEAR.get(_days(now, at, zone), "")
    day = _(near) if near and (name_tomorrow or near != "Tomorrow") else day_words(at, now, zone)
    return _("%(day)s, %(time)s") % {"day": day, "time": time_words(at, zone, hours24=hours24)}


def moment_words(at: datetime, now: datetime, zone: tzinfo, *, hours24: bool = True) -> str:
    """Within a sentence: “today at 13:00”, “yesterday at 11:55”, “Fri 20 Nov at 12:00”."""
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    day = near.get(_days(now, at, zone)) or day_words(at, now, zone)
    return _("%(day)s at %(time)s") % {"day": day, "time": time_words(at, zone, hours24=hours24)}


def day_words(at: datetime, now: datetime, zone: tzinfo) -> str:
    """“Fri 20 Nov”, with the year when it is not this one."""
    local = at.astimezone(zone)
    same_year = local.year == now.astimezone(zone).year
    return written_day(local, "weekday" if same_year else "weekday-year")


def time_words(at: datetime, zone: tzinfo, *, hours24: bool = True) -> str:
    local = at.astimezone(zone)
    return f"{local:%H:%M}" if hours24 else f"{local:%I:%M %p}".removeprefix("0")


# How each line begins and ends, looked up in the language of the reader when it is said.
SENTENCES: dict[str, dict[str, str]] = {
    PLAIN: {
        "in": gettext_noop("Due in %(span)s"),
        "tomorrow": gettext_noop("Due tomorrow"),
        "now": gettext_noop("Due now"),
        "late": gettext_noop("Overdue by %(span)s"),
    },
    NEXT_UPDATE: {
        "in": gettext_noop("Next update due in %(span)s"),
        "tomorrow": gettext_noop("Next update due tomorrow"),
        "now": gettext_noop("Next update due now"),
        "late": gettext_noop("Next update overdue by %(span)s"),
    },
    FIRST_NOTICE: {
        "in": gettext_noop("First notice due in %(span)s"),
        "tomorrow": gettext_noop("First notice due tomorrow"),
        "now": gettext_noop("First notice due now"),
        "late": gettext_noop("First notice overdue by %(span)s"),
    },
    CHECKING: {
        "in": gettext_noop("To be checked in %(span)s"),
        "tomorrow": gettext_noop("To be checked by tomorrow"),
        "now": gettext_noop("To be checked now"),
        "late": gettext_noop("Check overdue by %(span)s"),
    },
    SETTLING: {
        "in": gettext_noop("Settled in %(span)s unless they object"),
        "tomorrow": gettext_noop("Settled tomorrow unless they object"),
        "now": gettext_noop("Being settled now"),
        "late": gettext_noop("Being settled now"),
    },
}
