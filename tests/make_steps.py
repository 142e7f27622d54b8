"""Makers for the evidence of the eight steps."""

from datetime import date, datetime

from ground.accounts.models import Person
from incidents import evidence
from incidents.changing import set_deputy
from incidents.choices import CLOCK_KINDS, Cause, ContainmentState, Emotion, Failing, Side, StepState, Verdict
from incidents.containment import decide
from incidents.models import (
    Account,
    Apology,
    Fact,
    Feeling,
    Frame,
    Incident,
    Prevention,
    Remedy,
    Step,
    Summary,
)
from incidents.progress import finish_step
from incidents.promises import keep_promise
from incidents.repairing import mark_done
from recovery.apologising import apologise_aloud
from recovery.understanding import Heard, hear
from tests import make

SUMMARY = {
    "text": "You paid invoice 31877 on the day it came. We sent it again and reminded you three times.",
    "owned": "We booked your payment to the wrong account.",
    "apology": "I am sorry that we made you look bad.",
}
SENTENCE = "For 44 months you paid more than we agreed, and you had to find it yourself."
APOLOGY = "Ingrid, I am sorry. We charged you the wrong price and I did not check. From now on two people check."


def summary(incident: Incident, *, by: Person, now: datetime, **fields) -> Summary:
    return evidence.add(Summary, incident, by=by, now=now, **{**SUMMARY, **fields})


def frame(incident: Incident, *, by: Person, now: datetime, **fields) -> Frame:
    known = {
        "sentence": SENTENCE,
        "scope": "Tacoma, invoices of March 2023 to October 2026",
        "happened_cause": Cause.PRICE_TABLE,
        "unnoticed_cause": Cause.NO_CHECK,
        "failing": Failing.COMPETENCE,
    }
    return evidence.add(Frame, incident, by=by, now=now, **{**known, **fields})


def apology(incident: Incident, *, by: Person, now: datetime, **fields) -> Apology:
    return evidence.add(Apology, incident, by=by, now=now, **{"text": APOLOGY, "said_by": by, **fields})


def remedy(incident: Incident, *, by: Person, now: datetime, **fields) -> Remedy:
    known = {"text": "Corrected price list, signed", "owner": by, "due_on": date(2026, 11, 25)}
    return evidence.add(Remedy, incident, by=by, now=now, **{**known, **fields})


def prevention(incident: Incident, *, by: Person, now: datetime, **fields) -> Prevention:
    known = {"text": "Two people compare each price list with the contract", "owner": by, "due_on": date(2026, 12, 1)}
    return evidence.add(Prevention, incident, by=by, now=now, **{**known, **fields})


# -- Everything a step needs, and its finish -------------------------------------------------------------------------


def prepared(incident: Incident, *, by: Person, now: datetime) -> None:
    """Step 1: somebody stands in, and what must stop is decided."""
    if incident.deputy_id is None:
        stand_in = Person.objects.filter(email="elena.standin@brightwater.example").first()
        stand_in = stand_in or make.person("Elena Standin", team=by.team, email="elena.standin@brightwater.example")
        set_deputy(incident, deputy=stand_in, by=by, now=now)
    for item in incident.containment.filter(state=ContainmentState.UNDECIDED):
        decide(item, state=ContainmentState.DONE, by=by, now=now)


def facts(incident: Incident, *, by: Person, now: datetime) -> None:
    """Step 2: their version, and a dated fact with its source."""
    ingrid = incident.speaker or incident.customer.contacts.first()
    words = "Your invoices say 46.50 a pallet. Our contract says 38.00."
    evidence.add(Account, incident, by=by, now=now, side=Side.THEIRS, contact=ingrid, text=words)
    signed = {"happened_on": date(2023, 2, 12), "text": "Contract signed at 38.00 a pallet", "source": "HMS-2023"}
    evidence.add(Fact, incident, by=by, now=now, **signed)


def feelings(incident: Incident, *, by: Person, now: datetime) -> None:
    """Step 3: what it did to whoever speaks for the customer."""
    ingrid = incident.speaker or incident.customer.contacts.first()
    felt = {"emotion": Emotion.EMBARRASSED, "strength": 5, "words": "I felt like a fool in front of my own board."}
    evidence.add(Feeling, incident, by=by, now=now, contact=ingrid, observed_on=now.date(), **felt)


def understood(incident: Incident, *, by: Person, now: datetime) -> None:
    """Step 4: the summary was read to them, and they said yes."""
    hear(summary(incident, by=by, now=now), heard=_yes(incident, now), by=by, now=now)


def framed(incident: Incident, *, by: Person, now: datetime) -> None:
    """Step 6: the sentence was read to them, and they said yes."""
    hear(frame(incident, by=by, now=now), heard=_yes(incident, now), by=by, now=now)


def apologised(incident: Incident, *, by: Person, now: datetime) -> None:
    """Step 7: said on the phone, and taken."""
    words = {"text": APOLOGY, "said_by": by, "seen": None}
    apologise_aloud(incident, **words, heard=_yes(incident, now, words="Thank you for saying it."), by=by, now=now)


def handled(incident: Incident, *, by: Person, now: datetime) -> None:
    """Step 8: what puts it right is done, something keeps it from happening again, no promise is open."""
    due = {"owner": by, "due_on": now.date()}
    remedy = evidence.add(Remedy, incident, by=by, now=now, text="The price is corrected", **due)
    mark_done(remedy, words="Seen in the price list", by=by, now=now)
    stands = Frame.objects.filter(incident=incident).current().first()
    causes = {stands.happened_cause, stands.unnoticed_cause} if stands else {""}
    for cause in sorted(causes):
        text = "Two people check every price"
        evidence.add(Prevention, incident, by=by, now=now, text=text, against=cause, **due)
    for promise in incident.promises.live().exclude(kind__in=CLOCK_KINDS):
        keep_promise(promise, by=by, now=now)


NEEDS = {
    1: prepared,
    2: facts,
    3: feelings,
    4: understood,
    6: framed,
    7: apologised,
    8: handled,
}
NOTHING = "The contract says 38.00 a pallet. Nothing to dispute."


def finish(incident: Incident, number: int, *, by: Person, now: datetime) -> Step:
    """Whatever step `number` needs, then its finish; step 5 as nothing to dispute."""
    if number == 5:
        return finish_step(incident, number=5, by=by, now=now, not_needed=True, why=NOTHING)
    NEEDS[number](incident, by=by, now=now)
    return finish_step(incident, number=number, by=by, now=now)


def finish_until(incident: Incident, last: int, *, by: Person, now: datetime) -> Incident:
    """Steps 1 to `last`, in their order."""
    for number in range(1, last + 1):
        finish(incident, number, by=by, now=now)
    return Incident.objects.get(pk=incident.pk)


def _yes(incident: Incident, now: datetime, *, words: str = "Yes, that is it.") -> Heard:
    contact = incident.speaker or incident.customer.contacts.first()
    return Heard(contact=contact, channel="phone", began="us", happened_at=now, verdict=Verdict.YES, words=words)


def finished(incident: Incident, *, up_to: int, by: Person, now: datetime) -> Incident:
    """Steps 1 to `up_to` done, by rows: their evidence is not what a test about a later step is about."""
    incident.steps.filter(number__lte=up_to).update(state=StepState.DONE, finished_at=now, finished_by=by)
    Incident.objects.filter(pk=incident.pk).update(step_now=up_to + 1 if up_to < 8 else None)
    incident.refresh_from_db()
    return incident
