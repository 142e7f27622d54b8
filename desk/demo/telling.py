"""How a case of the demo is lived: with the product's own verbs, at the moments they happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desk.demo.cast import Cast
from desk.demo.moments import Moments
from desk.demo.walking import Found, walk
from incidents.choices import ContainmentState, Ending, Verdict, Via
from incidents.containment import decide
from incidents.endings import close_incident
from incidents.models import Incident
from incidents.opening import Mistake
from recovery.after_closing import answered
from recovery.check_ins import ask_due
from recovery.reading import record_and_tell
from recovery.telling import log_for_later, log_to_check
from updates.choices import UpdateKind
from updates.sending import Telling, send_update

if TYPE_CHECKING:
    from customers.models import Customer

Moment = tuple[int, str]
ANSWERED_AFTER = timedelta(minutes=92)


@dataclass(frozen=True)
class Said:
    """One update: when it left, what it said, and when they were to hear again."""

    at: Moment
    heading: str
    body: str
    next: Moment
    kind: str = UpdateKind.UPDATE


@dataclass(frozen=True)
class Case:
    """One mistake. `steps`: when each finished step was finished, in their order; `found`: what they found.

    `trust`: readings as (moment, value, why). `after`: what they said after closing, as (days, verdict, value, words);
    a check-in that is not named was answered with a plain yes.
    """

    customer: str
    kind: str
    title: str
    story: str
    severity: str
    noticed_by: str
    logged: Moment
    said: tuple[Said, ...]
    steps: tuple[Moment, ...] = ()
    trust: tuple[tuple[Moment, int, str], ...] = ()
    closed: tuple[Moment, str, str] | None = None
    started: tuple[int, int] | None = None
    stopped: bool = field(default=True)
    after: tuple[tuple[int, str, int | None, str], ...] = ()
    found: Found = field(default_factory=Found)


def live(case: Case, customer: Customer, cast: Cast, moments: Moments) -> Incident:
    """Walk the case from its logging to where it stands."""
    owner, logged = customer.account_manager, moments.at(*case.logged)
    mistake = _mistake(case, customer, logged)
    incident = log_for_later(customer=customer, mistake=mistake, by=owner, now=logged)
    for number, said in enumerate(case.said):
        _tell(incident, said, customer, moments, first=number == 0)
    incident = Incident.objects.get(pk=incident.pk)
    if case.stopped:
        for item in incident.containment.all():
            decide(item, state=ContainmentState.DONE, by=owner, now=logged + timedelta(hours=1))
    walk(incident, case, moments)
    _measure(incident, case, customer, moments)
    if case.closed:
        at, ending, reason = case.closed
        by = owner if ending == Ending.MET else customer.team.manager or owner
        close_incident(incident, ending=ending, reason=reason, by=by, now=moments.at(*at))
        _check_in(incident, case, moments)
    return Incident.objects.get(pk=incident.pk)


def _check_in(incident: Incident, case: Case, moments: Moments) -> None:
    """What was asked after closing until the stage's day, each on its day; every ninth question was not answered."""
    said = {day: (verdict, value, words) for day, verdict, value, words in case.after}
    for check_in in incident.check_ins.filter(due_at__lt=moments.stage - ANSWERED_AFTER):
        ask_due(now=check_in.due_at)
        verdict, value, words = said.get(check_in.day, (Verdict.YES, None, ""))
        if check_in.pk % 9 or check_in.day in said:
            then = check_in.due_at + ANSWERED_AFTER
            answered(check_in, verdict=verdict, value=value, words=words, via=Via.PAGE, now=then)


def report(case: Case, customer: Customer, cast: Cast, moments: Moments, *, by: str) -> Incident:
    """Somebody saw something; it is being checked."""
    logged = moments.at(*case.logged)
    return log_to_check(
        customer=customer, mistake=_mistake(case, customer, logged, told=False), by=cast[by], now=logged
    )


def _mistake(case: Case, customer: Customer, logged: datetime, *, told: bool = True) -> Mistake:
    started = datetime(case.started[0], case.started[1], 1).date() if case.started else None  # noqa: DTZ001
    return Mistake(
        kind=case.kind,
        title=case.title,
        story=case.story,
        severity=case.severity,
        noticed_by=case.noticed_by,
        found_at=logged - timedelta(minutes=20),
        started_on=started,
        started_precision="month" if started else "day",
        contacts=list(customer.contacts.told()) if told else [],
    )


def _tell(incident: Incident, said: Said, customer: Customer, moments: Moments, *, first: bool) -> None:
    telling = Telling(
        kind=UpdateKind.FIRST_NOTICE if first else said.kind,
        heading=said.heading,
        body=said.body,
        contacts=list(customer.contacts.told()),
        next_at=moments.at(*said.next),
    )
    send_update(incident, telling=telling, by=customer.account_manager, now=moments.at(*said.at))


def _measure(incident: Incident, case: Case, customer: Customer, moments: Moments) -> None:
    speaker = customer.contacts.get(speaks=True)
    for at, value, why in case.trust:
        moment = moments.at(*at)
        record_and_tell(
            customer=customer,
            value=value,
            whose="theirs",
            occasion="closing" if moment >= incident.found_at else "review",
            how="phone",
            said_at=moment,
            by=customer.account_manager,
            now=max(moment, customer.created_at),
            contact=speaker,
            why=why,
            incident=incident if moment >= incident.found_at else None,
        )
