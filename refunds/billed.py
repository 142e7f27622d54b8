"""What we billed and what was paid: invoices and credit notes, their lines, money received. No refund is in here."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from ground.money.amounts import Money
from ground.money.fields import MicroField, MoneyMinorField

from .agreed import ITEM_LENGTH

if TYPE_CHECKING:
    from ground.accounts.models import Person

NUMBER_LENGTH = 60
WORDS_LENGTH = 300


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", _("Invoice")
    CREDIT = "credit", _("Credit note")


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def visible_to(self, person: Person) -> InvoiceQuerySet:
        """Invoices of the customers this person may see."""
        return self.filter(customer__in=Customer.objects.visible_to(person))


class Invoice(models.Model):
    """A document we sent. What is not known about its days is empty, and asked about when a refund touches it."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices")
    number = models.CharField(_("number"), max_length=NUMBER_LENGTH)
    kind = models.CharField(max_length=8, choices=InvoiceKind.choices, default=InvoiceKind.INVOICE)
    issued_on = models.DateField(_("date of the invoice"))
    currency = models.CharField(_("currency"), max_length=3)
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=WORDS_LENGTH, blank=True)
    upload = models.ForeignKey(
        "refunds.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="invoices", editable=False
    )

    objects: ClassVar[InvoiceQuerySet] = InvoiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["issued_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "number", "kind"], name="invoice_once"),
            models.CheckConstraint(condition=~Q(number=""), name="invoice_has_a_number"),
            models.CheckConstraint(condition=~Q(currency=""), name="invoice_has_a_currency"),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceLineQuerySet(models.QuerySet["InvoiceLine"]):
    def visible_to(self, person: Person) -> InvoiceLineQuerySet:
        """Lines of the customers this person may see."""
        return self.filter(customer__in=Customer.objects.visible_to(person))


class InvoiceLine(models.Model):
    """A line as it was billed; the quantity of a return, and what a credit note gives back, is negative.

    `customer` and `issued_on` repeat the invoice, so that one index finds an item over all customers and days; nothing
    changes them after the import. `net_minor` is quantity x price, half up, unless the file itself gave another sum.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoice_lines", db_index=False)
    position = models.PositiveIntegerField()
    issued_on = models.DateField()
    item = models.CharField(_("item"), max_length=ITEM_LENGTH)
    description = models.CharField(_("description"), max_length=WORDS_LENGTH, blank=True)
    quantity = MicroField(_("quantity"))
    unit_price = MicroField(_("price of one piece"))
    tax_percent = MicroField(_("tax in per cent"), default=0)
    net_minor = MoneyMinorField(_("net"))
    tax_minor = MoneyMinorField(_("tax"), default=0)

    objects: ClassVar[InvoiceLineQuerySet] = InvoiceLineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["issued_on", "invoice", "position"]
        indexes = [
            # The sweep: one item of a period, whoever bought it.
            models.Index(fields=["item", "issued_on"], name="line_by_item_and_day"),
            # The refund sheet: what one customer was billed.
            models.Index(fields=["customer", "issued_on"], name="line_by_customer_and_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="line_once_an_invoice"),
            models.CheckConstraint(condition=~Q(item=""), name="line_has_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}/{self.position}"

    @property
    def net(self) -> Money:
        return Money(self.net_minor, self.invoice.currency)

    @property
    def tax(self) -> Money:
        return Money(self.tax_minor, self.invoice.currency)


class ReceivedPayment(models.Model):
    """Money a customer paid us: for one invoice, or for their account when no invoice is named."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="received_payments")
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, null=True, blank=True, related_name="payments")
    amount_minor = MoneyMinorField()
    currency = models.CharField(max_length=3)
    received_on = models.DateField(_("received on"))
    reference = models.CharField(_("reference"), max_length=WORDS_LENGTH, blank=True)

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="received_something"),
            models.CheckConstraint(condition=~Q(currency=""), name="received_in_a_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.received_on:%Y-%m-%d}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
