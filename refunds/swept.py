"""Who else? A search for everybody one mistake touched, kept: what was looked for, and what each of them is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from ground.jobs.models import Job
from ground.money.amounts import Money
from ground.money.fields import MicroField, MoneyMinorField

from .agreed import ITEM_LENGTH, PriceList
from .billed import WORDS_LENGTH
from .rate_rows import RateVersion

if TYPE_CHECKING:
    from ground.accounts.models import Person


class Sure(models.TextChoices):
    CERTAIN = "certain", _("Certain")
    LISTED = "listed", _("By their price list")
    CHECK = "check", _("Check first")


class Doubt(models.TextChoices):
    """Why a person looks before anybody is told; of PAID_WHEN it is only said what is assumed."""

    NO_PRICE = "no_price", _("No agreed price on file for some days")
    TWO_PRICES = "two_prices", _("Two agreed prices overlap")
    GIVEN_BACK = "given_back", _("Something was given back already")
    RECKONED = "reckoned", _("A refund for this is being reckoned already")
    NO_RATE = "no_rate", _("The rates do not reach back to their payments: no interest yet")
    PAID_WHEN = "paid_when", _("Some payment dates are not known: interest from the day of the invoice")
    UNRECKONED = "unreckoned", _("Too much for one sheet: without tax and interest")


class SweepQuerySet(models.QuerySet["Sweep"]):
    def visible_to(self, person: Person) -> SweepQuerySet:
        """What this person asked for, and what found a customer this person may see."""
        theirs = SweepRow.objects.filter(
            sweep=models.OuterRef("pk"), sweep__done_at__isnull=False, customer__in=Customer.objects.visible_to(person)
        )
        return self.filter(Q(asked_by=person) | models.Exists(theirs))


class Sweep(models.Model):
    """A rule swept over the invoice lines of the customers its asker may see, `besides` the one it started from.

    Where `limited`, only over those `named`; without an item and a price list no line is looked at, and each of them
    has a row whose sums are not known. `terms` are the conventions but for the zone, which is each customer's own, and
    the rates of `rates`; without these no interest is reckoned. The rows count from `done_at` on.
    """

    item = models.CharField(_("item"), max_length=ITEM_LENGTH, blank=True)
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    agreed: models.Field[Any, Any] = MicroField(null=True, blank=True)  # type: ignore[misc]
    currency = models.CharField(max_length=3)
    besides = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    limited = models.BooleanField(default=False)
    named: models.ManyToManyField[Customer, Any] = models.ManyToManyField(Customer, related_name="+")
    refund_on = models.DateField(_("interest until"), null=True, blank=True)
    rates = models.ForeignKey(RateVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    terms: models.Field[Any, Any] = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    looked = models.PositiveBigIntegerField(null=True)
    customers_looked = models.PositiveIntegerField(default=0)
    unpriced: models.Field[Any, Any] = models.JSONField(default=list)
    seconds_ms = models.PositiveBigIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SweepQuerySet] = SweepQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(item="") | Q(price_list__isnull=False) | Q(limited=True), name="sweep_looks_for_something"
            ),
            models.CheckConstraint(condition=~Q(currency=""), name="sweep_has_a_currency"),
            models.CheckConstraint(
                condition=Q(rates__isnull=True) | Q(refund_on__isnull=False), name="sweep_interest_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(looked__isnull=False), name="sweep_done_has_looked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.item}"

    @property
    def history_subject(self) -> tuple[str, int]:
        return ("sweep", self.pk)

    @property
    def has_rule(self) -> bool:
        """Whether lines are looked at; otherwise people named the customers, and no sum is known."""
        return bool(self.item) or self.price_list_id is not None


class SweepRow(models.Model):
    """One customer in one currency: what the sheet of their refund would say, for the same lines and conventions.

    `given_back_minor` is what was credited already, as far as it is set against the sum. `reckoned` while the sweep
    runs: which rows have their tax and interest. Left out with a reason, it stays, and can be taken in again.
    """

    sweep = models.ForeignKey(Sweep, on_delete=models.CASCADE, related_name="rows")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="sweep_rows")
    currency = models.CharField(max_length=3)
    invoices = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    over_minor = MoneyMinorField(default=0)
    tax_minor = MoneyMinorField(default=0)
    given_back_minor = MoneyMinorField(default=0)
    interest_minor = MoneyMinorField(default=0)
    owed_minor = MoneyMinorField(default=0)
    sure = models.CharField(max_length=8, choices=Sure.choices)
    doubts: models.Field[Any, Any] = models.JSONField(default=list)
    reckoned = models.BooleanField(default=False)
    left_out_why = models.CharField(max_length=WORDS_LENGTH, blank=True)

    class Meta:
        ordering = ["currency", "-owed_minor", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sweep", "customer", "currency"], name="sweep_row_once"),
            models.CheckConstraint(
                condition=Q(over_minor__gte=0, given_back_minor__gte=0, interest_minor__gte=0, owed_minor__gte=0),
                name="sweep_row_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(owed_minor=F("over_minor") + F("tax_minor") - F("given_back_minor") + F("interest_minor")),
                name="sweep_row_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sweep_id}: {self.customer_id}"

    @property
    def owed(self) -> Money:
        return Money(self.owed_minor, self.currency)
