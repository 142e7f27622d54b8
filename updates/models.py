"""What was told to whom, by which letter or conversation; private links; reminders of what is still to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Contact, Customer
from ground.mailbox.models import Mail
from incidents.choices import Question, Severity
from incidents.models import Incident, Promise
from refunds.models import Calculation

from .choices import Began, Channel, FoundBy, NudgeState, RecipientState, SpanUnit, UpdateKind, UpdateState
from .snippet_rows import Snippet as Snippet

if TYPE_CHECKING:
    from datetime import datetime

PERSON = settings.AUTH_USER_MODEL


class Cadence(models.Model):
    """How soon a customer first hears of a mistake, and how often after that; the house's row has no customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="cadences")
    severity = models.CharField(max_length=10, choices=Severity.choices)
    first_amount = models.PositiveSmallIntegerField()
    first_unit = models.CharField(max_length=14, choices=SpanUnit.choices)
    gap_amount = models.PositiveSmallIntegerField()
    gap_unit = models.CharField(max_length=14, choices=SpanUnit.choices)
    asked_on = models.DateField(_("they asked for it on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "severity"], name="cadence_once_a_customer"),
            models.UniqueConstraint(
                fields=["severity"], condition=Q(customer__isnull=True), name="cadence_once_for_the_house"
            ),
            models.CheckConstraint(condition=Q(first_amount__gte=1, gap_amount__gte=1), name="cadence_never_zero"),
        ]


class HoldingNotes(models.Model):
    """Whether customers are told by a letter of the house that we are late; one row for the house."""

    only = models.BooleanField(default=True, unique=True, editable=False)
    on = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_switch_of_holding_notes")]


class Link(models.Model):
    """The private page of one contact for one incident; the token is made again from id and version, never stored."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="links")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="links")
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, unique=True, null=True)
    reply_digest = models.CharField(max_length=64, unique=True, null=True)  # of the token in the reply address
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "contact"], name="one_link_a_contact")]


class AskedLink(models.Model):
    """Somebody typed an address to get a new link; gone as soon as it is answered."""

    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()


class UpdateQuerySet(models.QuerySet["Update"]):
    def told(self) -> UpdateQuerySet:
        return self.filter(state=UpdateState.TOLD)

    def told_to(self, contact: Contact) -> UpdateQuerySet:
        """Told to this contact, or put on the page for all."""
        return self.told_to_number(contact.pk)

    def told_to_number(self, contact: int) -> UpdateQuerySet:
        return self.told().filter(Q(recipients__contact=contact) | Q(on_page=True)).distinct()


class Update(models.Model):
    """A letter to the customer about one incident. Told at the instant of Send; undone until `undo_until`.

    `settled` is the promise it kept or moved, `made` the one it made (none when it resolves the matter),
    `promised` the others that a person confirmed in it or moved with it;
    `statement` is the version of the refund's sheet whose statement its letters carried;
    `came_from` is the incident's state before it, so that an update that did not happen leaves no trace in the clock.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="updates")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=UpdateKind.choices)
    heading = models.CharField(_("heading"), max_length=150)
    body = models.TextField(_("message"))
    next_at = models.DateTimeField(null=True, blank=True)
    next_zone = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    undo_until = models.DateTimeField()
    state = models.CharField(max_length=14, choices=UpdateState.choices, default=UpdateState.TOLD)
    state_at = models.DateTimeField(null=True, blank=True)
    on_page = models.BooleanField(_("on their page for everyone"), default=True)
    question = models.CharField(_("what it asks them"), max_length=12, choices=Question.choices, blank=True)
    settled = models.ForeignKey(Promise, on_delete=models.PROTECT, null=True, related_name="settled_by_updates")
    made = models.OneToOneField(Promise, on_delete=models.PROTECT, null=True, related_name="made_by_update")
    promised = models.ManyToManyField(Promise, related_name="told_in", blank=True)
    came_from = models.CharField(max_length=10)
    statement = models.ForeignKey(Calculation, on_delete=models.PROTECT, null=True, related_name="+")

    objects = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="update_number_once"),
            models.CheckConstraint(
                condition=Q(kind=UpdateKind.RESOLVED) | Q(next_at__isnull=False), name="every_update_names_the_next"
            ),
            models.CheckConstraint(
                condition=Q(next_at__isnull=True) | Q(next_at__gt=F("sent_at")), name="the_next_comes_after"
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def can_undo(self, now: datetime) -> bool:
        return self.state == UpdateState.TOLD and now < self.undo_until


class Recipient(models.Model):
    """One copy of an update: to whom, at which address, and what became of the letter (by its id in the outbox)."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="recipients")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="received")
    address = models.EmailField(max_length=254)
    letter_id = models.BigIntegerField(null=True, db_index=True)
    state = models.CharField(max_length=12, choices=RecipientState.choices, default=RecipientState.WAITING)
    state_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["update", "contact"], name="one_copy_a_contact")]


class Received(models.Model):
    """What a mail that came in belongs to, as far as it was found or somebody said.

    `letter_id` is the letter of ours it answers or is about; `contact` who wrote it, for a bounce whom it was for.
    """

    mail = models.OneToOneField(Mail, on_delete=models.PROTECT, related_name="received")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="mails")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="mails")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="mails")
    letter_id = models.BigIntegerField(null=True, db_index=True)
    found_by = models.CharField(max_length=10, choices=FoundBy.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(incident__isnull=True) | Q(customer__isnull=False), name="a_mail_of_a_case_has_its_customer"
            )
        ]


class Conversation(models.Model):
    """Phone, meeting, chat, or mail outside the product. One that gave facts and a next time keeps the promise."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="conversations")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="conversations")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    began = models.CharField(max_length=5, choices=Began.choices)
    happened_at = models.DateTimeField()
    their_words = models.TextField(_("what they said, in their words"), blank=True)
    our_words = models.TextField(_("what we told them"), blank=True)
    gave_facts = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True, blank=True)
    next_zone = models.CharField(max_length=64, blank=True)
    settled = models.ForeignKey(Promise, on_delete=models.PROTECT, null=True, related_name="settled_by_conversations")
    made = models.OneToOneField(Promise, on_delete=models.PROTECT, null=True, related_name="made_by_conversation")
    promised = models.ManyToManyField(Promise, related_name="spoken_in", blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "pk"]


