"""Trust on the customer's page: the figure, the line with its table, what each mistake cost, what they said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.customer_moments import Moment, paid_words
from ground.languages import unquoted
from trust.findings import finding, finding_since
from trust.line import NARROW, NARROW_WITH_DEEDS, WIDE, WIDE_WITH_DEEDS, Deed, Mistake, draw
from trust.metrics import DAY, SEVEN, Said, recovery, theirs, trough, trust_before
from trust.models import Whose
from updates.clock_words import day_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from customers.models import Contact
    from incidents.models import Incident
    from trust.models import Reading

NEAR = 90
WORDS_SHOWN = 3


def said_of(readings: Sequence[Reading]) -> list[Said]:
    return [Said(r.said_at, r.value, theirs=r.whose == Whose.THEIRS) for r in readings]


def figure(said: Sequence[Said]) -> dict[str, Any]:
    """Their own last word; an estimate is no figure."""
    words = theirs(said)
    return {"label": _("Trust now"), "value": words[-1].value if words else "–", "sub": _figure_sub(words)}


def _figure_sub(words: Sequence[Said]) -> str:
    if not words:
        return _("They have not said it yet")
    away = SEVEN - words[-1].value
    if away <= 0:
        return _("A partner: 7 or above")
    return _("%(n)d below the partner line") % {"n": away}


def line(
    readings: Sequence[Reading],
    incidents: Sequence[Incident],
    moments: Sequence[Moment],
    now: datetime,
    zone: tzinfo,
    *,
    near: bool,
) -> dict[str, Any]:
    """The drawing in two widths, its finding as heading, and all of it as a table."""
    said = said_of(readings)
    mistakes = sorted((Mistake(i.found_at, i.title) for i in incidents), key=lambda mistake: mistake.at)
    start = now - NEAR * DAY if near else datetime(now.astimezone(zone).year - 2, 1, 1, tzinfo=zone).astimezone(UTC)
    deeds = [moment for moment in moments if moment.done_by_us and start <= moment.at <= now] if near else []
    frames = (WIDE_WITH_DEEDS, NARROW_WITH_DEEDS) if deeds else (WIDE, NARROW)
    span: dict[str, Any] = {"start": start, "end": now + (now - start) * 0.03, "zone": zone}
    heading = finding_since(said, start, days=NEAR, now=now, zone=zone) if near else finding(said, now=now, zone=zone)
    drawn = [Deed(moment.at, late=moment.late, paid=moment.paid) for moment in deeds]
    return {
        "heading": heading,
        "near": near,
        "drawings": [draw(said, mistakes, frame=frame, deeds=drawn, **span) for frame in frames],
        "table": [_table_row(reading, now, zone) for reading in readings],
        "guessed": any(not one.theirs for one in said),
        "deeds": [_deed_row(moment, now, zone) for moment in deeds],
        "deed_looks": sorted({deed.look for deed in drawn}, reverse=True),
    }


def _table_row(reading: Reading, now: datetime, zone: tzinfo) -> dict[str, Any]:
    after = [reading.get_occasion_display(), reading.get_how_display() if reading.how else ""]
    return {
        "day": day_words(reading.said_at, now, zone),
        "value": reading.value,
        "by": _by(reading),
        "after": ", ".join(part for part in after if part),
    }


def _by(reading: Reading) -> str:
    return reading.contact.name if reading.contact and reading.whose == Whose.THEIRS else _("our estimate")


def _deed_row(moment: Moment, now: datetime, zone: tzinfo) -> dict[str, str]:
    state = "" if moment.paid else _("late") if moment.late else _("on time")
    what = _("Paid %(sum)s") % {"sum": paid_words(moment)} if moment.paid else moment.words
    return {"day": day_words(moment.at, now, zone), "what": what, "state": state}


def what_it_cost(incident: Incident, said: Sequence[Said], now: datetime) -> str:
    """ "trust 9 to 3, now 4": in their own words alone, until the incident closed; empty when they said nothing."""
    words = theirs(said)
    until = incident.closed_at or now
    low = trough(words, incident.found_at, until)
    if low is None:
        return ""
    before, latest = trust_before(words, incident.found_at), [s for s in words if s.at <= until][-1].value
    came_back = recovery(words, incident.found_at, now).took
    values = {"was": before, "low": low, "now": latest, "days": came_back // timedelta(days=1) if came_back else 0}
    if before is None or before <= low:
        return _("trust %(now)s") % values
    if came_back is not None and low < SEVEN:
        words_of = ngettext(
            "trust %(was)s to %(low)s, back after %(days)s day",
            "trust %(was)s to %(low)s, back after %(days)s days",
            values["days"] or 0,
        )
        return words_of % values
    if latest == low:
        return _("trust %(was)s to %(low)s") % values
    back = latest >= before
    return (
        _("trust %(was)s to %(low)s, back to %(now)s") if back else _("trust %(was)s to %(low)s, now %(now)s")
    ) % values


def in_their_words(
    readings: Sequence[Reading],
    moments: Sequence[Moment],
    people: Mapping[int, Contact],
    now: datetime,
    zone: tzinfo,
) -> list[dict[str, str]]:
    """The newest things they said, once each."""
    said = [(r.said_at, r.why, r.contact_id) for r in readings if r.whose == Whose.THEIRS and r.why]
    said += [(m.at, m.words, m.who) for m in moments if m.theirs and m.words]
    shown: dict[str, dict[str, str]] = {}
    for at, text, who in sorted(said, key=lambda one: one[0], reverse=True):
        plain = unquoted(text)
        if plain and not any(plain in known or known in plain for known in shown):
            speaker = people.get(who or 0)
            name = speaker.greeting_name if speaker else _("Somebody there")
            shown[plain] = {"text": plain, "who": f"{name}, {day_words(at, now, zone)}"}
        if len(shown) == WORDS_SHOWN:
            break
    return list(shown.values())
