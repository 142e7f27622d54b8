"""A small mistake: when it may be one, kept on one page, grown into a full recovery with nothing typed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record
from ground.money.amounts import Money
from ground.worktime.hours import nth_working_day_same_time

from . import evidence
from .choices import Failing, Severity, Side, Size, State
from .models import Account, Frame, Incident, Remedy, SmallLimit, SmallMistake, Summary
from .promises import lock

if TYPE_CHECKING:
    from datetime import datetime

    from customers.models import Customer
    from ground.accounts.models import Person
    from ground.worktime.hours import Hours

OBJECT_WITHIN = 5
"""Working days in which they may say that it is not right."""


MOST_LIMIT = 100_000
DEFAULT_LIMIT = 500
"""What a small mistake may cost at most, in whole units of the customer's currency, until the house says otherwise."""


class SmallRefused(Exception):
    """Why this is no small mistake, in a sentence."""


def why_not_small(*, severity: str, failing: str, at_stake: int, limit: int, others_lately: int) -> str:
    """The reason it is no small mistake, or nothing. `at_stake` and `limit` are minor units of one currency.

    At the limit itself it is still small; `others_lately` are mistakes of the same kind with them in twelve months.
    Source: PRODUCT.md, Small mistake.
    """
    if severity != Severity.LOW:
        return _("It is worse than small.")
    if failing in (Failing.INTEGRITY, Failing.BOTH):
        return _("We did not keep our word. That is never small.")
    if at_stake > limit:
        return _("There is more money at stake than a small mistake may have.")
    if others_lately:
        return _("It is not the first of its kind with them in twelve months.")
    return ""


def objection_until(hours: Hours, told_at: datetime) -> datetime:
    """Until this instant (UTC, inclusive) they may object: five working days after the letter, same time of day."""
    return nth_working_day_same_time(hours, told_at, OBJECT_WITHIN)


def others_lately(customer: Customer, kind: str, now: datetime) -> int:
    """Mistakes of the same kind with this customer in the last twelve months."""
    leap_day = (now.month, now.day) == (2, 29)
    since = now.replace(year=now.year - 1, day=28 if leap_day else now.day)
    return Incident.objects.filter(customer=customer, kind=kind, logged_at__gt=since).count()


def limit_units() -> int:
    units = SmallLimit.objects.values_list("units", flat=True).first()
    return DEFAULT_LIMIT if units is None else units


def limit_in(currency: str) -> int:
    """The house's limit in minor units of `currency`."""
    return Money.of(str(limit_units()), currency).minor


@transaction.atomic
def set_limit(units: int, *, by: Person, now: datetime, why: str, house: tuple[str, int]) -> None:
    """What a small mistake may cost at most, in whole units of whatever currency the customer has."""
    if not 0 <= units <= MOST_LIMIT:
        raise SmallRefused(_("Choose an amount from 0 to %(most)s.") % {"most": MOST_LIMIT})
    before = SmallLimit.objects.select_for_update().first()
    row = before or SmallLimit()
    facts: dict[str, str | int | None] = {"from": before.units if before else None, "to": units}
    record(house, by=by, what="house.small_limit", now=now, text=why, facts=facts)
    row.units = units
    row.save()


@transaction.atomic
def keep_small(incident: Incident, *, effect: str, done: str, cause: str, by: Person, now: datetime) -> SmallMistake:
    """This incident is a small mistake: its three further fields are kept."""
    if not (effect.strip() and done.strip() and cause.strip()):
        raise SmallRefused(_("Fill in all five fields. A sentence each is enough."))
    small = SmallMistake.objects.create(incident=incident, effect=effect, done=done, cause=cause, by=by, at=now)
    incident.size = Size.SMALL
    incident.save(update_fields=["size"])
    record(incident.history_subject, by=by, what="incident.small", now=now)
    return small


@transaction.atomic
def grow(incident: Incident, *, why: str, by: Person | None, now: datetime) -> Incident:
    """It becomes a full recovery: what was typed stands in the steps already. Its clock is the caller's to set."""
    incident = lock(incident)
    if incident.size != Size.SMALL:
        raise SmallRefused(_("This is a full recovery already."))
    if incident.state == State.CLOSED:
        raise SmallRefused(_("This is closed. Open it again, and it becomes a full recovery."))
    if not why.strip():
        raise SmallRefused(_("Say why it becomes a full recovery."))
    small = incident.small
    incident.size = Size.FULL
    incident.save(update_fields=["size"])
    small.grown_at, small.grown_why = now, why.strip()[:300]
    small.save(update_fields=["grown_at", "grown_why"])
    author = by or small.by
    evidence.add(Account, incident, by=author, now=now, side=Side.OURS, text=incident.story)
    evidence.add(Summary, incident, by=author, now=now, text=f"{incident.story}\n\n{small.effect}")
    evidence.add(Frame, incident, by=author, now=now, sentence=incident.story, happened_words=small.cause)
    what, owner = small.done[:300], incident.owner
    evidence.add(Remedy, incident, by=author, now=now, text=what, owner=owner, due_on=small.at.date(), done_at=small.at)
    record(incident.history_subject, by=by, what="incident.grown", now=now, text=why)
    return incident
