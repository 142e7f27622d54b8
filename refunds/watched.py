"""Lines billed above the agreed price, found before the customer finds them: each once, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from ground.money.amounts import Money
from ground.money.fields import MicroField, MoneyMinorField

from .agreed import ITEM_LENGTH
from .billed import WORDS_LENGTH, InvoiceLine
from .incoming import Upload

if TYPE_CHECKING:
    from ground.accounts.models import Person


class FindingState(models.TextChoices):
    OPEN = "open", _("To be looked at")
    DISMISSED = "dismissed", _("Not too much")
    LOGGED = "logged", _("Put right as a mistake")
    RIGHTED = "righted", _("The agreed price was corrected")


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, person: Person) -> FindingQuerySet:
        """Findings of the customers this person may see."""
        return self.filter(customer__in=Customer.objects.visible_to(person))

    def open(self) -> FindingQuerySet:
        return self.filter(state=FindingState.OPEN)

    def beside(self, last: Finding) -> FindingQuerySet:
        """Of the same customer, item and currency, found no later: what a person looked at together."""
        return self.filter(customer=last.customer_id, item=last.item, currency=last.currency, pk__lte=last.pk)


class Finding(models.Model):
    """One line above its agreed price, as it was when it was found; `over_minor` is without tax and interest."""

    line = models.OneToOneField(InvoiceLine, on_delete=models.CASCADE, related_name="finding")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="findings", db_index=False)
    item = models.CharField(max_length=ITEM_LENGTH)
    billed = MicroField()
    agreed = MicroField()
    over_minor = MoneyMinorField()
    currency = models.CharField(max_length=3)
    by_list = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=FindingState.choices, default=FindingState.OPEN)
    why = models.CharField(max_length=WORDS_LENGTH, blank=True)
    found_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects: ClassVar[FindingQuerySet] = FindingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["found_at", "pk"]
        # The page of the watch and the count on Today.
        indexes = [models.Index(fields=["customer", "item"], name="finding_to_look_at", condition=Q(state="open"))]
        constraints = [
            models.CheckConstraint(condition=Q(billed__gt=models.F("agreed")), name="finding_is_above_the_agreed"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True, settled_by__isnull=True)
                | ~Q(state="open") & Q(settled_at__isnull=False, settled_by__isnull=False),
                name="settled_finding_has_a_moment",
            ),
            models.CheckConstraint(condition=~Q(state="dismissed", why=""), name="dismissed_finding_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.line_id}"

    @property
    def over(self) -> Money:
        return Money(self.over_minor, self.currency)


class ComparedQuerySet(models.QuerySet["Compared"]):
    def visible_to(self, person: Person) -> ComparedQuerySet:
        """Of the customers this person may see."""
        return self.filter(customer__in=Customer.objects.visible_to(person))


class Compared(models.Model):
    """What the watch made of the lines one import brought for one customer: all of them, and those not as agreed."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="compared", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="compared")
    lines = models.PositiveIntegerField()
    above = models.PositiveIntegerField()
    below = models.PositiveIntegerField()
    unpriced = models.PositiveIntegerField()

    objects: ClassVar[ComparedQuerySet] = ComparedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "customer"], name="compared_once")]

    def __str__(self) -> str:
        return f"{self.upload_id}: {self.customer_id}"
