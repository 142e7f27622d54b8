"""What we owe a customer: the refund, the versions of its sum, what was paid. It knows no incident."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from ground.decisions.models import Decision
from ground.money.amounts import Money
from ground.money.fields import MoneyMinorField

from .agreed import AgreedPrice, CustomerPriceList, CustomerPricing, PriceList
from .billed import Invoice, InvoiceKind, InvoiceLine, ReceivedPayment
from .calculated import Calculation, CalculationLine, LineChoice, LineKind, QuestionAnswer
from .incoming import (
    Fate,
    RememberedColumns,
    RowProblem,
    StagedInvoice,
    StagedLine,
    StagedPrice,
    Upload,
    UploadKind,
    UploadState,
)
from .rate_rows import Rate, RateTable, RateVersion
from .swept import Doubt, Sure, Sweep, SweepRow
from .waiting import Paper, Reckoning
from .watched import Compared, Finding, FindingState

__all__ = [
    "AgreedPrice",
    "Calculation",
    "CalculationLine",
    "Compared",
    "CustomerPriceList",
    "CustomerPricing",
    "Doubt",
    "Fate",
    "Finding",
    "FindingState",
    "Invoice",
    "InvoiceKind",
    "InvoiceLine",
    "LineChoice",
    "LineKind",
    "Paper",
    "Payment",
    "PaymentKind",
    "PriceList",
    "QuestionAnswer",
    "Rate",
    "RateTable",
    "RateVersion",
    "ReceivedPayment",
    "Reckoning",
    "Refund",
    "RefundSum",
    "RememberedColumns",
    "RowProblem",
    "StagedInvoice",
    "StagedLine",
    "StagedPrice",
    "Sure",
    "Sweep",
    "SweepRow",
    "Upload",
    "UploadKind",
    "UploadState",
]


class PaymentKind(models.TextChoices):
    ON_ACCOUNT = "on_account", _("On account")
    PAYMENT = "payment", _("Payment")
    CREDIT_NOTE = "credit_note", _("Credit note")


class Refund(models.Model):
    """Money we give back, in one currency, until the balance is zero.

    `owed_minor` repeats the latest sum (nothing while none is set) and `paid_minor` the payments, so that the database
    itself refuses to pay beyond what is owed. `approval` is the yes to exactly this version; a new sum takes it away.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="refunds")
    currency = models.CharField(max_length=3)
    version = models.PositiveIntegerField(default=0)
    owed_minor: models.Field[int | None, int | None] = MoneyMinorField(null=True, blank=True)  # type: ignore[assignment, misc]
    paid_minor = MoneyMinorField(default=0)
    approval = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(currency=""), name="refund_has_a_currency"),
            models.CheckConstraint(condition=Q(paid_minor__gte=0), name="refund_paid_not_negative"),
            models.CheckConstraint(
                condition=Q(owed_minor__isnull=True) | Q(paid_minor__lte=F("owed_minor")),
                name="never_paid_beyond_what_is_owed",
            ),
            models.CheckConstraint(
                condition=Q(version=0, owed_minor__isnull=True, approval__isnull=True)
                | Q(version__gte=1, owed_minor__isnull=False, owed_minor__gt=0),
                name="every_version_has_its_sum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.pk}"

    @property
    def history_subject(self) -> tuple[str, int]:
        return ("refund", self.pk)

    @property
    def owed(self) -> Money | None:
        return None if self.owed_minor is None else Money(self.owed_minor, self.currency)

    @property
    def paid(self) -> Money:
        return Money(self.paid_minor, self.currency)

    @property
    def balance(self) -> Money | None:
        """What is still to be paid; None while no sum is set."""
        return None if self.owed is None else self.owed - self.paid


class RefundSum(models.Model):
    """One version of what we owe, with its reason; never changed, replaced by the next version."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="sums")
    version = models.PositiveIntegerField()
    amount_minor = MoneyMinorField()
    words = models.TextField(_("why this sum"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    calculation = models.ForeignKey(
        Calculation, on_delete=models.PROTECT, null=True, blank=True, related_name="sums", editable=False
    )
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "version"], name="sum_once_a_version"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="sum_above_zero"),
            models.CheckConstraint(condition=~Q(words=""), name="sum_says_why"),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True) | Q(version__gt=1, replaces__isnull=False),
                name="later_sum_replaces_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refund_id}, version {self.version}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.refund.currency)


class Payment(models.Model):
    """Money that went back, under the decision that allowed it. One on account for each yes; never beyond either."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="payments")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=PaymentKind.choices)
    amount_minor = MoneyMinorField()
    value_on = models.DateField(_("value date"))
    reference = models.CharField(_("reference"), max_length=80)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["value_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_above_zero"),
            models.CheckConstraint(condition=~Q(reference=""), name="payment_has_a_reference"),
            models.UniqueConstraint(fields=["refund", "reference"], name="payment_recorded_once"),
            models.UniqueConstraint(
                fields=["decision"], condition=Q(kind=PaymentKind.ON_ACCOUNT), name="one_payment_on_account_a_yes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}, {self.value_on:%Y-%m-%d}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.refund.currency)
