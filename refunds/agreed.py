"""Prices as they were agreed, each from its day: of one customer, or of a list that many customers share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from ground.money.fields import MicroField

from .choices import PricingDate

if TYPE_CHECKING:
    from datetime import date

ITEM_LENGTH = 100


class PriceList(models.Model):
    """A table of prices in one currency that holds for every customer attached to it."""

    name = models.CharField(_("name"), max_length=120)
    currency = models.CharField(_("currency"), max_length=3)
    priced_by = models.CharField(
        max_length=8, choices=PricingDate.choices, default=PricingDate.INVOICE, db_default=PricingDate.INVOICE
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="price_list_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="price_list_has_a_name"),
            models.CheckConstraint(condition=~Q(currency=""), name="price_list_has_a_currency"),
        ]

    def __str__(self) -> str:
        return self.name


class CustomerPriceList(models.Model):
    """The list a customer buys by. Prices agreed with the customer alone go before it."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="price_list_row")
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="customer_rows")

    def __str__(self) -> str:
        return f"{self.customer}: {self.price_list}"


class CustomerPricing(models.Model):
    """The day that counts for one customer, whatever the list says that they buy by."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="pricing_row")
    priced_by = models.CharField(max_length=8, choices=PricingDate.choices)

    def __str__(self) -> str:
        return f"{self.customer}: {self.priced_by}"


class AgreedPriceQuerySet(models.QuerySet["AgreedPrice"]):
    def owned_by(self, owner: PriceList | Customer) -> AgreedPriceQuerySet:
        return self.filter(price_list=owner) if isinstance(owner, PriceList) else self.filter(customer=owner)

    def valid_on(self, day: date) -> AgreedPriceQuerySet:
        """A price holds from its first day, inclusive, to its last, exclusive."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))

    def holding_for(self, customer: Customer) -> AgreedPriceQuerySet:
        """The customer's own prices and those of its list; the list by its number, so that each part has its index."""
        listed = CustomerPriceList.objects.filter(customer=customer).values("price_list")[:1]
        return self.filter(Q(customer=customer) | Q(price_list=models.Subquery(listed)))


class AgreedPrice(models.Model):
    """The price of one piece of an item, without tax, from `valid_from` inclusive to `valid_to` exclusive.

    Two rows of one owner, item and currency never overlap: agreeing.agree_price() sees to it under the owner's lock.
    """

    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, null=True, blank=True, related_name="prices")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="agreed_prices"
    )
    item = models.CharField(_("item"), max_length=ITEM_LENGTH)
    unit_price = MicroField(_("price of one piece"))
    currency = models.CharField(_("currency"), max_length=3)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until, that day not included"), null=True, blank=True)
    source = models.CharField(_("where it is agreed"), max_length=200, blank=True)
    upload = models.ForeignKey(
        "refunds.Upload", on_delete=models.SET_NULL, null=True, blank=True, related_name="prices", editable=False
    )
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects: ClassVar[AgreedPriceQuerySet] = AgreedPriceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["item", "currency", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_list__isnull=True, customer__isnull=False)
                | Q(price_list__isnull=False, customer__isnull=True),
                name="price_of_a_list_or_a_customer",
            ),
            models.CheckConstraint(condition=~Q(item=""), name="price_has_an_item"),
            models.CheckConstraint(condition=~Q(currency=""), name="price_has_a_currency"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="price_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["customer", "item", "currency", "valid_from"],
                condition=Q(customer__isnull=False),
                name="customer_price_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["price_list", "item", "currency", "valid_from"],
                condition=Q(price_list__isnull=False),
                name="list_price_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}, {self.valid_from:%Y-%m-%d}"
