"""How an incident ends, and how it opens again. What the customer is told of it is told by `recovery`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import Role
from ground.decisions.deciding import withdraw_all
from ground.decisions.refusals import moment
from ground.history.recording import record

from .check_ins import plan_check_ins, void_check_ins
from .choices import Ending, PromiseKind, State
from .closing_gate import missing, missing_without_word
from .closing_picture import picture_of
from .promises import current_clock, follow, lock, release_promise, start_clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ground.accounts.models import Person

    from .closing_gate import Picture
    from .gates import Missing
    from .models import Incident

NEEDS_A_MANAGER = (Ending.NOT_A_MISTAKE, Ending.NO_EFFECT, Ending.OVERRIDE, Ending.WITHOUT_WORD)
OF_A_RECOVERY = (Ending.MET, Ending.WITHOUT_WORD, Ending.OVERRIDE)


END_OF_CHECK = "end_check"
"""The code of the decision by which somebody asks a manager to end a check."""


class EndingRefused(Exception):
    """Why it cannot end or open again now, in a sentence."""


@transaction.atomic
def end_check(
    incident: Incident,
    *,
    ending: str,
    reason: str,
    by: Person,
    now: datetime,
    duplicate_of: Incident | None = None,
) -> Incident:
    """The check found no mistake, no effect on them (both with a manager's yes), or one that is already logged."""
    incident = lock(incident)
    if incident.state != State.CHECKING:
        raise EndingRefused(_("This is no longer being checked."))
    if ending not in (Ending.NOT_A_MISTAKE, Ending.NO_EFFECT, Ending.DUPLICATE):
        raise EndingRefused(_("Choose how the check ended."))
    if ending == Ending.DUPLICATE and (duplicate_of is None or duplicate_of.customer_id != incident.customer_id):
        raise EndingRefused(_("Choose the mistake of this customer that it repeats."))
    return _close(incident, ending=ending, reason=reason, by=by, now=now, duplicate_of=duplicate_of)


def check_is_over(incident: Incident, *, by: Person | None, now: datetime) -> None:
    """They were told, or the check ended: nobody has to decide any more how it ends."""
    why = _("This is no longer being checked.")
    withdraw_all(what=END_OF_CHECK, within=incident.history_subject, by=by, now=now, why=why)


@transaction.atomic
def extend_check(incident: Incident, *, due_at: datetime, due_zone: str, by: Person, now: datetime) -> Incident:
    """A manager gives the check more time, once."""
    incident = lock(incident)
    if incident.state != State.CHECKING:
        raise EndingRefused(_("This is no longer being checked."))
    if by.role != Role.MANAGER:
        raise EndingRefused(_("A manager gives a check more time."))
    if incident.checks_extended:
        raise EndingRefused(_("This check was given more time once already. Tell the customer, or end the check."))
    incident.checks_extended += 1
    incident.save(update_fields=["checks_extended"])
    before = current_clock(incident)
    if before is not None:
        follow(before, by=by, now=now, why=_("More time to check"))
    start_clock(incident, kind=PromiseKind.CHECKING, due_at=due_at, due_zone=due_zone, by=by, now=now, replaces=before)
    return incident


@transaction.atomic
def close_incident(
    incident: Incident, *, ending: str, reason: str, by: Person, now: datetime, let_go_why: str = ""
) -> Incident:
    """Close an open recovery, if its gate lets it: met, without their word, or by a manager's override.

    A clock that no letter kept is released, with `let_go_why`. The check-ins that follow are planned.
    """
    incident = lock(incident)
    if incident.state != State.OPEN:
        raise EndingRefused(why_not_open(incident, now))
    if ending not in OF_A_RECOVERY:
        raise EndingRefused(_("Choose how it ends."))
    picture = picture_of(incident, hours=incident.customer.our_hours(), now=now)
    demand_the_gate(picture, ending=ending, reason=reason)
    if ending != Ending.WITHOUT_WORD:
        incident.closed_at_trust = picture.word if ending == Ending.MET else picture.latest
    incident.closing_line = picture.line
    incident = _close(incident, ending=ending, reason=reason, by=by, now=now, let_go_why=let_go_why)
    plan_check_ins(incident, now=now)
    return incident


def demand_the_gate(picture: Picture, *, ending: str, reason: str) -> None:
    """EndingRefused with everything that this ending still needs; an override needs nothing here."""
    gates = {Ending.MET: missing(picture, reason=reason), Ending.WITHOUT_WORD: missing_without_word(picture)}
    if lacking := gates.get(Ending(ending)):
        raise EndingRefused(_not_yet(picture, lacking))


def _not_yet(picture: Picture, lacking: Sequence[Missing]) -> str:
    """Their number first, where it is what is missing; then everything else."""
    parts = [_("This cannot be closed yet.")]
    if any(one.code == "trust" for one in lacking):
        numbers = {"name": picture.name, "value": picture.word, "line": picture.line}
        parts.append(_("%(name)s says %(value)s, and the line is %(line)s.") % numbers)
        parts.append(_("What would make it a %(line)s?") % numbers)
    rest = [one.words for one in lacking if one.code != "trust"]
    return " ".join([*parts, *([_("Missing:"), *rest] if rest else [])])


def why_not_open(incident: Incident, now: datetime) -> str:
    """Who closed it and when, for whoever comes too late."""
    if incident.state != State.CLOSED or incident.closed_by is None or incident.closed_at is None:
        return _("This recovery is not open.")
    words = {"name": incident.closed_by.name, "when": moment(incident.closed_at, now)}
    return _("%(name)s closed this %(when)s.") % words


@transaction.atomic
def close_by_the_house(incident: Incident, *, ending: str, reason: str, by: Person | None, now: datetime) -> Incident:
    """Close what ends by their word or their silence; `by` is whoever heard it, None for the house itself."""
    incident = lock(incident)
    if incident.state != State.OPEN:
        raise EndingRefused(_("This recovery is not open."))
    incident = _close(incident, ending=ending, reason=reason, by=by, now=now)
    plan_check_ins(incident, now=now)
    return incident


@transaction.atomic
def reopen_incident(
    incident: Incident, *, reason: str, due_at: datetime, due_zone: str, by: Person, now: datetime
) -> Incident:
    """Open again with a clock at once; every finished step stays finished until it is reopened."""
    incident = lock(incident)
    if incident.state != State.CLOSED:
        raise EndingRefused(_("This is not closed. Somebody has opened it already."))
    if not reason.strip():
        raise EndingRefused(_("Say why it opens again."))
    void_check_ins(incident, by=by, now=now)
    forget_the_closing(incident)
    incident.state, incident.reopened_at = State.OPEN, now
    incident.next_update_due_at, incident.clock_started_at = due_at, now
    incident.save()
    kind = PromiseKind.NEXT_UPDATE if incident.first_told_at else PromiseKind.FIRST_NOTICE
    record(incident.history_subject, by=by, what="incident.reopened", now=now, text=reason)
    start_clock(incident, kind=kind, due_at=due_at, due_zone=due_zone, by=by, now=now)
    return incident


def forget_the_closing(incident: Incident) -> None:
    """It is not closed any more; its history keeps how it was. The caller saves."""
    incident.ending, incident.ending_reason = "", ""
    incident.closed_at = incident.closed_by = incident.duplicate_of = None
    incident.closed_at_trust = incident.closing_line = incident.last_check_in_at = None


def _close(
    incident: Incident,
    *,
    ending: str,
    reason: str,
    by: Person | None,
    now: datetime,
    duplicate_of: Incident | None = None,
    let_go_why: str = "",
) -> Incident:
    if ending != Ending.MET and not reason.strip():
        raise EndingRefused(_("Write down why. It stays on record."))
    if ending in NEEDS_A_MANAGER and (by is None or by.role != Role.MANAGER):
        raise EndingRefused(_("A manager has to say yes to this."))
    clock = current_clock(incident)
    if clock is not None:
        release_promise(clock, by=by, now=now, why=let_go_why.strip() or _("The incident was closed"))
    incident.state, incident.ending, incident.ending_reason = State.CLOSED, ending, reason.strip()
    incident.closed_at, incident.closed_by, incident.duplicate_of = now, by, duplicate_of
    incident.next_update_due_at = incident.clock_started_at = None
    incident.save()
    facts = {"ending": ending, "trust": incident.closed_at_trust, "line": incident.closing_line}
    record(incident.history_subject, by=by, what="incident.closed", now=now, text=reason, facts=facts)
    return incident
