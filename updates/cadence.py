"""Setting the rhythm: how soon customers first hear from us and how often after that, for the house or one customer.

Running clocks keep the time they were promised: a new rhythm holds from the next notice or update on.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from ground.accounts.models import House, Person
from ground.history.recording import record
from incidents.choices import Severity

from .choices import SpanUnit
from .clock import DEFAULT_RHYTHM, Rhythm, Span
from .models import Cadence
from .rhythm import rhythm_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ground.worktime.hours import Hours

MOST = {SpanUnit.HOURS: 168, SpanUnit.WORKING_HOURS: 80, SpanUnit.WORKING_DAYS: 20}
"""The longest a customer may be left without a word, in each unit."""
LOOK_AHEAD, STEP = timedelta(days=14), timedelta(hours=3)
FIRST_DAY = date(2000, 1, 1)


class RhythmRefused(Exception):
    """Why the rhythm cannot be set so, in a sentence a person can act on; `field` is where it was typed."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def house_rhythm() -> dict[str, Rhythm]:
    """The house's rhythm for each severity, the default where it has set none; one statement."""
    rows = {row.severity: rhythm_in(row) for row in Cadence.objects.filter(customer__isnull=True)}
    return {severity: rows.get(severity, DEFAULT_RHYTHM[severity]) for severity in Severity.values}


@transaction.atomic
def set_rhythm(*, rhythms: Mapping[str, Rhythm], by: Person, now: datetime, why: str) -> list[str]:
    """The house's rhythm for the given severities; the severities that changed. What stays the same leaves no trace."""
    _only_administrators(by)
    why = _reason(why)
    for rhythm in rhythms.values():
        _refuse_span(rhythm.first)
        _refuse_span(rhythm.gap)
    house = House.objects.select_for_update().get()
    before = house_rhythm()
    changed = [severity for severity in Severity.values if rhythms.get(severity, before[severity]) != before[severity]]
    for severity in changed:
        _save(None, severity, rhythms[severity], None)
    if changed:
        facts = _facts({severity: rhythms[severity] for severity in changed})
        record(("house", house.pk), by=by, what="house.rhythm_set", now=now, text=why, facts=facts)
    return changed


@transaction.atomic
def set_own_rhythm(
    customer: Customer,
    *,
    rhythms: Mapping[str, Rhythm],
    asked_on: date | None,
    by: Person,
    now: datetime,
    why: str,
) -> bool:
    """A rhythm of this customer's own, in place of the one they had; whether anything changed.

    One that is slower than the house's, at any time of the coming two weeks, needs the day on which they asked for it.
    """
    _only_administrators(by)
    why = _reason(why)
    for rhythm in rhythms.values():
        _refuse_span(rhythm.first)
        _refuse_span(rhythm.gap)
    if not rhythms:
        raise RhythmRefused(_("Choose a time for at least one row, or let them follow the house."))
    customer = Customer.objects.select_for_update(of=("self",)).select_related("team__calendar").get(pk=customer.pk)
    _refuse_day(asked_on, customer, now)
    _refuse_slower(rhythms, customer, asked_on, now)
    rows = list(Cadence.objects.filter(customer=customer))
    if {row.severity: (rhythm_in(row), row.asked_on) for row in rows} == {s: (r, asked_on) for s, r in rhythms.items()}:
        return False
    Cadence.objects.filter(customer=customer).exclude(severity__in=rhythms).delete()
    for severity, rhythm in rhythms.items():
        _save(customer, severity, rhythm, asked_on)
    facts = _facts(rhythms) | {"asked_on": asked_on.isoformat() if asked_on else None}
    record(("customer", customer.pk), by=by, what="customer.rhythm_set", now=now, text=why, facts=facts)
    return True


@transaction.atomic
def follow_the_house(customer: Customer, *, by: Person, now: datetime, why: str) -> bool:
    """Let this customer be told in the house's rhythm again; whether they had one of their own."""
    _only_administrators(by)
    why = _reason(why)
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    deleted, _rows = Cadence.objects.filter(customer=customer).delete()
    if deleted:
        record(("customer", customer.pk), by=by, what="customer.rhythm_dropped", now=now, text=why)
    return bool(deleted)


def is_ever_slower(span: Span, than: Span, hours: Hours, now: datetime) -> bool:
    """Whether `span` ends later than the other from some moment of the two weeks after `now`, looked at every 3 hours.

    Spans of different units cannot be compared as such: four working hours are shorter than one day, longer than
    another. Pure; instants in UTC.
    """
    if span == than:
        return False
    moments = (now + STEP * number for number in range(LOOK_AHEAD // STEP))
    return any(span.after(at, hours) > than.after(at, hours) for at in moments)


def _only_administrators(by: Person) -> None:
    if not (by.is_active and by.powers.administers):
        raise RhythmRefused(_("Only an administrator can change this."))


def _reason(why: str) -> str:
    if not why.strip():
        raise RhythmRefused(_("Say in a sentence why you change this."), "why")
    return why.strip()


def _refuse_span(span: Span) -> None:
    if span.unit not in MOST or not 1 <= span.amount <= MOST[SpanUnit(span.unit)]:
        raise RhythmRefused(_("That is no length of time we can promise."))


def _refuse_day(asked_on: date | None, customer: Customer, now: datetime) -> None:
    today = now.astimezone(ZoneInfo(customer.zone)).date()
    if asked_on is not None and not FIRST_DAY <= asked_on <= today:
        raise RhythmRefused(_("That day cannot be. Choose the day on which they asked."), "asked_on")


def _refuse_slower(rhythms: Mapping[str, Rhythm], customer: Customer, asked_on: date | None, now: datetime) -> None:
    if asked_on is not None:
        return
    usual, hours = house_rhythm(), customer.our_hours()
    for severity, own in rhythms.items():
        pairs = ((own.first, usual[severity].first), (own.gap, usual[severity].gap))
        if any(is_ever_slower(mine, house, hours, now) for mine, house in pairs):
            what = {"name": customer.name, "severity": Severity(severity).label}
            sentence = _("%(name)s would hear later than others (%(severity)s). Say on which day they asked for it.")
            raise RhythmRefused(sentence % what, "asked_on")


def _save(customer: Customer | None, severity: str, rhythm: Rhythm, asked_on: date | None) -> None:
    Cadence.objects.update_or_create(
        customer=customer,
        severity=severity,
        defaults={
            "first_amount": rhythm.first.amount,
            "first_unit": rhythm.first.unit,
            "gap_amount": rhythm.gap.amount,
            "gap_unit": rhythm.gap.unit,
            "asked_on": asked_on,
        },
    )


def _facts(rhythms: Mapping[str, Rhythm]) -> dict[str, str | int | None]:
    """ "high": "4 working_hours / 1 working_days"."""
    return {
        severity: f"{rhythm.first.amount} {rhythm.first.unit} / {rhythm.gap.amount} {rhythm.gap.unit}"
        for severity, rhythm in rhythms.items()
    }
