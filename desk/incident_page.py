"""The page of one incident: what now, in the order of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from desk.closed_page import closed_page, overridden
from desk.promise_rows import promise_row
from desk.timeline import STRANDS, Story
from incidents.choices import CLOCK_KINDS, ContainmentState, Ending, State, StepState
from incidents.containment import WORDS
from incidents.steps import STEPS
from refunds.owing import spoken
from trust.metrics import Said, trough, trust_before
from trust.models import PARTNER_LINE, Whose
from updates.by_call import call_of
from updates.clock_words import day_words, moment_words
from updates.rows import clock_of

if TYPE_CHECKING:
    from datetime import datetime

    from desk.steps.contract import Page
    from ground.accounts.models import Person
    from incidents.models import Containment, Incident, Promise, Step
    from trust.models import Reading

PROMISES_SHOWN = 6
NEVER_A_CASE = (Ending.NOT_A_MISTAKE, Ending.NO_EFFECT, Ending.DUPLICATE)


def page_of(page: Page, *, everything: bool, strand: str = "") -> dict[str, Any]:
    """Everything the template shows besides the step; a fixed number of queries, however long the story.

    `strand` is the side of the story to show, all of it; see desk.timeline.
    """
    incident, person, now, may_change = page.incident, page.person, page.now, page.may_change
    feelings, contacts = page.feelings, page.contacts
    story = page.story
    undo = undo_of(story, now) if may_change else None
    return {
        "incident": incident,
        "meta": meta_line(incident, now, person.zone),
        "running": incident.state != State.CLOSED,
        "rail": rail(incident, page.standing.steps, now, person.zone),
        "contacts": contacts,
        "promises": promises(incident, page.standing.promises, now, person.zone),
        "containment": _stops(page),
        "undecided": ContainmentState.UNDECIDED,
        "events": story.events(everything=everything, strand=strand),
        "hidden": 0 if everything or strand in STRANDS else story.hidden(),
        "strands": [(key, label, key == strand) for key, label in STRANDS.items()],
        "strand": strand if strand in STRANDS else "",
        "may_change": may_change,
        "overridden": overridden(incident, story.entries, person, now),
        "undo": undo,
        "undo_until": undo.undo_until.astimezone(ZoneInfo(person.zone)).strftime("%H:%M:%S") if undo else "",
        "a_case": incident.ending not in NEVER_A_CASE,
        "owed": owed(page) if person.powers.money else None,
        "feelings": feelings,
        **band(incident, contacts, story, person, now),
        **(closed_page(incident, person, now, may_change=may_change) if incident.state == State.CLOSED else {}),
        **(trust(incident, page.readings) if feelings else {"trust_now": None}),
    }


def _stops(page: Page) -> list[tuple[Containment, Any]]:
    """What must stop now; once it is closed, only what was decided."""
    closed = page.incident.state == State.CLOSED
    items = page.standing.containment
    return [(item, WORDS[item.code]) for item in items if not (closed and item.state == ContainmentState.UNDECIDED)]


def meta_line(incident: Incident, now: datetime, zone: str) -> str:
    opened = day_words(incident.logged_at, now, ZoneInfo(zone))
    noticed = {
        "us": _("noticed by us"),
        "customer": _("noticed by the customer"),
        "third_party": _("noticed by somebody else"),
        "unknown": "",
    }[incident.noticed_by]
    opened_words = _("opened %(day)s") % {"day": opened}
    parts = [incident.get_kind_display(), incident.get_severity_display(), noticed, opened_words, incident.owner.name]
    return " · ".join(str(part) for part in parts if part)


def rail(incident: Incident, steps: list[Step], now: datetime, zone: str) -> list[dict[str, Any]]:
    return [
        {
            "number": step.number,
            "name": STEPS[step.number - 1].name,
            "state": step.state,
            "sub": _step_sub(incident, step, now, zone),
            "url": reverse("desk:step", args=[incident.reference, step.number]),
        }
        for step in steps
    ]


def _step_sub(incident: Incident, step: Step, now: datetime, zone: str) -> str:
    if step.state == StepState.NOT_NEEDED:
        return _("Not needed")
    if step.state == StepState.DONE and step.finished_at:
        return _("Done %(day)s") % {"day": day_words(step.finished_at, now, ZoneInfo(zone))}
    if step.number == incident.step_now:
        return _("You are here")
    locked = step.number == 5 and incident.step_now is not None and incident.step_now <= 4
    return _("Locked until 4") if locked else ""


def promises(incident: Incident, rows: list[Promise], now: datetime, zone: str) -> dict[str, Any]:
    """Open first, then what was late, broken and kept; the current clock is on the band already."""
    shown = [p for p in rows if not (p.is_live and p.kind in CLOCK_KINDS) and not p.is_internal]
    ordered = sorted(shown, key=lambda p: (not p.is_live, p.due_at if p.is_live else now - (p.settled_at or now)))  # type: ignore[operator,arg-type,return-value]
    return {
        "rows": [promise_row(p, now, zone, url=_promise_url(incident, p)) for p in ordered[:PROMISES_SHOWN]],
        "more": max(0, len(ordered) - PROMISES_SHOWN),
    }


def _promise_url(incident: Incident, promise: Promise) -> str:
    return reverse("desk:promise", args=[incident.reference, promise.pk])


def band(incident: Incident, contacts: list[Any], story: Story, person: Person, now: datetime) -> dict[str, Any]:
    if incident.next_update_due_at is None:
        return {"clock": None}
    zone = ZoneInfo(person.zone)
    clock = clock_of(incident, now, person.zone, about=True)
    due = moment_words(incident.next_update_due_at, now, zone)
    names = " " + _("and") + " "
    to = names.join(c.name for c in contacts[:2]) or incident.customer.name
    sentence = _("%(when)s, to %(names)s.") % {"when": due[:1].upper() + due[1:], "names": to}
    if incident.state == State.CHECKING:
        sentence, last = due[:1].upper() + due[1:] + ".", _("Nothing was sent to the customer.")
    elif incident.first_told_at is None:
        last = _("They have not been told yet.")
    else:
        told = [u.sent_at for u in story.updates.values() if u.state == "told"]
        told += [t.happened_at for t in story.talks.values() if t.gave_facts]
        last = _("Last told %(when)s.") % {"when": moment_words(max(told), now, zone)} if told else ""
    return {"clock": clock, "clock_sub": f"{sentence} {last}".strip(), "call": call_of(incident, now, person.zone)}


def trust(incident: Incident, readings: list[Reading]) -> dict[str, Any]:
    """Where trust stands with this customer, in their own word: now, before the mistake, lowest since.

    Our estimate stands in only while they have said nothing, and is said to be one.
    """
    own = [reading for reading in readings if reading.whose == Whose.THEIRS]
    shown = own or readings
    if not shown:
        return {"trust_now": None}
    said = [Said(r.said_at, r.value) for r in shown]
    before = trust_before(said, incident.found_at)
    now, lowest = said[-1].value, trough(said, incident.found_at, said[-1].at)
    words = trust_words(now, before, lowest)
    return {
        "trust_now": now,
        "trust_was": before,
        "trust_lowest": lowest,
        "trust_at": said[-1].at,
        "trust_words": words if own else _("of 10, our own estimate. They have not said it yet."),
    }


def trust_words(now: int, was: int | None, lowest: int | None) -> str:
    parts = [_("of 10.")]
    if was is not None and lowest is not None and lowest < was:
        parts.append(_("Was %(was)s, fell to %(lowest)s.") % {"was": was, "lowest": lowest})
    elif was is not None:
        parts.append(_("Was %(was)s.") % {"was": was})
    if now < PARTNER_LINE:
        parts.append(_("%(more)s more to the partner line at 7.") % {"more": PARTNER_LINE - now})
    return " ".join(parts)


def owed(page: Page) -> dict[str, str] | None:
    """The sum in three lines; nothing while there is neither a sum nor a payment."""
    refund = page.standing.refund
    if refund is None:
        return None
    paid = f"−{spoken(refund.paid)}" if refund.paid else ""
    return {"owed": spoken(refund.owed), "paid": paid, "balance": spoken(refund.balance)}


def undo_of(story: Story, now: datetime) -> Any:
    """The update that can still be taken back."""
    return next((update for update in story.updates.values() if update.can_undo(now)), None)
