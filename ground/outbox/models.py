"""Mail as rows: letters with honest states, the channels they leave by, and the pulses of the workers.

A letter is never deleted by the outbox. Its secrets are blanked from the stored bytes when it is final: at once when it
was accepted or withdrawn, a week later when it failed or was parked, so that a person may send it again until then.
"""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    ACCEPTED = "accepted", _("accepted by the mail relay")
    FAILED = "failed", _("not delivered")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PARKED = "parked", _("parked")


UNFINISHED = (State.WAITING, State.SENDING)
RESENDABLE = (State.FAILED, State.PARKED)


class LetterQuerySet(models.QuerySet["Letter"]):
    def unfinished(self) -> "LetterQuerySet":
        return self.filter(state__in=UNFINISHED)

    def about(self, about: str) -> "LetterQuerySet":
        return self.filter(about=about)

    def due(self, now: datetime) -> "LetterQuerySet":
        return self.filter(state=State.WAITING, due_at__lte=now)

    def not_delivered(self) -> "LetterQuerySet":
        """What ended without reaching anybody and waits for a person to look."""
        return self.filter(state__in=RESENDABLE)


class Letter(models.Model):
    """One letter to one recipient, in the very bytes that leave the house."""

    State = State

    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=20, default="smtp")
    sender = models.CharField(_("from"), max_length=254)
    recipient = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    message_id = models.CharField(max_length=255)
    raw = models.BinaryField()
    secrets = models.JSONField(default=list)
    blanked = models.BooleanField(default=False)
    customer = models.BooleanField(default=True)

    about = models.CharField(max_length=100, blank=True, db_index=True)
    guard = models.CharField(max_length=60, blank=True)
    listener = models.CharField(max_length=60, blank=True)
    thread = models.CharField(max_length=100, blank=True)
    position = models.PositiveIntegerField(default=1)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    wanted_at = models.DateTimeField()  # when it was meant to leave
    due_at = models.DateTimeField()  # the next attempt: moves with every retry
    attempts = models.PositiveIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0)  # workers lost in a row with this letter in hand
    tried_since = models.DateTimeField(null=True, blank=True)  # the first attempt that failed for now
    lease_until = models.DateTimeField(null=True, blank=True)  # by the database's clock
    lease_token = models.UUIDField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    relay_reply = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    blank_at = models.DateTimeField(null=True, blank=True)  # when the secrets of a final letter go

    worry_at = models.DateTimeField(null=True, blank=True)  # not accepted by then: the listener is told, once
    worried_at = models.DateTimeField(null=True, blank=True)
    undelivered_at = models.DateTimeField(null=True, blank=True)  # when the listener heard "a day late"
    call_at = models.DateTimeField(null=True, blank=True)  # when the listener must be called next

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # claiming.claim: what is due, the longest waiting first
            models.Index(fields=["channel", "due_at", "id"], name="letter_waiting", condition=Q(state="waiting")),
            # claiming.claim: is an earlier letter of the thread unfinished? writing.write: hurry the waiting one
            models.Index(
                fields=["thread", "recipient", "position"],
                name="letter_unfinished_in_thread",
                condition=Q(state__in=["waiting", "sending"]) & ~Q(thread=""),
            ),
            # lapses.take_back: letters whose worker is gone
            models.Index(fields=["lease_until"], name="letter_leased", condition=Q(state="sending")),
            # outcomes.call_waiting_listeners: somebody must hear that a letter is late
            models.Index(fields=["call_at"], name="letter_to_be_told", condition=Q(call_at__isnull=False)),
            # the page of mail: what was not delivered and waits for a person, the latest first
            models.Index(fields=["-id"], name="letter_not_delivered", condition=Q(state__in=["failed", "parked"])),
            # replies and bounces name the letter they are about
            models.Index(fields=["message_id"], name="letter_by_message_id"),
            # blanking.blank_old: secrets kept only so that a failed letter may go again
            models.Index(fields=["blank_at"], name="letter_to_blank", condition=Q(blank_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="letter_state_known"),
            models.UniqueConstraint(
                fields=["thread", "recipient", "position"], condition=~Q(thread=""), name="letter_place_in_thread_once"
            ),
            models.CheckConstraint(
                condition=Q(recipient__contains="@")
                & ~Q(recipient__contains="\r")
                & ~Q(recipient__contains="\n")
                & ~Q(recipient__contains=",")
                & ~Q(recipient__contains=";")
                & ~Q(recipient__contains=" "),
                name="letter_to_one_address",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False, lease_token__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True, lease_token__isnull=True)),
                name="letter_leased_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"], finished_at__isnull=True)
                | (~Q(state__in=["waiting", "sending"]) & Q(finished_at__isnull=False)),
                name="letter_final_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", sent_at__isnull=False) | (~Q(state="accepted") & Q(sent_at__isnull=True)),
                name="letter_accepted_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"

    @property
    def place(self) -> tuple[datetime, int]:
        """The order in which a worker takes letters in hand."""
        return self.due_at, self.pk


class Channel(models.Model):
    """A way out; paused while its relay refuses us, then probed once a minute.

    `held`: a person paused it. Then nothing is probed, and only a person opens it again.
    """

    name = models.CharField(max_length=20, unique=True)
    paused_since = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    probe_at = models.DateTimeField(null=True, blank=True)
    held = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(held=False) | Q(paused_since__isnull=False), name="channel_held_is_paused"
            ),
            models.CheckConstraint(
                condition=Q(paused_since__isnull=True, probe_at__isnull=True)
                | Q(paused_since__isnull=False, probe_at__isnull=False),
                name="channel_paused_is_probed",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pulse(models.Model):
    """When a piece of periodic work last ran, and when the broker last woke it; by the database's clock."""

    name = models.CharField(max_length=100, unique=True)
    ran_at = models.DateTimeField()
    woken_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