class Note(models.Model):
    """Internal words about an incident; no letter or page is ever made of them."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]


class Draft(models.Model):
    """What somebody is writing to a customer and has not sent; empty once it is sent.

    `pressed_at`: when a button on the page last kept or ended it; what a page opened before then still sends is late.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    heading = models.CharField(max_length=150, blank=True)
    body = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    pressed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "author"], name="one_draft_a_person")]


class Nudge(models.Model):
    """One rung of the ladder for one person about one promise; each fires once.

    `matured_at`: when the rung fell due; `fires_at`: that, or the opening of their working time after it;
    `letter_id`: the mail it became a line of.
    """

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="nudges")
    rung = models.CharField(max_length=24)
    rank = models.PositiveSmallIntegerField()
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, null=True, related_name="nudges")
    instead_of = models.ForeignKey(PERSON, on_delete=models.CASCADE, null=True, related_name="+")
    matured_at = models.DateTimeField()
    fires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=NudgeState.choices, default=NudgeState.WAITING)
    written_at = models.DateTimeField(null=True, blank=True)
    letter_id = models.BigIntegerField(null=True, db_index=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-matured_at", "-pk"]
        indexes = [
            # updates/reminders.py: nudges whose moment has come.
            models.Index(fields=["fires_at"], name="nudge_due", condition=Q(state=NudgeState.WAITING)),
            models.Index(fields=["-matured_at"], name="nudge_latest_first"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["promise", "rung", "person"], name="each_rung_fires_once"),
            models.UniqueConstraint(
                fields=["promise", "rung"], condition=Q(person__isnull=True), name="nobody_is_noted_once"
            ),
        ]


class ClockFault(models.Model):
    """An incident whose clock is not that of its live promise, found by the nightly check and kept until it is right.

    `shown_…` is what the incident says, `promised_…` what its promise says; none where there is no such promise.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="clock_faults")
    shown_due_at = models.DateTimeField(null=True)
    shown_started_at = models.DateTimeField(null=True)
    promised_due_at = models.DateTimeField(null=True)
    promised_made_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(gone_at__isnull=True), name="one_clock_fault_an_incident"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.shown_due_at} / {self.promised_due_at}"


class TickLease(models.Model):
    """One tick at a time, whichever worker runs it; a dead worker's lease runs out by the database's clock."""

    name = models.CharField(max_length=20, unique=True)
    token = models.CharField(max_length=32, blank=True)
    until = models.DateTimeField(null=True)
