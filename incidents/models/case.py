"""Incidents, their steps, and what was stopped at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Contact, Customer, only_reads
from ground.accounts.roles import Reach
from incidents.choices import (
    ContainmentState,
    Ending,
    Failing,
    Fault,
    Kind,
    Noticed,
    Precision,
    Severity,
    Size,
    State,
    StepState,
)
from trust.models import PARTNER_LINE, Reading

if TYPE_CHECKING:
    from datetime import datetime

    from ground.accounts.models import Person

FIRST_NUMBER = 1000


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, person: Person) -> IncidentQuerySet:
        """Those of customers this person may see, and those they own or deputise: the one door."""
        customers = Customer.objects.visible_to(person).order_by().values("pk")
        if person.powers.reach != Reach.OWN or not person.is_active:
            return self.filter(Q(customer__in=customers) | self._held_by(person))
        # Few of very many: each part finds its own by an index, where one condition of all would read every row.
        theirs = Incident.objects.filter(customer__in=customers).values("pk")
        held = [Incident.objects.filter(**{role: person}).values("pk") for role in ("owner", "deputy")]
        return self.filter(pk__in=theirs.union(*held, all=True))

    def writable_by(self, person: Person) -> IncidentQuerySet:
        """Visible ones this person may also change: everything they see, but for those who only read."""
        return self.none() if only_reads(person) else self.visible_to(person)

    def _held_by(self, person: Person) -> Q:
        from_role = Q(owner=person) | Q(deputy=person)
        return from_role if person.is_active and person.role in ("account_manager", "manager") else Q(pk__in=[])

    def reported_by(self, person: Person) -> IncidentQuerySet:
        return self.filter(logged_by=person)

    def mine(self, person: Person) -> IncidentQuerySet:
        return self.filter(Q(owner=person) | Q(deputy=person))

    def running(self) -> IncidentQuerySet:
        """Open or being checked: those with a clock."""
        return self.filter(state__in=[State.OPEN, State.CHECKING])

    def open(self) -> IncidentQuerySet:
        return self.filter(state=State.OPEN)

    def overdue(self, now: datetime) -> IncidentQuerySet:
        return self.filter(next_update_due_at__lt=now)

    def by_clock(self) -> IncidentQuerySet:
        return self.order_by("next_update_due_at", "pk")


class Incident(models.Model):
    """`closed_at_trust` is the number of whoever speaks for the customer when it closed (none when it closed without
    their word), `closing_line` the number it had to reach. `last_check_in_at` is when the last check-in after this
    closing was asked, or will be. `reopened_at`: it closed before, and was last opened again then.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    story = models.TextField(_("what we got wrong"))
    started_on = models.DateField(_("when it started"), null=True, blank=True)
    started_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    found_at = models.DateTimeField(_("when we found out"))
    noticed_by = models.CharField(_("who noticed first"), max_length=12, choices=Noticed.choices)
    fault = models.CharField(_("whose fault"), max_length=10, choices=Fault.choices, default=Fault.OURS)
    failing = models.CharField(_("kind of failing"), max_length=12, choices=Failing.choices, default=Failing.UNKNOWN)
    severity = models.CharField(_("how bad"), max_length=10, choices=Severity.choices)
    at_stake = models.BigIntegerField(_("money at stake, in minor units"), null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="incidents")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="deputised_incidents"
    )
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports")
    logged_at = models.DateTimeField()
    first_told_at = models.DateTimeField(null=True, blank=True)
    contacts = models.ManyToManyField(Contact, related_name="incidents", blank=True)
    speaker = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="speaks_in")
    subject = models.CharField(_("subject of every letter"), max_length=150, blank=True)
    size = models.CharField(max_length=5, choices=Size.choices, default=Size.FULL)
    state = models.CharField(max_length=10, choices=State.choices)
    step_now = models.PositiveSmallIntegerField(null=True, blank=True, default=1)
    next_update_due_at = models.DateTimeField(null=True, blank=True)
    clock_started_at = models.DateTimeField(null=True, blank=True)
    checks_extended = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ending = models.CharField(max_length=15, choices=Ending.choices, blank=True)
    closed_at_trust = models.PositiveSmallIntegerField(null=True, blank=True)
    closing_line = models.PositiveSmallIntegerField(null=True, blank=True)
    last_check_in_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    ending_reason = models.TextField(blank=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates")
    readings = models.ManyToManyField(Reading, through="IncidentReading", related_name="incidents")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [
            # Board and Today: running recoveries in the order of their clocks.
            models.Index(fields=["next_update_due_at"], name="incident_by_clock", condition=~Q(state=State.CLOSED)),
            # The board: what was closed lately, by class.
            models.Index(fields=["closed_at"], name="incident_closed_lately", condition=Q(state=State.CLOSED)),
            models.Index(fields=["customer", "-logged_at"], name="incident_of_customer"),
            models.Index(fields=["owner", "next_update_due_at"], name="incident_of_owner_by_clock"),
            # The board: what came in a week.
            models.Index(fields=["logged_at"], name="incident_by_logging"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.CLOSED) | Q(next_update_due_at__isnull=False, clock_started_at__isnull=False),
                name="a_running_incident_has_a_clock",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(next_update_due_at__isnull=True),
                name="a_closed_incident_has_no_clock",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False) & ~Q(ending="")
                | ~Q(state=State.CLOSED) & Q(closed_at__isnull=True, ending=""),
                name="closed_has_an_ending",
            ),
            models.CheckConstraint(
                condition=~Q(ending=Ending.OVERRIDE) | ~Q(ending_reason=""), name="an_override_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(ending=Ending.MET)
                | Q(closed_at_trust__isnull=False, closing_line__isnull=False, closed_at_trust__gte=F("closing_line")),
                name="met_closes_at_the_line_or_above",
            ),
            models.CheckConstraint(
                condition=Q(closed_at_trust__isnull=True)
                | Q(state=State.CLOSED, closed_at_trust__gte=1, closed_at_trust__lte=10),
                name="closed_at_a_trust_from_1_to_10",
            ),
            models.CheckConstraint(
                condition=Q(closing_line__isnull=True)
                | Q(state=State.CLOSED, closing_line__gte=1, closing_line__lte=PARTNER_LINE),
                name="the_closing_line_is_7_or_below",
            ),
            models.CheckConstraint(
                condition=~Q(ending=Ending.DUPLICATE) | Q(duplicate_of__isnull=False),
                name="a_duplicate_names_the_other",
            ),
            models.CheckConstraint(condition=~Q(deputy=F("owner")), name="deputy_is_not_the_owner"),
            models.CheckConstraint(
                condition=Q(at_stake__isnull=True) | Q(at_stake__gte=0), name="at_stake_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        return f"TR-{FIRST_NUMBER + self.pk}"

    @property
    def history_subject(self) -> tuple[str, int]:
        return ("incident", self.pk)

    @property
    def closing_height(self) -> int:
        """An answer below this number proposes to open it again: the number it closed at, else the line it missed."""
        return self.closed_at_trust or self.closing_line or PARTNER_LINE

    def is_overdue(self, now: datetime) -> bool:
        return self.next_update_due_at is not None and self.next_update_due_at < now


class IncidentReading(models.Model):
    """A reading of trust that was given about this incident."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE)
    reading = models.OneToOneField(Reading, on_delete=models.CASCADE)


class Step(models.Model):
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.TODO)
    note = models.TextField(blank=True)
    note_saved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="step_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=8), name="eight_steps"),
            models.CheckConstraint(
                condition=Q(state=StepState.TODO, finished_at__isnull=True)
                | ~Q(state=StepState.TODO) & Q(finished_at__isnull=False),
                name="finished_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.NOT_NEEDED) | Q(number=5), name="only_step_5_may_be_not_needed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Containment(models.Model):
    """One thing to stop at once, so that the mistake does not go on while we repair it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="containment")
    code = models.SlugField(max_length=40)
    state = models.CharField(max_length=10, choices=ContainmentState.choices, default=ContainmentState.UNDECIDED)
    who = models.CharField(_("who"), max_length=100, blank=True)
    by_at = models.DateTimeField(_("by when"), null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "code"], name="containment_once"),
            models.CheckConstraint(
                condition=~Q(state=ContainmentState.PLANNED) | (~Q(who="") & Q(by_at__isnull=False)),
                name="planned_says_who_and_when",
            ),
        ]
