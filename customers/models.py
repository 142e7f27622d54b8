"""Customers and the people at them; who of us may see which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ground.accounts.models import Absence, Person, Role, Team, team_ids_of
from ground.worktime.models import WorkCalendar
from ground.worktime.now import now

from .alike import KEY_LENGTH, SLUG_LENGTH, alike_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

    from ground.worktime.hours import Hours

SEES_ALL = {Role.FINANCE, Role.AUDITOR}


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, person: Person) -> CustomerQuerySet:
        """The customers whose trust, cases and contacts this person may see: the one door of access."""
        if not person.is_active or person.role in (Role.ADMINISTRATOR, Role.COLLEAGUE):
            return self.none()
        if person.role in SEES_ALL:
            return self
        own = [Q(account_manager=person), Q(deputy=person), Q(account_manager__in=away_for(person))]
        if person.role == Role.MANAGER:
            return self.filter(own[0] | own[1] | own[2] | Q(team__in=team_ids_of(person)))
        # Few of many: each part finds its own by an index, where one condition of all would read every row.
        first, *others = (Customer.objects.filter(part).order_by().values("pk") for part in own)
        return self.filter(pk__in=first.union(*others, all=True))

    def writable_by(self, person: Person) -> CustomerQuerySet:
        """Visible ones this person may also change: auditors and finance read only."""
        return self.none() if only_reads(person) else self.visible_to(person)

    def named(self, text: str) -> CustomerQuerySet:
        return self.filter(name__icontains=text)

    def bulk_create(self, objs: Iterable[Customer], *args: Any, **kwargs: Any) -> list[Customer]:
        """As Django's, with the key of each name."""
        rows = list(objs)
        for row in rows:
            row.name_key = alike_key(row.name)
        return super().bulk_create(rows, *args, **kwargs)

    def alike(self, name: str) -> CustomerQuerySet:
        """Those whose name a reader would take for this one."""
        return self.filter(name_key=alike_key(name))


def only_reads(person: Person) -> bool:
    """Whether this person changes nothing of the customers they see."""
    return person.role in SEES_ALL


def away_for(person: Person) -> models.QuerySet[Absence, int]:
    """Ids of the people who are away now and named this person as their deputy."""
    instant = person.as_of or now()
    away = Absence.objects.filter(deputy=person, starts_at__lte=instant, ends_at__gt=instant)
    return away.values_list("person_id", flat=True)


