"""The words a mail is described with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How it came in."""

    PIPE = "pipe", _("from the mail server")
    IMAP = "imap", _("from the mailbox")
    HOOK = "hook", _("from the mail provider")


class State(models.TextChoices):
    """Every mail is in exactly one of these; the first is left by the reader, the tray by a person."""

    STORED = "stored", _("stored, not read yet")
    PLACED = "placed", _("where it belongs")
    TRAY = "tray", _("waits for a person")
    AUTOMATIC = "automatic", _("automatic, set aside")
    NOT_OURS = "not_ours", _("not for us")


class Kind(models.TextChoices):
    """What wrote it. Only a person is a voice of the customer."""

    PERSON = "person", _("written by a person")
    AUTOMATIC = "automatic", _("an automatic mail")
    AWAY = "away", _("an absence note")
    BOUNCE = "bounce", _("a letter that came back")
    DELAYED = "delayed", _("a letter that is delayed")
    COMPLAINT = "complaint", _("a complaint about our mail")
    LIST = "list", _("mail of a list")
    UNREADABLE = "unreadable", _("a mail we cannot read")
