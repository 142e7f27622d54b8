"""The words telling is described with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UpdateKind(models.TextChoices):
    FIRST_NOTICE = "first_notice", _("First notice")
    UPDATE = "update", _("Update")
    NOTHING_NEW = "nothing_new", _("Nothing new")
    LATE = "late", _("Running late")
    MOVED = "moved", _("A new time")
    APOLOGY = "apology", _("Apology")
    RESOLVED = "resolved", _("Resolved")


class UpdateState(models.TextChoices):
    TOLD = "told", _("Told")
    UNDONE = "undone", _("Taken back")
    REACHED_NOBODY = "reached_nobody", _("Reached nobody")


class RecipientState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    HANDED_OVER = "handed_over", _("Handed over")
    CAME_BACK = "came_back", _("Came back")
    TAKEN_BACK = "taken_back", _("Taken back")


class Channel(models.TextChoices):
    PHONE = "phone", _("Phone")
    MEETING = "meeting", _("Meeting")
    CHAT = "chat", _("Chat")
    MAIL = "mail", _("Mail outside the product")


class FoundBy(models.TextChoices):
    """How a mail came to its incident."""

    LETTER = "letter", _("it answers a letter of ours")
    ADDRESS = "address", _("by its reply address")
    SUBJECT = "subject", _("by the number in its subject")
    SENDER = "sender", _("by who wrote it")
    PERSON = "person", _("one of us put it here")


class Began(models.TextChoices):
    US = "us", _("We did")
    THEM = "them", _("They did")


class NudgeState(models.TextChoices):
    WAITING = "waiting", _("Waiting for their hours")
    WRITTEN = "written", _("Written")
    MERGED = "merged", _("Part of a later one")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOBODY = "nobody", _("Nobody to tell")


class SpanUnit(models.TextChoices):
    HOURS = "hours", _("hours")
    WORKING_HOURS = "working_hours", _("working hours")
    WORKING_DAYS = "working_days", _("working days")
