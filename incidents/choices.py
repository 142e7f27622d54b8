"""The words an incident is described with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .emotions import Emotion as Emotion


class Kind(models.TextChoices):
    OVERCHARGE = "overcharge", _("Overcharge")
    WRONG_INVOICE = "wrong_invoice", _("Wrong invoice")
    LATE_DELIVERY = "late_delivery", _("Late delivery")
    DEFECT = "defect", _("Defective product")
    MISSED_COMMITMENT = "missed_commitment", _("Missed commitment")
    OUTAGE = "outage", _("Outage")
    DATA_ERROR = "data_error", _("Data error")
    OTHER = "other", _("Something else")


class Severity(models.TextChoices):
    CRITICAL = "critical", _("Critical")
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Noticed(models.TextChoices):
    US = "us", _("We did")
    CUSTOMER = "customer", _("The customer")
    THIRD_PARTY = "third_party", _("Somebody else")
    UNKNOWN = "unknown", _("Not known")


class Fault(models.TextChoices):
    OURS = "ours", _("Ours")
    SHARED = "shared", _("Shared")
    NOT_OURS = "not_ours", _("Not ours")
    UNKNOWN = "unknown", _("Not known yet")


class Failing(models.TextChoices):
    COMPETENCE = "competence", _("We were not good enough")
    INTEGRITY = "integrity", _("We did not keep our word")
    BOTH = "both", _("Both")
    UNKNOWN = "unknown", _("Not known yet")


class State(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Size(models.TextChoices):
    FULL = "full", _("A full recovery")
    SMALL = "small", _("A small mistake")


class Ending(models.TextChoices):
    """How a closed incident ended; each is a class of its own in every figure."""

    MET = "met", _("Trust is back")
    WITHOUT_WORD = "without_word", _("Closed without their word")
    OVERRIDE = "override", _("Closed by a manager")
    NOT_A_MISTAKE = "not_a_mistake", _("Not a mistake")
    NO_EFFECT = "no_effect", _("No effect on them")
    DUPLICATE = "duplicate", _("A duplicate")
    SMALL = "small", _("A small mistake, settled")


class Precision(models.TextChoices):
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")


class StepState(models.TextChoices):
    TODO = "todo", _("To do")
    DONE = "done", _("Done")
    NOT_NEEDED = "not_needed", _("Not needed")


class PromiseKind(models.TextChoices):
    """All but the last are the incident's clock; of these only the next update is shown to the customer."""

    NEXT_UPDATE = "next_update", _("Next update")
    FIRST_NOTICE = "first_notice", _("First notice")
    CHECKING = "checking", _("Being checked")
    SETTLING = "settling", _("Settled unless they object")
    COMMITMENT = "commitment", _("Promise")


CLOCK_KINDS = (PromiseKind.NEXT_UPDATE, PromiseKind.FIRST_NOTICE, PromiseKind.CHECKING, PromiseKind.SETTLING)
INTERNAL_KINDS = (PromiseKind.FIRST_NOTICE, PromiseKind.CHECKING, PromiseKind.SETTLING)


class How(models.TextChoices):
    WRITTEN = "written", _("written")
    SPOKEN = "spoken", _("spoken")
    INFERRED = "inferred", _("inferred")
    HOUSE = "house", _("our own rule")


class PromiseState(models.TextChoices):
    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    KEPT_LATE = "kept_late", _("Kept late")
    BROKEN = "broken", _("Broken")
    RENEGOTIATED = "renegotiated", _("Renegotiated")
    RELEASED = "released", _("Released")
    VOID = "void", _("Void")


LIVE_STATES = (PromiseState.OPEN, PromiseState.BROKEN)


class ContainmentState(models.TextChoices):
    UNDECIDED = "undecided", _("Not decided")
    DONE = "done", _("Done")
    NOT_NEEDED = "not_needed", _("Not needed")
    PLANNED = "planned", _("Planned")


class Side(models.TextChoices):
    THEIRS = "theirs", _("Their version")
    OURS = "ours", _("Our version")


class Cause(models.TextChoices):
    """Why it happened, or why nobody noticed. A slip alone is no cause: what let it through is."""

    PRICE_TABLE = "price_table", _("A price or table was wrong")
    MASTER_DATA = "master_data", _("Customer or item data were wrong")
    HANDOVER = "handover", _("Something was lost between two people or systems")
    NO_CHECK = "no_check", _("Nobody was asked to check")
    CHECK_FAILED = "check_failed", _("There was a check, and it did not find it")
    UNCLEAR = "unclear", _("The agreement or instruction was unclear")
    SYSTEM = "system", _("A system did the wrong thing")
    CAPACITY = "capacity", _("Too few people or too little time")
    SUPPLIER = "supplier", _("Somebody who works for us")
    TRAINING = "training", _("Nobody had shown how it is done")
    HUMAN_ERROR = "human_error", _("Somebody slipped")
    OTHER = "other", _("Something else")


class Told(models.TextChoices):
    """How something reached the customer: by an update, in a conversation or a check-in, named by kind and id."""

    UPDATE = "update", _("in a letter")
    CONVERSATION = "conversation", _("in a conversation")
    CHECK_IN = "check_in", _("in a check-in")


class DisputeResult(models.TextChoices):
    AGREED = "agreed", _("We agree now")
    THEIRS = "theirs", _("Their version stands")
    OURS = "ours", _("Our version stands")
    LEFT_OPEN = "left_open", _("Left open")


class Question(models.TextChoices):
    """What the customer was asked, or told us of their own accord."""

    VERSION = "version", _("their version")
    FEELINGS = "feelings", _("how they feel")
    SUMMARY = "summary", _("whether we understood")
    SENTENCE = "sentence", _("the one sentence")
    APOLOGY = "apology", _("the apology")
    TRUST = "trust", _("how much they trust us")
    RESOLUTION = "resolution", _("whether it is resolved")
    CHECK_IN = "check_in", _("how it is now")
    CORRECTION = "correction", _("a correction")
    QUESTION = "question", _("a question of theirs")
    CALL_BACK = "call_back", _("a call back")
    REPLY = "reply", _("what they wrote in a mail")


class Verdict(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    WORDS = "words", _("in words")


class Via(models.TextChoices):
    PAGE = "page", _("on their private page")
    REPLY = "reply", _("in a reply")
    CONVERSATION = "conversation", _("in a conversation")
