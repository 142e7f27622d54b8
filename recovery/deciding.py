"""Who may decide what, and a decision with all that it causes: one transaction, the incident's row locked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ground.accounts.models import Role, team_ids_of
from ground.decisions import deciding
from ground.decisions.models import Decision, DecisionQuerySet
from ground.decisions.refusals import DecisionRefused
from ground.history.recording import record
from incidents.models import Incident
from incidents.promises import lock
from updates import staff_letters

from .deciders import tell_who_can_add_one
from .decision_kinds import MONEY, Yes, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ground.accounts.models import Person
    from ground.decisions.deciding import Details
    from ground.history.hashing import Facts
    from ground.money.amounts import Money

INCIDENT = "incident"


def visible_to(person: Person) -> DecisionQuerySet:
    """What was asked about incidents this person may see; who looks after the money only sees what is money."""
    incidents = Incident.objects.visible_to(person).order_by().values_list("pk", flat=True)
    found = Decision.objects.within(INCIDENT, incidents)
    return found if person.powers.feelings else found.filter(what__in=MONEY)


def decidable_by(person: Person) -> DecisionQuerySet:
    """What this person may answer: a manager for their team and those below, finance for money; never their own."""
    if not (person.is_active and person.powers.decides):
        return Decision.objects.none()
    if person.role == Role.MANAGER:
        theirs = Incident.objects.filter(customer__team__in=team_ids_of(person)).order_by().values_list("pk", flat=True)
        found = Decision.objects.within(INCIDENT, theirs)
    else:
        found = visible_to(person).filter(what__in=MONEY)
    return found.exclude(asked_by=person)


def waiting_for(person: Person) -> DecisionQuerySet:
    """What waits for this person, oldest first."""
    return decidable_by(person).waiting().oldest_first().select_related("asked_by")


def incident_of(decision: Decision) -> Incident:
    """The incident a decision belongs to, with what a page about it shows."""
    with_all = Incident.objects.select_related("customer", "logged_by", "refund_link__refund")
    return with_all.get(pk=decision.within_id)


@transaction.atomic
def ask_about(
    incident: Incident,
    *,
    what: str,
    summary: str,
    by: Person,
    now: datetime,
    subject: tuple[str, int] | None = None,
    reason: str = "",
    amount: Money | None = None,
    version: str | int = "",
    details: Details | None = None,
) -> Decision:
    """Ask the managers of the customer's team; the incident's story tells of it."""
    incident = lock(incident)
    decision = deciding.ask(
        what=what,
        subject=subject or incident.history_subject,
        within=incident.history_subject,
        summary=summary,
        reason=reason,
        amount=amount,
        version=version,
        details=details,
        by=by,
        now=now,
    )
    _tell_the_story(decision, "asked", by, now)
    tell_who_can_add_one(decision, incident, now=now)
    return decision


def approve(
    decision: Decision,
    *,
    by: Person,
    now: datetime,
    words: str = "",
    amount: Money | None = None,
    version: str | int | None = None,
) -> Decision:
    """Yes, and what it causes, or neither. What nothing is left to decide of is withdrawn, and that is said."""
    if kind_of(decision).reasoned and not words.strip():
        raise DecisionRefused(_("Write down why. It stays on record."))

    def say_yes() -> Decision:
        return deciding.approve(decision, by=by, now=now, words=words, amount=amount, version=version)

    return _decide(decision, say_yes, by, now, causes=True)


def refuse(decision: Decision, *, by: Person, now: datetime, words: str = "") -> Decision:
    """No, with a reason for whoever asked."""
    if not words.strip():
        raise DecisionRefused(_("Write why not. Whoever asked reads it."))
    return _decide(decision, lambda: deciding.refuse(decision, by=by, now=now, words=words), by, now)


def send_back(decision: Decision, *, by: Person, now: datetime, question: str) -> Decision:
    """A question to whoever asked; nothing is decided yet."""
    return _decide(decision, lambda: deciding.send_back(decision, by=by, now=now, question=question), by, now)


@transaction.atomic
def answer(decision: Decision, *, by: Person, now: datetime, reason: str) -> Decision:
    """Ask again, with the answer to the question that came back."""
    incident = lock(incident_of(decision))
    if over := kind_of(decision).over(Yes(decision, incident, by, now)):
        raise DecisionRefused(over)
    decision = deciding.answer(decision, by=by, now=now, reason=reason)
    _tell_the_story(decision, "asked", by, now)
    return decision


@transaction.atomic
def withdraw(decision: Decision, *, by: Person, now: datetime, why: str = "") -> Decision:
    """Who asked takes it back."""
    if by.pk != decision.asked_by_id:
        raise DecisionRefused(_("Only who asked for this can take it back."))
    lock(incident_of(decision))
    return deciding.withdraw(decision, by=by, now=now, why=why)


@transaction.atomic
def withdraw_waiting(incident: Incident, *, what: str, by: Person | None, now: datetime, why: str) -> int:
    """What was asked is settled otherwise: nothing of it waits any more. `why` is what a late decider reads."""
    return len(deciding.withdraw_all(what=what, within=incident.history_subject, by=by, now=now, why=why))


def _decide(
    decision: Decision, verb: Callable[[], Decision], by: Person, now: datetime, *, causes: bool = False
) -> Decision:
    """The incident's row first, then the decision's, as everywhere. A note that came too late is committed."""
    if not decidable_by(by).filter(pk=decision.pk).exists() and by.pk != decision.asked_by_id:
        raise DecisionRefused(_("A manager of this customer’s team decides this."))
    late: DecisionRefused | None = None
    with transaction.atomic():
        incident = lock(incident_of(decision))
        if causes and (over := _over(decision, incident, by, now)):
            late = over
        else:
            try:
                decision = verb()
            except DecisionRefused as refused:
                late = refused
            else:
                _follow_up(decision, incident, by, now, causes=causes)
    if late is not None:
        raise late
    return decision


def _over(decision: Decision, incident: Incident, by: Person, now: datetime) -> DecisionRefused | None:
    """Nothing is left to decide: taken back by the house, in the words that are then shown."""
    fresh = Decision.objects.get(pk=decision.pk)
    sentence = kind_of(fresh).over(Yes(fresh, incident, by, now)) if fresh.is_waiting else ""
    if not sentence:
        return None
    deciding.withdraw(fresh, by=None, now=now, why=sentence)
    return DecisionRefused(sentence)


def _follow_up(decision: Decision, incident: Incident, by: Person, now: datetime, *, causes: bool) -> None:
    kind = kind_of(decision)
    if causes:
        try:
            kind.causes(Yes(decision, incident, by, now))
        except kind.refusals as refused:
            raise DecisionRefused(str(refused)) from refused
    _tell_the_story(decision, decision.state, by, now)
    asker = decision.asked_by
    if asker.is_active:
        key = f"decision:{decision.pk}:{decision.asked_at.isoformat()}"
        message = staff_letters.decided(asker, decision, incident)
        staff_letters.post(asker, message, key=key, about=f"decision:{decision.pk}", now=now)


def _tell_the_story(decision: Decision, what: str, by: Person, now: datetime) -> None:
    said = decision.reason if what == "asked" else decision.words
    text = "\n".join(part for part in (decision.summary, said) if part)
    facts: Facts = {"decision": decision.pk, "what": decision.what}
    record((INCIDENT, decision.within_id), by=by, what=f"decision.{what}", now=now, text=text, facts=facts)
