"""Mail as it came in: the very bytes first, then what was read in them and what became of it.

The bytes are never changed or deleted here. What is read can be read again from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .choices import Kind, State, Way

if TYPE_CHECKING:
    from collections.abc import Iterable


class MailQuerySet(models.QuerySet["Mail"]):
    def unread(self) -> MailQuerySet:
        return self.filter(state=State.STORED)

    def in_tray(self) -> MailQuerySet:
        return self.filter(state=State.TRAY)

    def without_bytes(self) -> MailQuerySet:
        """For lists: the bytes may be many."""
        return self.defer("raw")

    def numbered(self, numbers: Iterable[int]) -> dict[int, Mail]:
        return self.without_bytes().in_bulk(list(numbers))


class Mail(models.Model):
    """One mail. `identity` is the same for the same mail, whichever way it came; `copies` counts how often.

    `envelope_from` is None where the way in does not tell it, and empty for the null return path of automatic mail.
    `text` is what is new in it, `rest` the quotes and the signature; `why` says in a code why it is where it is.
    """

    mailbox = models.CharField(max_length=60, default="replies")
    identity = models.CharField(max_length=64)
    way = models.CharField(max_length=10, choices=Way.choices)
    raw = models.BinaryField()
    size = models.PositiveIntegerField()
    cut = models.BooleanField(default=False)  # larger than we store: these are only its first bytes
    copies = models.PositiveIntegerField(default=1)
    envelope_from = models.CharField(max_length=320, null=True, blank=True)
    envelope_to = models.CharField(max_length=320, blank=True)
    received_at = models.DateTimeField()

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.STORED)
    tries = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, blank=True)
    why = models.CharField(max_length=40, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_id = models.BigIntegerField(null=True, blank=True)  # the person who took it out of the tray

    message_id = models.CharField(max_length=255, blank=True)
    sender = models.CharField(_("from"), max_length=320, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    signed = models.BooleanField(default=False)  # our own mail server vouches for the sender's domain
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True)
    rest = models.TextField(blank=True)
    back_on = models.DateField(null=True, blank=True)  # an absence note says so
    attached = models.JSONField(default=list)  # name, type, size, number of the kept file or 0

    objects: ClassVar[MailQuerySet] = MailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            # reading.read_waiting: what is stored and not read yet
            models.Index(fields=["received_at"], name="mail_unread", condition=Q(state="stored")),
            # the review tray
            models.Index(fields=["received_at"], name="mail_in_tray", condition=Q(state="tray")),
            # counting.in_and_out, and the lists of what was received and what is automatic
            models.Index(fields=["state", "-received_at"], name="mail_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "identity"], name="mail_once_a_mailbox"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.STORED, read_at__isnull=True)
                | (~Q(state=State.STORED) & Q(read_at__isnull=False)),
                name="mail_read_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"


class Reach(models.Model):
    """How far we have read in a mailbox, by the server's own numbers; since when it cannot be reached."""

    mailbox = models.CharField(max_length=300, unique=True)
    validity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    busy_since = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    away_since = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    stuck_uid = models.BigIntegerField(default=0)  # a mail the server does not give us, and how often we asked
    stuck_times = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.mailbox
