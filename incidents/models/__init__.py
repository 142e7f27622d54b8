"""Rows of an incident: the case, its promises, evidence, refund and campaign, what was asked, answered and follows."""

from .answered import Answer, Asking
from .campaign import Campaign, CampaignMember
from .case import FIRST_NUMBER, Containment, Incident, IncidentQuerySet, IncidentReading, Step
from .checked_in import CheckIn, CheckInQuerySet, Reopening, ReopeningQuerySet
from .evidence import (
    Account,
    Apology,
    Dispute,
    Evidence,
    Fact,
    Feeling,
    Frame,
    Preparation,
    Prevention,
    Remedy,
    StepDraft,
    Summary,
    ToldEvidence,
    Unknown,
)
from .found import IncidentFinding, IncidentSweep
from .phrases import RequiredPhrase
from .promised import Promise, PromiseQuerySet
from .refunded import IncidentRefund
from .small import SmallLimit, SmallMistake

__all__ = [
    "FIRST_NUMBER",
    "Account",
    "Answer",
    "Apology",
    "Asking",
    "Campaign",
    "CampaignMember",
    "CheckIn",
    "CheckInQuerySet",
    "Containment",
    "Dispute",
    "Evidence",
    "Fact",
    "Feeling",
    "Frame",
    "Incident",
    "IncidentFinding",
    "IncidentQuerySet",
    "IncidentReading",
    "IncidentRefund",
    "IncidentSweep",
    "Preparation",
    "Prevention",
    "Promise",
    "PromiseQuerySet",
    "Remedy",
    "Reopening",
    "ReopeningQuerySet",
    "RequiredPhrase",
    "SmallLimit",
    "SmallMistake",
    "Step",
    "StepDraft",
    "Summary",
    "ToldEvidence",
    "Unknown",
]
