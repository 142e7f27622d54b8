"""The words an incident is described with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class Ending(models.TextChoices):
    """How a closed incident ended; each is a class of its own in every figure."""

    MET = "met", _("Trust is back")
    WITHOUT_WORD = "without_word", _("Closed without their word")
    OVERRIDE = "override", _("Closed by a manager")
    NOT_A_MISTAKE = "not_a_mistake", _("Not a mistake")
    NO_EFFECT = "no_effect", _("No effect on them")
    DUPLICATE = "duplicate", _("A duplicate")


class Precision(models.TextChoices):
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")


class StepState(models.TextChoices):
    TODO = "todo", _("To do")
    DONE = "done", _("Done")
    NOT_NEEDED = "not_needed", _("Not needed")


class PromiseKind(models.TextChoices):
    """The first three are the incident's clock; of these the internal deadlines are never shown to the customer."""

    NEXT_UPDATE = "next_update", _("Next update")
    FIRST_NOTICE = "first_notice", _("First notice")
    CHECKING = "checking", _("Being checked")
    COMMITMENT = "commitment", _("Promise")


CLOCK_KINDS = (PromiseKind.NEXT_UPDATE, PromiseKind.FIRST_NOTICE, PromiseKind.CHECKING)
INTERNAL_KINDS = (PromiseKind.FIRST_NOTICE, PromiseKind.CHECKING)


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
