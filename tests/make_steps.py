"""Makers for the evidence of the eight steps."""

from datetime import date, datetime

from ground.accounts.models import Person
from incidents import evidence
from incidents.choices import Cause, Failing
from incidents.models import Apology, Frame, Incident, Prevention, Remedy, Summary

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