class Customer(models.Model):
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=KEY_LENGTH, editable=False)
    slug = models.SlugField(_("address of the page"), max_length=SLUG_LENGTH, unique=True)
    reference = models.CharField(_("their number with us"), max_length=60, blank=True)
    account_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="customers", verbose_name=_("account manager")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deputised_customers",
        verbose_name=_("deputy"),
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="customers", verbose_name=_("team"))
    zone = models.CharField(_("time zone"), max_length=64)
    language = models.CharField(_("language"), max_length=10, default="en")
    locale = models.CharField(_("locale of dates and money"), max_length=20, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    came_by = models.ForeignKey(
        "ImportFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="customers", editable=False
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name_key"], name="customer_name_once"),
            models.UniqueConstraint(Lower("reference"), condition=~Q(reference=""), name="customer_reference_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """`name_key` always follows the name."""
        self.name_key = alike_key(self.name)
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "name_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def our_hours(self) -> Hours:
        """Our working time for this customer: the calendar of the team that serves them."""
        return self.team.calendar.hours()


class ContactQuerySet(models.QuerySet["Contact"]):
    def told(self) -> ContactQuerySet:
        """Those who may receive updates by letter now."""
        return self.here().filter(receives_updates=True, unwanted_at__isnull=True).exclude(email="")

    def here(self) -> ContactQuerySet:
        return self.filter(left_at__isnull=True)


class Contact(models.Model):
    """A person at the customer. `bounced_at`: their address last refused our mail then."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    role = models.CharField(_("role"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    prefers_call = models.BooleanField(_("prefers a call"), default=False)
    receives_updates = models.BooleanField(_("receives updates"), default=True)
    speaks = models.BooleanField(_("speaks for the customer"), default=False)
    note = models.CharField(_("good to know"), max_length=200, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_reason = models.CharField(max_length=300, blank=True)
    unwanted_at = models.DateTimeField(null=True, blank=True)  # they called our mail unwanted: nothing goes there
    left_at = models.DateTimeField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-speaks", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), "customer", condition=~Q(email="") & Q(left_at__isnull=True), name="contact_email_once"
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(speaks=True, left_at__isnull=True), name="one_contact_speaks"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def local_zone(self) -> str:
        return self.zone or self.customer.zone

    @property
    def local_language(self) -> str:
        return self.language or self.customer.language

    @property
    def greeting_name(self) -> str:
        first = self.name.split()[0] if self.name.split() else self.name
        return self.name if first.endswith(".") else first

    def reachable_by_mail(self, now: datetime) -> bool:
        return self.takes_mail and self.bounced_at is None

    @property
    def takes_mail(self) -> bool:  # though it may come back
        return bool(self.email) and self.left_at is None and self.unwanted_at is None


class NeverAgainQuerySet(models.QuerySet["NeverAgain"]):
    def standing(self) -> NeverAgainQuerySet:
        return self.filter(removed_at__isnull=True)


class NeverAgain(models.Model):
    """Something a customer must never hear from us again, in their words; it stays on record when it is taken away."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="never_again_words")
    words = models.CharField(_("what they must never hear from us again"), max_length=1000)
    said_by = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_on = models.DateField(_("when they said it"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_why = models.CharField(max_length=300, blank=True)

    objects = NeverAgainQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["customer"], name="never_again_standing", condition=Q(removed_at__isnull=True))]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="never_again_has_words"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_why="") | Q(removed_at__isnull=False) & ~Q(removed_why=""),
                name="never_again_goes_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class HandoverQuerySet(models.QuerySet["Handover"]):
    def waiting(self) -> HandoverQuerySet:
        return self.filter(state=Handover.State.ASKED)

    def to_be_told(self, customer_id: int, person_id: int) -> HandoverQuerySet:
        """Accepted by this person, and the customer has not read of it yet."""
        done = self.filter(state=Handover.State.ACCEPTED, told_update_id__isnull=True)
        return done.filter(customer=customer_id, to_person=person_id).order_by("-answered_at")


class Handover(models.Model):
    """A customer goes from one of us to another, who has to say yes. `told_update_id` is the letter that said so."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for a yes")
        ACCEPTED = "accepted", _("Taken over")
        DECLINED = "declined", _("Declined")
        TAKEN_BACK = "taken_back", _("Taken back")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="handovers")
    from_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handovers")
    line = models.CharField(_("one line in their first letter"), max_length=300)
    only_for_them = models.TextField(_("only for them"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)
    told_update_id = models.BigIntegerField(null=True, unique=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(state="asked"), name="one_handover_asked"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True) | ~Q(state="asked") & Q(answered_at__isnull=False),
                name="an_answered_handover_has_a_moment",
            ),
            models.CheckConstraint(condition=~Q(from_person=models.F("to_person")), name="handed_to_somebody_else"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(why=""), name="a_declined_handover_says_why"),
        ]


class ImportFile(models.Model):
    """A file somebody uploaded to import customers from, kept between looking and confirming.

    `content` is emptied a day after the upload; the row stays when it was used, as the origin of what came by it.
    `reading` holds what the person chose: encoding, separator, columns, and what holds for rows that do not say.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    reading = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    customers_added = models.PositiveIntegerField(default=0)
    contacts_added = models.PositiveIntegerField(default=0)
    already_here = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    left_out_why = models.CharField(max_length=300, blank=True)

    class Meta:
        # customers/uploads.py empties what is older than a day.
        indexes = [models.Index(fields=["created_at"], name="import_file_by_age")]

    def __str__(self) -> str:
        return self.name
