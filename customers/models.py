"""Customers and the people at them; who of us may see which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ground.accounts.models import Absence, Person, Role, Team
from ground.worktime.models import WorkCalendar
from ground.worktime.now import now

if TYPE_CHECKING:
    from datetime import datetime

    from ground.worktime.hours import Hours

SEES_ALL = {Role.FINANCE, Role.AUDITOR}


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, person: Person) -> CustomerQuerySet:
        """The customers whose trust, cases and contacts this person may see: the one door of access."""
        if not person.is_active or person.role in (Role.ADMINISTRATOR, Role.COLLEAGUE):
            return self.none()
        if person.role in SEES_ALL:
            return self
        own = Q(account_manager=person) | Q(deputy=person) | Q(account_manager__in=away_for(person))
        if person.role == Role.MANAGER:
            return self.filter(own | Q(team__in=teams_under(person)))
        return self.filter(own)

    def writable_by(self, person: Person) -> CustomerQuerySet:
        """Visible ones this person may also change: auditors and finance read only."""
        return self.none() if person.role in SEES_ALL else self.visible_to(person)

    def named(self, text: str) -> CustomerQuerySet:
        return self.filter(name__icontains=text)


def away_for(person: Person) -> models.QuerySet[Absence, int]:
    """Ids of the people who are away now and named this person as their deputy."""
    instant = now()
    away = Absence.objects.filter(deputy=person, starts_at__lte=instant, ends_at__gt=instant)
    return away.values_list("person_id", flat=True)


def teams_under(person: Person) -> list[int]:
    """Ids of the teams this person manages and all teams below them."""
    parents = dict(Team.objects.values_list("pk", "parent_id"))
    found = set(Team.objects.filter(manager=person).values_list("pk", flat=True))
    while more := {pk for pk, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)


class Customer(models.Model):
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address of the page"), max_length=80, unique=True)
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
    calendar = models.ForeignKey(
        WorkCalendar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    never_again = models.TextField(_("what they must never hear from us again"), blank=True)
    created_at = models.DateTimeField()

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="customer_name_once"),
            models.UniqueConstraint(Lower("reference"), condition=~Q(reference=""), name="customer_reference_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def our_hours(self) -> Hours:
        """Our working time for this customer: the calendar of the team that serves them."""
        return self.team.calendar.hours()


class ContactQuerySet(models.QuerySet["Contact"]):
    def told(self) -> ContactQuerySet:
        """Those who may receive updates by letter now."""
        return self.filter(receives_updates=True, left_at__isnull=True).exclude(email="")

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
        return self.name.split()[0] if self.name.split() else self.name

    def reachable_by_mail(self, now: datetime) -> bool:
        return bool(self.email) and self.bounced_at is None and self.left_at is None
